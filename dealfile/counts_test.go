package dealfile

import (
	"reflect"
	"strings"
	"testing"

	"github.com/sibsim/sibsim/contract"
)

const counted = `
sibsim: 1
name: Counted
term: {start: 2024-04, months: 6}
outcomes: {job: {}, in_care: {paid: false}}
payers: {council: {late: {probability: 0.1, months: 2}}}
shares: {council: 1}
tariffs: {job: 4000}
referrals: {rate: 1}
pathway: {job: {probability: 0.5, delay: 1}, in_care: {counted: daily, delay: {geometric: {mean: 3}}}}
measures: {share: {outcome: job, cohorts: {a: {month: 2}}}, pay: {cohorts: {a: {month: 2}, b: {month: 5}}}}
audit: {every: 4, sample: 10}
costs: {service: {amount: 1000}}
capital: {tranches: {investors: {commitment: 5000}}}
sites: {town: {}, village: {}}
`

// readCounts reads rows under the deal counted; the header has a person.
func readCounts(t *testing.T, rows string) (*contract.Outturn, error) {
	t.Helper()
	d, err := Read("deal.yaml", []byte(counted))
	if err != nil {
		t.Fatal(err)
	}
	c := d.Contract()
	return ReadCounts("counts.csv", strings.NewReader("month,site,item,value,person\n"+rows), &c, func(*contract.Outturn) {})
}

// TestCountsOfPeople: rows with a person become events, and add to the counts
// of people unknown.
func TestCountsOfPeople(t *testing.T) {
	o, err := readCounts(t, `1,town,job,2,
1,town,job.achieved,3,
1,town,referrals,4,
2,town,job,1,zoe
0,town,referrals,1,zoe
3,town,job,1,"Ann, B"
1,town,job.achieved,1,"Ann, B"
5,town,job.achieved,1,carl
1,village,in_care,31,zoe
2,village,in_care,30,zoe
3,village,in_care.achieved,31,zoe
2,village,in_care.achieved,30,zoe
1,village,in_care.achieved,31,zoe
3,village,in_care,2000000,
4,village,referrals,1,dee
`)
	if err != nil {
		t.Fatal(err)
	}
	want := []contract.Event{
		{Person: 0, Site: 0, Outcome: 0, Referred: 0, Month: 2, Evidenced: 2, Units: 1},
		{Person: 1, Site: 0, Outcome: 0, Referred: 1, Month: 1, Evidenced: 3, Units: 1},
		{Person: 2, Site: 0, Outcome: 0, Referred: 5, Month: 5, Evidenced: -1, Units: 1},
		{Person: 0, Site: 1, Outcome: 1, Referred: 1, Month: 1, Evidenced: 1, Units: 31},
		{Person: 0, Site: 1, Outcome: 1, Referred: 1, Month: 2, Evidenced: 2, Units: 30},
		{Person: 0, Site: 1, Outcome: 1, Referred: 1, Month: 3, Evidenced: -1, Units: 31},
	}
	if !reflect.DeepEqual(o.Events, want) {
		t.Errorf("events\n got %+v\nwant %+v", o.Events, want)
	}
	for _, tt := range []struct {
		name      string
		got, want []int32
	}{
		{"referrals", o.Referrals, []int32{1, 5, 0, 0, 0, 1, 0, 1, 0, 0, 1, 0}},
		{"jobs evidenced in town", o.Evidenced[:6], []int32{0, 2, 1, 1, 0, 0}},
		{"jobs achieved in town", o.Achieved[:6], []int32{0, 4, 1, 0, 0, 1}},
		{"days evidenced in the village", o.Evidenced[18:], []int32{0, 31, 30, 2000000, 0, 0}},
		{"days achieved in the village", o.Achieved[18:], []int32{0, 31, 30, 2000031, 0, 0}},
	} {
		if !reflect.DeepEqual(tt.got, tt.want) {
			t.Errorf("%s: %v, want %v", tt.name, tt.got, tt.want)
		}
	}
}

// TestCountsOfMarks: what is not counted is read to its place.
func TestCountsOfMarks(t *testing.T) {
	o, err := readCounts(t, `,,measures.pay.a,0.38,
,,measures.pay.b,-0.000001,
3,village,audit,2,
2024-09,town,audit,1,
7,,late.council,1,
6,,late.council,0,
2,,default.council,1,
4,village,failed,1,
`)
	if err != nil {
		t.Fatal(err)
	}
	if want := []int64{0, 380000, -1}; !reflect.DeepEqual(o.Impact, want) {
		t.Errorf("impact %v, want %v", o.Impact, want)
	}
	if want := []int32{0, 1, 2, 0}; !reflect.DeepEqual(o.Errors, want) {
		t.Errorf("errors %v, want %v", o.Errors, want)
	}
	for m, late := range o.Late {
		if late != (m == 7) {
			t.Errorf("late in month %d: %v", m, late)
		}
	}
	if o.Default[0] != 2 || o.Failed[0] != -1 || o.Failed[1] != 4 {
		t.Errorf("default %v, failed %v", o.Default, o.Failed)
	}
}

