package assumptions

// The kinds of levers.
const (
	Management = "management" // how closely performance is managed
	Incentive  = "incentive"  // the share of revenue at risk
)

// Lever is something that an arrangement has more or less of, and by which it
// makes a service work better than another does.
type Lever struct {
	ID, Kind string
	// Intensity is how much of it there is, Reference how much when the deal's
	// probabilities hold as they are stated. Half, if not 0, is the intensity with
	// half the full effect; else the effect is in proportion.
	Intensity, Reference, Half float64
}

// Reach is the part of the full effect that an intensity x has: x/(x + Half),
// which more and more of it brings to 1, or x itself without a Half.
func (l *Lever) Reach(x float64) float64 {
	if l.Half > 0 {
		return x / (x + l.Half)
	}
	return x
}

// Coefficient is what the size of the lever's effects is multiplied by: the
// reach of what there is less that at the reference. At the reference it is 0.
func (l *Lever) Coefficient() float64 {
	return l.Reach(l.Intensity) - l.Reach(l.Reference)
}

// LeverEffect is what a lever does: Size times its Coefficient is added to the
// logit of the outcomes' transitions and of evidence, to the log of referrals,
// at every site and in every month.
type LeverEffect struct {
	ID, Lever string
	Size      Input
	On        []string
}
