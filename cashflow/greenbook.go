package cashflow

// SocialRates are the real annual rates at which a treasury discounts public
// costs and benefits, from a date on.
type SocialRates struct {
	From   int // calendar year in which they began to hold
	Steps  []SocialStep
	Source string
}

// SocialStep is a rate that holds up to and including a year from the start.
type SocialStep struct {
	Until int
	Rate  float64
}

// greenBook is dated: add a row when the rates change, and keep the old ones.
var greenBook = []SocialRates{{
	From:   2003,
	Steps:  []SocialStep{{30, 0.035}, {75, 0.03}, {125, 0.025}},
	Source: "HM Treasury, The Green Book: standard discount rates, as held until the review reported in June 2026",
}}

// GreenBook returns the rates of HM Treasury's Green Book for what is appraised
// in a calendar year: the latest that hold by then, else the first.
func GreenBook(year int) SocialRates {
	rates := greenBook[0]
	for _, r := range greenBook {
		if r.From <= year {
			rates = r
		}
	}
	return rates
}

// Factor returns what 1 in prices of the start, paid n years later, is worth at
// the start. Beyond the last step its rate holds on.
func (r SocialRates) Factor(n int) float64 {
	f, step := 1.0, 0
	for year := 1; year <= n; year++ {
		for step < len(r.Steps)-1 && year > r.Steps[step].Until {
			step++
		}
		f /= 1 + r.Steps[step].Rate
	}
	return f
}
