package contract_test

import (
	"testing"

	"github.com/sibsim/sibsim/contract"
)

// BenchmarkSettle settles one path of the benchmark deal.
func BenchmarkSettle(b *testing.B) {
	for name, itemise := range map[string]bool{"totals": false, "itemised": true} {
		b.Run("ledger="+name, func(b *testing.B) {
			c, err := contract.New(benchmarkDeal())
			if err != nil {
				b.Fatal(err)
			}
			s, o := c.Schedule(), benchmarkOutturn(&c)
			l := s.NewLedger()
			l.Itemise = itemise
			b.ReportAllocs()
			for b.Loop() {
				s.Settle(l, o)
			}
		})
	}
}
