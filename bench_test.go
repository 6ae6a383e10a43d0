package sibsim_test

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"github.com/sibsim/sibsim/cashflow"
	"github.com/sibsim/sibsim/deal"
	"github.com/sibsim/sibsim/dealfile"
	"github.com/sibsim/sibsim/sim"
)

// deals are the benchmark deals: name and file.
var deals = []struct{ name, file string }{
	{"minimal", "examples/minimal/deal.yaml"},
	{"mhep5", "examples/mhep5/deal.yaml"},
	{"mhep-lcf", "examples/mhep-lcf/deal.yaml"},
}

func load(b *testing.B, file string, edits ...deal.Edit) deal.Deal {
	b.Helper()
	d, err := dealfile.Open(file)
	if err != nil {
		b.Skip(err)
	}
	if d, err = d.With(edits...); err != nil {
		b.Fatal(err)
	}
	return d
}

// run times whole paths: sampling, settlement, metrics and tally.
func run(b *testing.B, d deal.Deal, workers int) {
	p, err := sim.Compile(d)
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	b.ResetTimer()
	if _, err := sim.Run(context.Background(), p, sim.Options{Seed: 1, Paths: uint64(b.N), Workers: workers}); err != nil {
		b.Fatal(err)
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "paths/s")
}

func BenchmarkRun(b *testing.B) {
	for _, c := range deals {
		for _, workers := range []int{1, 2} {
			b.Run(fmt.Sprintf("deal=%s/workers=%d", c.name, workers), func(b *testing.B) { run(b, load(b, c.file), workers) })
		}
	}
	b.Run("deal=mhep5-negative-binomial/workers=1", func(b *testing.B) {
		run(b, load(b, "examples/mhep5/deal.yaml",
			deal.Set("referrals.law", "negative_binomial"), deal.Set("referrals.dispersion", 0.1)), 1)
	})
}

func BenchmarkCompile(b *testing.B) {
	for _, c := range deals {
		b.Run("deal="+c.name, func(b *testing.B) {
			d := load(b, c.file)
			b.ResetTimer()
			for b.Loop() {
				if _, err := sim.Compile(d); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkSettle settles one sampled path again and again: what a sweep over
// prices costs.
func BenchmarkSettle(b *testing.B) {
	for _, c := range deals {
		b.Run("deal="+c.name, func(b *testing.B) {
			p, err := sim.Compile(load(b, c.file))
			if err != nil {
				b.Fatal(err)
			}
			contract := p.Contract()
			schedule := contract.Schedule()
			ledger := schedule.NewLedger()
			for _, l := range p.Lifetimes(1, 0, 1) {
				b.ReportAllocs()
				b.ResetTimer()
				for b.Loop() {
					schedule.Settle(ledger, l.Outturn)
				}
			}
		})
	}
}

// BenchmarkSweep walks each path once and settles it for 50 prices: hold it
// against 50 times BenchmarkRun with one worker.
func BenchmarkSweep(b *testing.B) {
	for _, c := range deals {
		b.Run("deal="+c.name+"/prices=50", func(b *testing.B) {
			d := load(b, c.file)
			var plans []*sim.Plan
			var metrics [][]string
			for i := range 50 {
				x, err := d.With(deal.Scale("tariffs.*.price", 0.75+0.01*float64(i)))
				if err != nil {
					b.Fatal(err)
				}
				p, err := sim.Compile(x)
				if err != nil {
					b.Fatal(err)
				}
				plans, metrics = append(plans, p), append(metrics, []string{"payments.total", "investor.npv"})
			}
			b.ReportAllocs()
			b.ResetTimer()
			if _, err := sim.NewSweep(context.Background(), plans, metrics, sim.Options{Seed: 1, Paths: uint64(b.N), Workers: 1}); err != nil {
				b.Fatal(err)
			}
		})
	}
}

// BenchmarkIRR values the investors' flows of one lifetime after the other.
func BenchmarkIRR(b *testing.B) {
	p, err := sim.Compile(load(b, "examples/mhep5/deal.yaml"))
	if err != nil {
		b.Fatal(err)
	}
	var flows [][]int64
	for _, l := range p.Lifetimes(1, 0, 256) {
		flows = append(flows, slices.Clone(l.Ledger.Flow))
	}
	b.ReportAllocs()
	b.ResetTimer()
	for n := 0; b.Loop(); n++ {
		cashflow.IRR(flows[n%len(flows)])
	}
}