func TestBadCounts(t *testing.T) {
	const items = " must be an outcome, OUTCOME.achieved, referrals, costs.LINE, indices.ID, audit, failed, late.PAYER, default.PAYER or measures.J.COHORT"
	for _, tt := range []struct{ rows, want string }{
		{"1,town,jobs,1,", `2:8: "jobs"` + items},
		{"1,town,job.lost,1,", `2:8: "job.lost"` + items},
		{"9,town,job,1,", `2:1: "9" must be a month from 0 to 5, or a date from 2024-04 on`},
		{"1,city,job,1,", `2:3: "city" must be a site of the deal`},
		{"1,town,job,-1,", `2:12: "-1" must be a whole number, at least 0`},
		{"1,town,in_care,2147483648,", `2:16: "2147483648" must be at most 2147483647`},
		{"1,town,in_care,99999999999999999999,", `2:16: "99999999999999999999" must be at most 2147483647`},
		{"1,town,in_care,2147483647,\n1,town,in_care,31,ann", `1:1: a count of 2147483678 in month 1, people included, must be at most 2147483647`},
		{"1,town,job,0,ann", `2:12: "0" must be 1, or the units of an outcome counted by time`},
		{"1,town,referrals,2,ann", `2:18: "2" must be 1, or the units of an outcome counted by time`},
		{"1,town,referrals,1,ann\n2,town,referrals,1,ann", `3:8: "referrals" of person "ann" stands in line 2 already, must be given once`},
		{"1,town,job,1,ann\n2,town,referrals,1,ann", `3:1: referred in month 2 must not be after the first outcome, in month 1`},
		{"1,town,job,1,ann\n2,town,job.achieved,1,ann", `2:1: job evidenced in month 1 must not be before it is achieved, in month 2`},
		{"2,town,job,1,ann\n3,town,job,1,ann\n1,town,job.achieved,1,ann", `3:1: job evidenced more often than achieved must be achieved once for each time`},
		{"2,town,in_care,30,ann\n1,town,in_care.achieved,31,ann", `2:1: 30 units evidenced must be the 31 achieved`},
		{"1,,costs.service,1,ann", `2:20: "ann" must be empty: people have referrals and outcomes`},
		{"1,,costs.rent,1,", `2:4: "costs.rent" must be a cost line of that site (or, with no site, of the deal)`},
		{"1,,indices.cpi,1,", `2:4: "indices.cpi" must be an index of the deal's tariffs`},
		{"1,,measures.pay.a,1,", `2:1: "1" must be empty: the item has no month`},
		{",town,measures.pay.a,1,", `2:2: "town" must be empty: the item has no site`},
		{",,measures.pay.c,1,", `2:3: "measures.pay.c" must be measures.J.COHORT: a measure of the deal and a cohort of it`},
		{",,measures.share.a,1,", `2:3: "measures.share.a" must be a measure of impact: a rate follows from the counts`},
		{",,measures.pay.a,0.1234567,", `2:18: "0.1234567" must be a value between -1000 and 1000 with at most 6 decimals, as 0.38`},
		{"2,town,audit,1,", `2:1: "2" must be the month of an audit: 3, 5`},
		{"3,town,audit.x,1,", `2:8: "audit.x" must be audit alone: nothing follows it`},
		{"3,town,failed,0,", `2:15: "0" must be 1: it happens in that month`},
		{"3,town,failed,1,\n4,town,failed,1,", `3:8: "failed" of month 3 stands already, must be given once`},
		{"3,,failed,1,", `2:3: "" must be a site of the deal`},
		{"8,,late.council,1,", `2:1: "8" must be a month from 0 to 7, or a date from 2024-04 on`},
		{"1,,late.fund,1,", `2:4: "late.fund" must name a payer of the deal after the dot`},
		{"1,,late.council,2,", `2:17: "2" must be 1, late, or 0, in time`},
		{"1,town,default.council,1,", `2:3: "town" must be empty: the item has no site`},
		{"1,,default.council,1,\n2,,default.council,1,", `3:4: "default.council" of month 1 stands already, must be given once`},
	} {
		_, err := readCounts(t, tt.rows+"\n")
		if err == nil || err.Error() != "counts.csv:"+tt.want {
			t.Errorf("%q:\n got %v\nwant counts.csv:%s", tt.rows, err, tt.want)
		}
	}
}
