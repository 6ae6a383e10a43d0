package study

import (
	"context"
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/sibsim/sibsim/assumptions"
	"github.com/sibsim/sibsim/sim"
	"github.com/sibsim/sibsim/tally"
)

// TrialDesign is how an evaluation finds the people it compares with.
type TrialDesign string

// The designs.
const (
	// RCT draws lots: people of both arms share site and environment or, of a trial
	// of sites, whole sites are drawn.
	RCT TrialDesign = "rct"
	// Matched compares with like people of other places at the same time.
	Matched TrialDesign = "matched"
	// BeforeAfter compares with people of the same sites before the start.
	BeforeAfter TrialDesign = "before-after"
)

// CounterfactualKind says where the effect that an evaluation is to find comes from.
type CounterfactualKind string

// The kinds of counterfactual. What the service arm has is always what the deal says.
const (
	AgainstNothing  CounterfactualKind = "deadweight" // what would have happened anyway: Value times the deal's chance
	AgainstScenario CounterfactualKind = "scenario"   // the same people under another deal
	StatedRatio     CounterfactualKind = "ratio"      // the deal's chance over Value
	StatedReduction CounterfactualKind = "difference" // the deal's chance less Value
)

// Counterfactual is what the deal is compared with.
type Counterfactual struct {
	Kind  CounterfactualKind
	Value float64
	// Against is the other deal of AgainstScenario, Name what it is called.
	Against *sim.Plan
	Name    string
}

// ParseEffect reads an effect stated outright: RR=1.3, RD=0.05, or 0 for none.
func ParseEffect(text string) (Counterfactual, error) {
	name, number, stated := strings.Cut(strings.TrimSpace(text), "=")
	x, err := strconv.ParseFloat(strings.TrimSpace(number), 64)
	switch name = strings.ToUpper(strings.TrimSpace(name)); {
	case name == "0" && !stated:
		return Counterfactual{Kind: StatedReduction}, nil
	case err == nil && name == "RR" && x > 0 && !math.IsInf(x, 0):
		return Counterfactual{Kind: StatedRatio, Value: x}, nil
	case err == nil && name == "RD" && x > -1 && x < 1:
		return Counterfactual{Kind: StatedReduction, Value: x}, nil
	}
	return Counterfactual{}, fmt.Errorf("%q must be RR=RATIO above 0, RD=DIFFERENCE between -1 and 1, or 0 for no effect", text)
}

// TrialQuery asks what an evaluation of a deal can find.
type TrialQuery struct {
	Design TrialDesign
	// People is the number in the service arm, Ratio how many there are in the
	// comparison arm for each of them.
	People int
	Ratio  float64
	// Outcome is what is counted; empty: the last paid one that is a job held for 13
	// weeks or a job start, else the first paid.
	Outcome string
	// FollowUp is the months for which each person is followed from the referral;
	// negative: to the end of the pathway.
	FollowUp int
	Alpha    float64 // of the two-sided test
	// Bias is the standard deviation, on the logit, of what matching leaves unmatched.
	Bias float64
	// Trend is by how much the logit of the chance rises in a year whatever is done.
	Trend float64
	// Sites is the number in each arm of a trial that draws lots among sites; 0: among people.
	Sites    int
	Contrast Counterfactual // of no kind: AgainstNothing
}

// MaxPeople is the most people an arm may have.
const MaxPeople = 1_000_000

// Power is what a study of power found: of an evaluation of people, if one was asked
// for, and of rewards on measured impacts.
type Power struct {
	Seed, Paths uint64
	Trial       *Trial
	Payments    []PaymentError
}

// Trial is what is to be expected of an evaluation.
type Trial struct {
	Query TrialQuery // with what was left to choose chosen
	// Comparison is the number of people in the comparison arm.
	Comparison int
	// Assumed are evaluations of the effect at central inputs, Drawn of the effect as
	// uncertain as the deal says, None of a deal that does nothing: both arms have
	// what the comparison arm has.
	Assumed, Drawn, None Evaluations
	// Formula is the power by the textbook formula, its mean over the places and times
	// of Assumed; NaN where sites are drawn.
	Formula float64
	Cluster *Cluster // of a trial of sites
	// Years is how much earlier the comparison arm of a before-after design is.
	Years float64
	// Detectable is the least risk difference, Needed the least number of people in the
	// service arm, that four evaluations in five find; NaN if none is enough.
	Detectable, Needed Figure
	Curve              []PowerPoint
	Warnings           []sim.Warning
}

