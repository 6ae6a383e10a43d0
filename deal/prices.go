package deal

import (
	"strconv"
)

// Prices lists the addresses of all prices above 0, where they are written: of
// tariffs, their years and their bands, of the deal and of sites, and the amounts
// of rewards.
func (d Deal) Prices() []string {
	var out []string
	price := func(address string, q Quantity) {
		if x, err := strconv.ParseFloat(q.Text, 64); err == nil && x > 0 {
			out = append(out, address)
		}
	}
	tariffs := func(at string, table Table[Tariff]) {
		for _, t := range table {
			price(at+t.ID+".price", t.Value.Price)
			for i, q := range t.Value.PriceByYear {
				price(at+t.ID+".price_by_year."+strconv.Itoa(i), q)
			}
			for _, b := range t.Value.Bands {
				price(at+t.ID+".bands."+b.ID+".price", b.Value.Price)
			}
		}
	}
	tariffs("tariffs.", d.doc.Tariffs)
	for _, s := range d.doc.Sites {
		tariffs("sites."+s.ID+".tariffs.", s.Value.Tariffs)
	}
	for _, r := range d.doc.Rewards {
		for _, ladder := range []struct {
			name  string
			steps Table[Step]
		}{{"each", r.Value.Each}, {"pooled", r.Value.Pooled}} {
			for _, step := range ladder.steps {
				at := "rewards." + r.ID + "." + ladder.name + "." + step.ID
				price(at+".amount", step.Value.Amount)
				price(at+".per_point", step.Value.PerPoint)
			}
		}
	}
	return out
}
