package sibsim_test

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"github.com/sibsim/sibsim/cashflow"
	"github.com/sibsim/sibsim/contract"
	"github.com/sibsim/sibsim/deal"
	"github.com/sibsim/sibsim/dealfile"
	"github.com/sibsim/sibsim/metric"
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

// outturns returns the first n sampled outturns of a plan.
func outturns(p *sim.Plan, n uint64) []*contract.Outturn {
	var all []*contract.Outturn
	for _, l := range p.Lifetimes(1, 0, n) {
		o := *l.Outturn
		o.Referrals, o.Achieved, o.Evidenced = slices.Clone(o.Referrals), slices.Clone(o.Achieved), slices.Clone(o.Evidenced)
		o.Costs, o.Flexed, o.Index = slices.Clone(o.Costs), slices.Clone(o.Flexed), slices.Clone(o.Index)
		o.Events, o.Impact, o.Errors = slices.Clone(o.Events), slices.Clone(o.Impact), slices.Clone(o.Errors)
		o.Late, o.Default, o.Failed = slices.Clone(o.Late), slices.Clone(o.Default), slices.Clone(o.Failed)
		o.Observed = slices.Clone(o.Observed)
		all = append(all, &o)
	}
	return all
}

// resettled are the deals of BenchmarkSettle, BenchmarkEval and BenchmarkSweep.
var resettled = []struct{ name, file string }{
	{"minimal", "examples/minimal/deal.yaml"},
	{"mhep5", "examples/mhep5/deal.yaml"},
	{"mhep-lcf", "examples/mhep-lcf/deal.yaml"},
	{"mhep-lcf-at-signing", "examples/mhep-lcf/at-signing.yaml"},
}

// BenchmarkSettle settles sampled paths, another one each time so that no
// branch is learnt by heart.
func BenchmarkSettle(b *testing.B) {
	for _, c := range resettled {
		b.Run("deal="+c.name, func(b *testing.B) {
			p, err := sim.Compile(load(b, c.file))
			if err != nil {
				b.Fatal(err)
			}
			schedule, all := p.Contract().Schedule(), outturns(p, 64)
			ledger := schedule.NewLedger()
			b.ReportAllocs()
			b.ResetTimer()
			for n := 0; b.Loop(); n++ {
				schedule.Settle(ledger, all[n%len(all)])
			}
		})
	}
}

// BenchmarkEval measures settled paths, another one each time.
func BenchmarkEval(b *testing.B) {
	for _, c := range resettled {
		b.Run("deal="+c.name, func(b *testing.B) {
			p, err := sim.Compile(load(b, c.file))
			if err != nil {
				b.Fatal(err)
			}
			set, err := metric.New(metric.PlanContext(p.Contract(), p.PlanCase().Ledger))
			if err != nil {
				b.Fatal(err)
			}
			schedule, all := p.Contract().Schedule(), outturns(p, 64)
			ledgers := make([]*contract.Ledger, len(all))
			for i, o := range all {
				ledgers[i] = schedule.NewLedger()
				schedule.Settle(ledgers[i], o)
			}
			row, work := make([]int64, set.Len()), new(metric.Work)
			b.ReportAllocs()
			b.ResetTimer()
			for n := 0; b.Loop(); n++ {
				set.Eval(row, ledgers[n%len(ledgers)], work)
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
