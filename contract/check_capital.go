package contract

import (
	"math"
	"strconv"
)

func checkCapital(f *faults, t *Terms, known ids) {
	c := &t.Capital
	seen, ranks := map[string]bool{}, map[int]bool{}
	for i := range c.Tranches {
		k := &c.Tranches[i]
		f.id("capital.tranches", k.ID, seen)
		address := "capital.tranches." + k.ID
		f.whole(address+".rank", int64(k.Rank), 1, maxRank)
		if ranks[k.Rank] {
			f.add(address+".rank", strconv.Itoa(k.Rank), "is another tranche's: must be its own")
		}
		ranks[k.Rank] = true
		checkTranche(f, k, address, known)
	}
	f.money("capital.reserve", c.Reserve)
	f.whole("capital.distribution.first", int64(c.First), 0, forever)
	f.whole("capital.distribution.every", int64(c.Every), 1, forever)
	if h := c.Hurdle; !(h > -1 && h <= maxRate) {
		f.add("capital.hurdle", number(h), "must be more than -1 and at most "+number(maxRate))
	}
	f.rate("capital.interest", c.Interest, 0, maxRate)
	if c.OnExhaustion > ProviderBears {
		f.add("capital.on_exhaustion", strconv.Itoa(int(c.OnExhaustion)), "must be accrue, stop or provider_bears")
	}
	f.whole("capital.grace", int64(c.Grace), 0, maxMonths)
	if c.Draws > ProRata {
		f.add("capital.draws", strconv.Itoa(int(c.Draws)), "must be junior_first, senior_first or pro_rata")
	}
	f.money("capital.first_loss", c.FirstLoss)
	f.whole("capital.lock_up", int64(c.LockUp), 0, forever)
	if sum := f.portions("capital.profit", c.Profit, known); sum > Million {
		f.add("capital.profit", millionths(sum), "must be at most 1, all portions together")
	}
	if sum := f.portions("capital.surplus", c.Surplus, known); len(c.Surplus) > 0 && sum != Million {
		f.add("capital.surplus", millionths(sum), "must be 1, all portions together")
	}
}

func checkTranche(f *faults, k *Tranche, address string, known ids) {
	f.money(address+".commitment", k.Commitment)
	f.rate(address+".coupon", k.Coupon, 0, maxRate)
	if !math.IsNaN(k.IRRCap) {
		f.rate(address+".irr_cap", k.IRRCap, 0, maxRate)
	}
	if !math.IsNaN(k.MOICCap) {
		f.rate(address+".moic_cap", k.MOICCap, 0, maxMOIC)
	}
	f.part(address+".arrangement", k.Arrangement)
	f.rate(address+".undrawn", k.Undrawn, 0, maxRate)
	if k.Bullet {
		f.whole(address+".maturity", int64(k.Maturity), 0, forever)
	}
	f.millionths(address+".backing.part", k.Backing.Part, maxShare)
	f.limit(address+".backing.limit", k.Backing.Limit)
	if k.Backing.By != "" {
		f.known(address+".backing.by", k.Backing.By, "a payer, or empty for the guarantor", known.payers)
	}
}

// portions checks who receives profit or surplus, each once, and returns the
// sum of the portions.
func (f *faults) portions(address string, all []Portion, known ids) int64 {
	sum, seen := int64(0), map[string]bool{}
	for _, p := range all {
		at := address + "." + p.To
		switch payer, site := known.payers[p.To], known.sites[p.To]; {
		case seen[p.To]:
			f.add(at, strconv.Quote(p.To), "stands twice: must be there once")
		case payer && site:
			f.add(at, strconv.Quote(p.To), "is a payer and a site: must be one of them only")
		case !payer && !site && p.To != ToIntermediary:
			f.add(at, strconv.Quote(p.To), "must be the ID of a payer or a site, or intermediary")
		}
		seen[p.To] = true
		f.part(at, p.Millions)
		sum += p.Millions
	}
	return sum
}
