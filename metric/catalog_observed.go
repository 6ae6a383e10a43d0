package metric

// The rows of what is observed of people and moves no money.

const (
	aMeasurement = "measurement of it at a site"
	someHours    = "hours of it at a site"
	aSpecialist  = "the site has specialists"
	perHolder    = "the site has specialists, and specialists.outcome"
)

var observedOutcomeRows = []entry{
	{pattern: "outcome.ID.recorded", unit: Count, present: aMeasurement, formula: "`recorded`, 4.8, over the sites", text: "People who say that they achieved the outcome, rightly or not."},
	{pattern: "outcome.ID.asked", unit: Count, present: aMeasurement, formula: "`asked`, 4.8, over the sites", text: "People who answered whether they achieved the outcome."},
	{pattern: "outcome.ID.hours", unit: Ratio, present: someHours, formula: "Σ hours / number of those who achieved it, over the sites with hours", undefined: "nobody achieved it there", text: "Mean weekly hours of those who achieved the outcome."},
	{pattern: "outcome.ID.long_hours", unit: Ratio, present: someHours, formula: "those of `threshold` hours or more / those who achieved it, over the sites with hours", undefined: "nobody achieved it there", text: "Share of long hours among those who achieved the outcome."},
}

var observedSiteRows = []entry{
	{pattern: "site.ID.specialists.p10", unit: Count, present: perHolder, formula: "value of rank ⌈n/10⌉ of n holders, 4.8", undefined: "nobody took a place", text: "Tenth percentile, over the specialists who took anyone, of the outcomes of the people they took."},
	{pattern: "site.ID.specialists.p90", unit: Count, present: perHolder, formula: "value of rank ⌈9n/10⌉ of n holders, 4.8", undefined: "nobody took a place", text: "Ninetieth percentile, over the specialists who took anyone, of the outcomes of the people they took."},
	{pattern: "site.ID.waited", unit: Ratio, present: aSpecialist, formula: "Σ months from referral to place / places taken", undefined: "nobody took a place", text: "Mean months that those waited who took a place."},
	{pattern: "site.ID.left", unit: Count, present: aSpecialist, formula: "turned away or given up, 4.8", text: "People who were turned away or gave up waiting for a place."},
}
