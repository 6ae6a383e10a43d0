package deal

// This file describes what a deal file may say about delivery: who serves
// people, and what is measured of them that nobody pays for.

// Specialists serve the people of a site.
type Specialists struct {
	FTE         Quantity   `field:"fte" short:"scalar" unit:"number" range:"(0,1000]" doc:"Posts, full-time equivalents; a part of one is the last post's."`
	Monthly     []Quantity `field:"fte_monthly" short:"list" unit:"number" range:"[0,1000]" doc:"Instead of fte: month by month; the last holds on."`
	Caseload    Quantity   `field:"caseload" unit:"number" range:"(0,10000]" doc:"People that a full-time specialist serves at a time."`
	Stay        Quantity   `field:"stay" unit:"months" range:"[1,600]" doc:"Months that a person keeps a place."`
	Turnover    Quantity   `field:"turnover" unit:"probability" range:"[0,1)" random:"yes" default:"0" doc:"Chance that a specialist leaves within a year."`
	Vacancy     Quantity   `field:"vacancy" unit:"months" range:"[0,600]" default:"0" doc:"Months that a post then stays empty."`
	Queue       string     `field:"queue" enum:"wait|turn_away" default:"wait" doc:"What happens to people for whom there is no place."`
	DropOut     Quantity   `field:"drop_out" unit:"probability" range:"[0,1]" random:"yes" default:"0" doc:"Chance, each month, that someone who waits gives up."`
	LoadSD      Quantity   `field:"caseload_sd" unit:"number" range:"[0,3]" random:"yes" default:"0" doc:"Spread between specialists of the log of the caseload they carry; its mean stays."`
	EffectSD    Quantity   `field:"effect_sd" unit:"number" range:"[0,10]" random:"yes" default:"0" doc:"Spread between specialists, on the logit scale, of the chances of the outcomes named in on."`
	Correlation Quantity   `field:"correlation" unit:"number" range:"[-1,1]" random:"yes" default:"0" doc:"Correlation of the two between specialists."`
	On          []string   `field:"on" ref:"outcome" doc:"The outcomes whose chances differ between specialists."`
	Outcome     string     `field:"outcome" ref:"outcome" doc:"The outcome that is counted per specialist."`
}

// Measurement is how an outcome that nobody pays for is recorded by self-report.
type Measurement struct {
	Sensitivity Quantity `field:"sensitivity" unit:"probability" range:"[0,1]" random:"yes" default:"1" doc:"Chance that someone who achieved it says so."`
	Specificity Quantity `field:"specificity" unit:"probability" range:"[0,1]" random:"yes" default:"1" doc:"Chance that someone who did not achieve it says so."`
	Missing     Quantity `field:"missing" unit:"probability" range:"[0,1]" random:"yes" default:"0" doc:"Chance that someone is not asked or does not answer."`
}

// Hours are the weekly hours that people who achieve an outcome work.
type Hours struct {
	Mean Quantity `field:"mean" unit:"number" range:"(0,100]" random:"yes" doc:"Mean of a normal before it is cut to min..max, hours a week."`
	SD   Quantity `field:"sd" unit:"number" range:"(0,100]" random:"yes" doc:"Its standard deviation."`
	Min  Quantity `field:"min" unit:"number" range:"[0,168]" default:"1" doc:"Fewest hours."`
	Max  Quantity `field:"max" unit:"number" range:"[0,168]" default:"60" doc:"Most hours."`
	From Quantity `field:"threshold" unit:"number" range:"[0,168]" default:"16" doc:"Hours from which outcome.ID.long_hours counts."`
}