// EnoughPower is the power that is usually asked for.
const EnoughPower = 0.8

// Evaluations is what evaluations of one truth find. Differences are of the chance in
// the service arm less that in the comparison arm.
type Evaluations struct {
	// Service and Otherwise are the chances of the people in the service arm, and
	// what they would have been without the deal; Compared is that of those in the
	// comparison arm. Effect is Service less Otherwise. They vary with inputs and
	// environment, not with whom the evaluation happens on.
	Service, Otherwise, Compared, Effect Figure
	// Significant is how often the test finds a difference of either sign.
	Significant tally.Proportion
	Estimate    Figure // of the effect
	Bias        Figure // Estimate less Effect
	Coverage    tally.Proportion
	// WrongSign is how many of the significant estimates have another sign than the
	// effect (type S), Exaggeration by how many times the effect they are too large
	// in size (type M): the ratio of the means. NaN without an effect.
	WrongSign    tally.Proportion
	Exaggeration Figure
}

// Cluster says what it costs to draw lots among sites.
type Cluster struct {
	ICC          float64 // share of an outcome's variance that lies between sites
	DesignEffect float64 // by how many times it raises the variance of the estimate
}

// PowerPoint is the power of an evaluation with so many people in the service arm.
type PowerPoint struct {
	People           int
	Assumed, Assured tally.Proportion
}

// check returns everything that is wrong with a query.
func (q *TrialQuery) check() error {
	var faults []error
	fault := func(format string, args ...any) { faults = append(faults, fmt.Errorf(format, args...)) }
	switch q.Design {
	case RCT, Matched, BeforeAfter:
	default:
		fault("design: %q must be rct, matched or before-after", q.Design)
	}
	few := q.People < 2 || q.People > MaxPeople
	if few {
		fault("n: %d people must be 2 to %d", q.People, MaxPeople)
	}
	if !(q.Ratio > 0 && q.Ratio <= 100) {
		fault("ratio: %v must be above 0 and at most 100", q.Ratio)
	} else if n := q.comparison(q.People); !few && (n < 2 || n > MaxPeople) {
		fault("ratio: %v makes %d people in the comparison arm, must be 2 to %d", q.Ratio, n, MaxPeople)
	}
	if !(q.Alpha > 0 && q.Alpha < 0.5) {
		fault("alpha: %v must be between 0 and 0.5", q.Alpha)
	}
	if !(q.Bias >= 0 && q.Bias <= 5) {
		fault("bias: %v must be 0 to 5", q.Bias)
	}
	if !(math.Abs(q.Trend) <= 5) {
		fault("trend: %v must be -5 to 5", q.Trend)
	}
	switch {
	case q.Sites == 0:
	case q.Design != RCT:
		fault("cluster: lots are drawn only in a design rct")
	case q.Sites < 2 || q.Sites > 1000:
		fault("cluster: %d sites in each arm must be 2 to 1000", q.Sites)
	case q.Sites > min(q.People, q.comparison(q.People)):
		fault("cluster: %d sites in each arm need as many people at least", q.Sites)
	}
	return errors.Join(faults...)
}

// comparison is the number of people in the comparison arm.
func (q *TrialQuery) comparison(people int) int { return int(math.Round(q.Ratio * float64(people))) }

// watched chooses the outcome that is watched, if it is not given.
func watched(p *sim.Plan, outcome string) (string, error) {
	kinds := p.Deal().Assumptions().Outcomes
	if outcome != "" {
		var names []string
		for _, o := range kinds {
			if o.ID == outcome {
				return outcome, nil
			}
			names = append(names, o.ID)
		}
		return "", fmt.Errorf("outcome: %q must be one of the deal's: %s", outcome, strings.Join(names, ", "))
	}
	first := ""
	for i, o := range p.Contract().Terms().Outcomes {
		if !o.Paid {
			continue
		}
		if first == "" {
			first = o.ID
		}
		if kind := kinds[i].Kind; kind == assumptions.JobStart || kind == assumptions.Job13Weeks {
			outcome = o.ID
		}
	}
	if outcome == "" {
		outcome = first
	}
	if outcome == "" {
		return "", errors.New("outcome: the deal pays for none; say which one is watched")
	}
	return outcome, nil
}

