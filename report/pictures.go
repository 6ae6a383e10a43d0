package report

import (
	"fmt"
	"math"
	"strings"

	"github.com/sibsim/sibsim/sim"
	"github.com/sibsim/sibsim/tally"
)

// returnHistogram is the investors' return over the paths, with the losses
// marked: the annual rate, or the net present value if most paths have no rate.
func (b *builder) returnHistogram() Figure {
	name, axis, loss := "investor.irr", Axis{"Annual return (IRR)", percent}, "a negative return"
	if s := b.summary(name); 2*s.N < b.Paths {
		hurdle := percent.Exact(b.terms.Capital.Hurdle)
		name, axis, loss = "investor.npv", Axis{"Net present value at " + hurdle, b.money}, "a negative net present value"
	}
	p, n := b.chance("investor.loss")
	f := Figure{
		ID: "return", Kind: Histogram, Title: "Investors lose money " + oftenness(p, n),
		X: axis, Y: Axis{"Share of lifetimes", percent}, Marked: loss, Plain: "nil or better",
	}
	d := b.distribution(name)
	if d.empty() {
		f.Text = "No lifetime has a value."
		return f
	}
	f.Bins = binned(&d, 24)
	if v, ok := b.planned(name); ok && !math.IsInf(v, 0) {
		f.Lines = append(f.Lines, Line{"plan " + short(axis.Format, v), v, true})
	}
	median := d.summary.Quantile(0.5)
	f.Lines = append(f.Lines, Line{"median " + axis.Format.Within(median.Value, median.Lo, median.Hi), median.Value, true})
	lo, hi := d.summary.Quantile(0.05), d.summary.Quantile(0.95)
	f.Text = fmt.Sprintf("Histogram of the investors' %s over %s lifetimes: 5 %% end below %s, half below %s, 95 %% below %s. Bars with %s are marked.",
		lower(axis.Label), thousands(uintText(d.summary.N)), axis.Format.Within(lo.Value, lo.Lo, lo.Hi),
		axis.Format.Within(median.Value, median.Lo, median.Hi), axis.Format.Within(hi.Value, hi.Lo, hi.Hi), loss)
	return f
}

// lower writes the first letter small, unless the word is all capitals.
func lower(s string) string {
	if len(s) > 1 && s[1] >= 'a' && s[1] <= 'z' {
		return strings.ToLower(s[:1]) + s[1:]
	}
	return s
}

// short prints a figure for a label: money to three digits, rates to a tenth.
func short(f Format, v float64) string {
	if f.Style == Percent {
		return f.At(v, -1)
	}
	if math.IsNaN(v) || math.IsInf(v, 0) || v == 0 {
		return f.Exact(v)
	}
	return f.At(v, f.fallback(v))
}

// compact prints money as axes do, to three digits: £311k, £1.25m.
func compact(f Format, v float64) string {
	if v == 0 {
		return f.Exact(v)
	}
	step := math.Pow10(f.fallback(v))
	v = math.Round(v/step) * step
	return f.tick(v, math.Pow10(f.fallback(v)), math.Abs(v))
}

// binned cuts a distribution into about so many bins at round places, zero
// among them. The outermost bins are open and hold at most 1 in 200 beyond
// their outer edge.
func binned(d *distribution, most int) []Bin {
	lo, hi := d.summary.Quantile(0.005).Value, d.summary.Quantile(0.995).Value
	if d.summary.Never > 0 {
		hi = d.summary.Max
	}
	step := niceStep(max((hi-lo)/float64(most), math.Abs(hi)*1e-3, 1e-6))
	first, last := math.Floor(lo/step), math.Floor(hi/step)+1
	var bins []Bin
	before := 0.0
	for i := first; i < last; i++ {
		bin := Bin{Lo: i * step, Hi: (i + 1) * step}
		bin.Open = i == first && d.summary.Min < bin.Lo || i == last-1 && d.summary.Max >= bin.Hi
		under := 1.0
		if i < last-1 {
			under, _ = d.below(bin.Hi)
		}
		bin.Share, before = under-before, under
		bin.Marked = bin.Hi <= 0
		bins = append(bins, bin)
	}
	return bins
}

