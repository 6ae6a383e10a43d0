package scenarios

import (
	"strings"
	"testing"

	"github.com/sibsim/sibsim/deal"
	"github.com/sibsim/sibsim/dealfile"
)

func open(t *testing.T) deal.Deal {
	t.Helper()
	d, err := dealfile.Read("deal.yaml", []byte(`
sibsim: 1
name: Scenarios
term: {start: 2024-04, months: 24}
outcomes: {job: {}}
payers: {council: {budget: 1000}}
shares: {council: 1}
tariffs: {job: 4000}
referrals: {rate: {gamma: {mean: 12, sd: 2}}, until: 17}
pathway: {job: {probability: 0.3, delay: 4}}
costs: {service: {amount: 100}}
capital: {tranches: {all: {commitment: 1000}}}
sites: {town: {}, village: {referrals: {rate: 3}}}
scenarios:
  fewer: {story: A fifth fewer people come., set: {sites.*.referrals.rate: {times: 0.8}}}
  dearer: {story: Jobs cost more., set: {tariffs.job.price: 5000, costs.service.amount: 150}}
  impossible: {story: More than everyone., set: {pathway.job.probability: 1.2}}
`))
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func find(t *testing.T, d deal.Deal, name string) Scenario {
	t.Helper()
	s, err := Find(d, name)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func apply(t *testing.T, d deal.Deal, name string) deal.Deal {
	t.Helper()
	out, err := find(t, d, name).Apply(d)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestBaseIsTheIdentity(t *testing.T) {
	d := open(t)
	if out := apply(t, d, "base"); out.SHA256() != d.SHA256() {
		t.Error("base changed the deal")
	}
}

// The argument does not change; what sets, applied twice, is applied once;
// the order written is the order applied.
func TestApplyIsPure(t *testing.T) {
	d := open(t)
	before := d.SHA256()
	once := apply(t, d, "dearer")
	if d.SHA256() != before || once.SHA256() == before {
		t.Error("the argument changed, or nothing did")
	}
	if twice := apply(t, once, "dearer"); twice.SHA256() != once.SHA256() {
		t.Error("setting twice is not setting once")
	}
	for address, want := range map[string]string{"tariffs.job.price": "5000", "costs.service.amount": "150", "pathway.job.probability": "0.3"} {
		if got, _ := once.Get(address); got != want {
			t.Errorf("%s is %s, want %s", address, got, want)
		}
	}
}

// Times multiplies a plain number, and a distribution as a whole; at every
// site that writes its own.
func TestTimes(t *testing.T) {
	d := apply(t, open(t), "fewer")
	if got, _ := d.Get("sites.village.referrals.rate"); got != "2.4" {
		t.Errorf("the village's rate is %s, want 2.4", got)
	}
	q, _ := d.Number("referrals.rate")
	if mean, _ := q.Get("mean"); mean < 9.6-1e-9 || mean > 9.6+1e-9 {
		t.Errorf("the mean rate is %v, want 9.6", q)
	}
	// What is inherited stays one input at its place, with its random word.
	if at := d.Origin("sites.town.referrals.rate"); at != "referrals.rate" {
		t.Errorf("the town's rate is written at %s", at)
	}
	if sd, _ := q.Get("sd"); sd < 1.6-1e-9 || sd > 1.6+1e-9 {
		t.Errorf("the rate's sd is %v, want 1.6", q)
	}
}

func TestImpossibleAndUnknown(t *testing.T) {
	d := open(t)
	_, err := find(t, d, "impossible").Apply(d)
	if err == nil || !strings.Contains(err.Error(), "pathway.job.probability: 1.2 must be between 0 and 1") || !strings.Contains(err.Error(), "scenario impossible") {
		t.Errorf("error %v", err)
	}
	if _, err := Find(d, "recesion"); err == nil || !strings.Contains(err.Error(), "did you mean recession?") || !strings.Contains(err.Error(), "this deal has base, dearer, fewer, impossible;") {
		t.Errorf("error %v, want the names there are", err)
	}
	if got := len(Of(d)); got != 4 {
		t.Errorf("%d scenarios, want base and three", got)
	}
}
