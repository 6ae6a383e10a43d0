package metric

import (
	"testing"
)

// byHand is every metric of the rich deal's ledger.
var byHand = []struct {
	name string
	want int64
}{
	{"investor.drawn", 1500},          // 1000 + 500
	{"investor.repaid", 1100},         // 1100 + 0
	{"investor.moic", 733_333_333},    // 1100/1500 = 0.7333333333
	{"investor.irr", -462_222_222},    // 1500 (1+r)^6 = 1100, so (1100/1500)^2 - 1 = 0.53777... - 1
	{"investor.irr.several", 0},       //
	{"investor.irr.none", 0},          //
	{"investor.irr.no_draw", 0},       //
	{"investor.irr.total_loss", 0},    // something was repaid
	{"investor.npv", -451},            // -1500 + 1100/1.1^(6/12) = -1500 + 1100/1.0488088 = -1500 + 1048.81
	{"investor.loss", 1},              // 1100 < 1500
	{"investor.total_loss", 0},        //
	{"investor.peak_exposure", 1500},  //
	{"investor.payback", Never},       // ends at -400
	{"tranche.senior.drawn", 1000},    //
	{"tranche.senior.repaid", 1100},   //
	{"tranche.senior.moic", 11e8},     // 1100/1000
	{"tranche.senior.irr", 21e7},      // 1000 (1+r)^6 = 1100, so 1.1^2 - 1
	{"tranche.senior.irr.several", 0}, //
	{"tranche.senior.irr.none", 0},
	{"tranche.senior.irr.no_draw", 0},
	{"tranche.senior.irr.total_loss", 0},
	{"tranche.senior.npv", 49}, // 1048.81 - 1000
	{"tranche.senior.loss", 0}, //
	{"tranche.senior.total_loss", 0},
	{"tranche.senior.peak_exposure", 1000},
	{"tranche.senior.payback", 6}, // at 0 or above from the end of month 6
	{"tranche.junior.drawn", 500},
	{"tranche.junior.repaid", 0},
	{"tranche.junior.moic", 0},
	{"tranche.junior.irr", -1e9}, // a total loss is -1
	{"tranche.junior.irr.several", 0},
	{"tranche.junior.irr.none", 0},
	{"tranche.junior.irr.no_draw", 0},
	{"tranche.junior.irr.total_loss", 1},
	{"tranche.junior.npv", -500},
	{"tranche.junior.loss", 1},
	{"tranche.junior.total_loss", 1},
	{"tranche.junior.peak_exposure", 500},
	{"tranche.junior.payback", Never},

	{"payer.north.spend", 1095}, // 390 + 705
	{"payer.north.payments", 800},
	{"payer.north.uncapped_claim", 900},
	{"payer.north.over_budget", 1},          // 1095 > 1000
	{"payer.north.over_budget_any_year", 1}, // January to March 390 <= 400, April on 705 > 700
	{"payer.north.underspend", 0},
	{"payer.south.spend", 50}, // 20 + 30; no budget
	{"payer.south.payments", 50},
	{"payer.south.uncapped_claim", 60},
	{"payer.lcf.spend", 1380}, // 900 + 480
	{"payer.lcf.payments", 700},
	{"payer.lcf.uncapped_claim", 750},
	{"payer.lcf.over_budget", 1},          // 1380 > 0 + 500 + 0, the sum of its years
	{"payer.lcf.over_budget_any_year", 0}, // 480 <= 500; 2019 has no budget, 2015 and 2031 no spend
	{"payer.lcf.underspend", 0},
	{"payer.charity.spend", 49},
	{"payer.charity.payments", 40},
	{"payer.charity.uncapped_claim", 45},
	{"payer.charity.over_budget", 0},
	{"payer.charity.underspend", 1}, // 50 - 49

	{"commissioner.spend", 1145},      // north 1095 + south 50
	{"commissioner.over_budget", 1},   // north is
	{"public.spend", 2525},            // 1145 + lcf 1380; the charity is private
	{"payments.total", 1590},          // 800 + 50 + 700 + 40
	{"payments.site.enfield", 950},    // 600 + 350
	{"payments.site.oxford", 640},     //
	{"payments.outcome.job", 1240},    // 600 + 640
	{"payments.outcome.stay", 350},    //
	{"cost.total", 600},               // 300 + 101 + 60 + 40 + 99
	{"cost.overrun", 1},               // 600 > 1.1 x 500 = 550
	{"cost.overrun_like_for_like", 0}, // 600 <= 1.1 x 560 = 616
	{"cost.excess", 100},              // 600 - 500
	{"cost.excess.vehicle", 40},       // 600 - lcf's 60 - provider's 50 = 490, planned 450
	{"cost.excess.provider", 0},       // 101 - 51 paid back (half of 101 is 50.5) = 50, planned 60
	{"cost.excess.lcf", 5},            // 60, planned 55
	{"cost.category.delivery", 399},   // staff 300 + 99 to oxford's provider
	{"cost.category.set_up", 101},     //
	{"cost.category.management", 40},  //
	{"cost.category.evaluation", 60},  //
	{"cost.unpaid", 70},

	{"referrals.total", 70},        // 40 + 30
	{"outcome.job.achieved", 20},   // 12 + 8
	{"outcome.job.evidenced", 17},  // 10 + 7
	{"outcome.job.paid", 16},       // 9 + 7
	{"outcome.job.met", 1},         // 17 >= 10 + 6
	{"outcome.stay.achieved", 7},   // 5 + 2
	{"outcome.stay.evidenced", 4},  // 3 + 1
	{"outcome.stay.paid", 3},       // 3 + 0
	{"outcome.stay.met", 0},        // only enfield has a target: 3 < 4
	{"outcome.talk.achieved", 31},  // 20 + 11
	{"outcome.talk.evidenced", 29}, // 19 + 10; not paid, no target
	{"site.enfield.referrals", 40},
	{"site.enfield.outcome.job.achieved", 12},
	{"site.enfield.outcome.job.evidenced", 10},
	{"site.enfield.outcome.job.paid", 9},
	{"site.enfield.outcome.job.met", 1}, // 10 >= 10
	{"site.enfield.outcome.stay.achieved", 5},
	{"site.enfield.outcome.stay.evidenced", 3},
	{"site.enfield.outcome.stay.paid", 3},
	{"site.enfield.outcome.stay.met", 0}, // 3 < 4
	{"site.enfield.outcome.talk.achieved", 20},
	{"site.enfield.outcome.talk.evidenced", 19},
	{"site.enfield.capped", 1},
	{"site.oxford.referrals", 30},
	{"site.oxford.outcome.job.achieved", 8},
	{"site.oxford.outcome.job.evidenced", 7},
	{"site.oxford.outcome.job.paid", 7},
	{"site.oxford.outcome.job.met", 1}, // 7 >= 6
	{"site.oxford.outcome.stay.achieved", 2},
	{"site.oxford.outcome.stay.evidenced", 1}, // no tariff here
	{"site.oxford.outcome.talk.achieved", 11},
	{"site.oxford.outcome.talk.evidenced", 10},
	{"site.oxford.capped", 0},

	{"capped.any_site", 1}, // enfield
	{"capped.payer", 1},
	{"capped.deal", 0},
	{"capped.outcome", 1},
	{"provider.enfield.surplus", -21}, // 80 - 101
	{"provider.enfield.worst", 55},
	{"vehicle.closing", 33},
	{"service.stopped", 1}, // after month 4
	{"service.stopped.month", 4},
}

// TestByHand checks every metric of a ledger, and that there is no other, in
// this order.
func TestByHand(t *testing.T) {
	s := newSet(t, richContext(t, rich()))
	dst := make([]int64, s.Len())
	s.Eval(dst, richLedger(), new(Work))
	specs := s.Specs()
	for i, m := range byHand {
		at, ok := s.Index(m.name)
		if !ok {
			t.Errorf("no metric %s", m.name)
			continue
		}
		if at != i || specs[at].Name != m.name {
			t.Errorf("%s stands at %d, want %d", m.name, at, i)
		}
		if dst[at] != m.want {
			t.Errorf("%s = %d, want %d", m.name, dst[at], m.want)
		}
		if d := specs[at].Doc; d == "" {
			t.Errorf("%s has no doc", m.name)
		}
	}
	for _, spec := range specs[min(len(byHand), len(specs)):] {
		t.Errorf("%s is not checked by hand", spec.Name)
	}
}
