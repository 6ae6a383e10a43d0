package assumptions

// Specialists serve the people of a site: whoever is referred needs a place on
// the caseload of one of them before anything can happen.
type Specialists struct {
	FTE      []float64 // by month; the last holds on
	Caseload float64   // people served at a time by a full-time specialist
	Stay     int       // months a person keeps the place
	Turnover Input     // chance that a specialist leaves within a year
	Vacancy  int       // months a post then stays empty
	// TurnAway sends people away for whom there is no place; else they wait.
	TurnAway bool
	DropOut  Input // chance, each month, that someone who waits gives up
	// LoadSD and EffectSD are the spread between specialists of the log of
	// their caseload and of the logit of the outcomes in On.
	LoadSD, EffectSD, Correlation Input
	On                            []string
	Outcome                       string // counted per specialist
}

// Measurement is how an outcome is recorded by self-report.
type Measurement struct {
	Outcome                           string
	Sensitivity, Specificity, Missing Input
}

// Hours are the weekly hours of those who achieve an outcome: a normal cut to Min..Max.
type Hours struct {
	Outcome        string
	Mean, SD       Input
	Min, Max, From float64
}