// fan is a monthly series: how it ranges over the paths, and the plan.
func (b *builder) fan(series sim.Series) Figure {
	months := b.Monthly(series)
	f := Figure{
		ID: string(series) + "_fan", Kind: Fan,
		X: Axis{"Month end", b.when}, Y: Axis{"Cumulative net flow", b.money},
	}
	var q [5][]float64
	for i, p := range []float64{0.05, 0.25, 0.5, 0.75, 0.95} {
		q[i] = make([]float64, len(months))
		for m := range months {
			q[i][m] = months[m].Quantile(p).Value
		}
	}
	mean := make([]float64, len(months))
	f.X0 = make([]float64, len(months))
	for m := range months {
		mean[m] = months[m].Mean
		f.X0[m] = float64(m)
	}
	f.Bands = []Band{{"90 % of lifetimes", q[0], q[4]}, {"half of lifetimes", q[1], q[3]}}
	f.Curves = []Curve{{"median", q[2], true}, {"mean", mean, false}, {"plan", b.PlanMonthly(series), false}}
	f.Lines = []Line{{"", 0, false}}
	last := len(months) - 1
	end := fmt.Sprintf("At the end, %s, it is %s in the median, from %s to %s in 90 %% of lifetimes.", b.when.month(float64(last)),
		short(b.money, q[2][last]), short(b.money, q[0][last]), short(b.money, q[4][last]))
	if series == sim.Cash {
		f.Y.Label = "Cash less unpaid costs"
		f.Title = b.cashFinding(q[0])
		f.Text = "The vehicle's cash less its unpaid costs at each month's end. " + end
		if x := b.terms.Capital.Reserve; x > 0 {
			f.Lines = append(f.Lines, Line{"reserve " + short(b.money, b.major(x)), b.major(x), false})
		}
		return f
	}
	var commitment int64
	for _, t := range b.terms.Capital.Tranches {
		commitment += t.Commitment
	}
	f.Lines = append(f.Lines, Line{"commitment " + b.money.Exact(b.major(commitment)), -b.major(commitment), false})
	f.Title = b.exposureFinding()
	f.Text = "What investors have received less what they have paid in, at each month's end. " + end
	return f
}

// exposureFinding says how much is out in the typical lifetime, and until when.
func (b *builder) exposureFinding() string {
	peak := b.summary("investor.peak_exposure").Quantile(0.5)
	payback := b.summary("investor.payback").Quantile(0.5)
	if peak.Value == 0 {
		return "In a typical lifetime investors never have money out"
	}
	text := "In a typical lifetime investors have at most " + b.money.Within(peak.Value, peak.Lo, peak.Hi) + " out"
	if math.IsInf(payback.Value, 1) {
		return text + " and never get all of it back"
	}
	return text + ", all of it back by " + b.when.month(payback.Value)
}

// cashFinding says whether the vehicle may run out of cash, and when first.
func (b *builder) cashFinding(p05 []float64) string {
	for m, x := range p05 {
		if x < 0 {
			return "In one lifetime in twenty the vehicle owes more than it holds, from " + b.when.month(float64(m)) + " on"
		}
	}
	return "The vehicle can pay its costs every month in at least 95 % of lifetimes"
}

// spendBars is what each payer spends by financial year, against its budget.
func (b *builder) spendBars() Figure {
	f := Figure{ID: "spend", Kind: Bars, Title: b.spendFinding(), X: Axis{"April-to-March year", Format{}}, Y: Axis{"Spend", b.money}, Marked: "mean above the budget of the year", Plain: "mean spend", Range: "90 % of lifetimes", Reference: "budget of the year"}
	budgets := false
	for i := range b.terms.Payers {
		p := &b.terms.Payers[i]
		panel := Panel{Title: b.payerName(i)}
		first, years := b.Spend(i)
		total := 0.0
		for y := range years {
			s := years[y]
			bar := Bar{Label: financialYear(first + y), Value: s.Mean, Lo: s.Quantile(0.05).Value, Hi: s.Quantile(0.95).Value, Reference: b.yearBudget(p, first+y)}
			bar.Over = bar.Value > bar.Reference
			budgets = budgets || !math.IsNaN(bar.Reference)
			total += s.Mean
			panel.Bars = append(panel.Bars, bar)
		}
		panel.Note = "mean " + compact(b.money, total)
		if budget, ok := b.budgetOf(p); ok {
			panel.Note += ", budget " + compact(b.money, budget)
		}
		f.Panels = append(f.Panels, panel)
	}
	f.Text = "Mean spend of each payer in each financial year, with the range of 90 % of lifetimes"
	if budgets {
		f.Text += " and the budget of the year where there is one"
	}
	f.Text += "."
	return f
}

// spendFinding sets what all payers with a budget spend against it, or says
// what is spent where no budget is known.
func (b *builder) spendFinding() string {
	var spend, budget, all float64
	var worst tally.Proportion
	var worstName string
	var worstN uint64
	for i := range b.terms.Payers {
		p := &b.terms.Payers[i]
		mean := b.summary("payer." + p.ID + ".spend").Mean
		all += mean
		x, ok := b.budgetOf(p)
		if !ok {
			continue
		}
		budget += x
		spend += mean
		if c, n := b.chance("payer." + p.ID + ".over_budget"); worstName == "" || c.P > worst.P {
			worst, worstN, worstName = c, n, b.payerName(i)
		}
	}
	if budget == 0 {
		return "Payers spend " + short(b.money, all) + " on average; no budget is stated"
	}
	text := fmt.Sprintf("Payers spend %s %% of their budgets on average", thousands(fmt.Sprintf("%.0f", 100*spend/budget)))
	if worst.P > 0 {
		return text + "; " + worstName + " goes over " + oftenness(worst, worstN)
	}
	return text + " and none goes over"
}