// contrast fills in what would have happened anyway.
func (q *TrialQuery) contrast(p *sim.Plan) error {
	if q.Contrast.Kind != "" && q.Contrast.Kind != AgainstNothing {
		return nil
	}
	q.Contrast.Kind, q.Contrast.Value = AgainstNothing, math.NaN()
	for _, o := range p.Deal().Assumptions().Outcomes {
		if o.ID == q.Outcome {
			q.Contrast.Value = o.Deadweight
		}
	}
	if math.IsNaN(q.Contrast.Value) {
		return fmt.Errorf("outcomes.%s.deadweight: is not stated, so that nobody knows what would have happened anyway; state it, or the effect, or a scenario to compare with", q.Outcome)
	}
	return nil
}

// Evaluate simulates evaluations of a deal, o.Paths of them (200 to 200,000): each draws
// the world it happens in, its people, and what its evaluator would find.
//
// The people of an arm are drawn from those the deal expects, so that they share one
// chance given the world, and the number of outcomes is binomial. The error joins
// all that is wrong with the query.
func Evaluate(ctx context.Context, p *sim.Plan, q TrialQuery, o sim.Options) (*Trial, error) {
	var faults []error
	if o.Paths < 200 || o.Paths > 200_000 {
		faults = append(faults, fmt.Errorf("paths: %d must be 200 to 200000", o.Paths))
	}
	if q.Sites > 0 && uint64(q.Sites)*o.Paths > 5_000_000 {
		faults = append(faults, fmt.Errorf("cluster: %d sites in each arm and %d paths are too many to keep; sites times paths must be at most 5000000", q.Sites, o.Paths))
	}
	faults = append(faults, q.check())
	var err error
	if q.Outcome, err = watched(p, q.Outcome); err != nil {
		faults = append(faults, err)
	} else {
		faults = append(faults, q.contrast(p))
	}
	if err := errors.Join(faults...); err != nil {
		return nil, err
	}
	w, err := newTrialWorld(p, &q)
	if err != nil {
		return nil, err
	}
	e := newAnalyst(q, o)
	if e.assumed, e.drawn, err = w.draw(ctx, o); err != nil {
		return nil, err
	}
	t := &Trial{Query: q, Comparison: q.comparison(q.People), Years: w.years, Warnings: w.warnings(e)}
	e.fill(ctx, t)
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	return t, nil
}

// fill finds all that a trial has.
func (e *analyst) fill(ctx context.Context, t *Trial) {
	n := t.Query.People
	t.Assumed = e.evaluations(ctx, e.assumed, truth{}, n)
	t.Drawn = e.evaluations(ctx, e.drawn, truth{}, n)
	t.None = e.evaluations(ctx, e.assumed, truth{shifted: true}, n)
	t.Formula = math.NaN()
	if e.query.Sites == 0 {
		t.Formula = e.formula(n)
	} else {
		t.Cluster = e.cluster(n)
	}
	t.Detectable = e.detectable(ctx, n, t.Assumed.Otherwise.Value)
	t.Needed = e.needed(ctx, t.Assumed.Effect.Value)
	for k := 1; k <= 16; k++ {
		people := int(math.Round(float64(n) * float64(k) / 4))
		if people < max(2, e.query.Sites) || e.query.comparison(people) < max(2, e.query.Sites) || max(people, e.query.comparison(people)) > MaxPeople {
			continue
		}
		if people == n {
			t.Curve = append(t.Curve, PowerPoint{n, t.Assumed.Significant, t.Drawn.Significant})
			continue
		}
		t.Curve = append(t.Curve, PowerPoint{people, e.power(ctx, e.assumed, truth{}, people), e.power(ctx, e.drawn, truth{}, people)})
	}
}
