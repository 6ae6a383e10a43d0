// Package sim compiles a deal to a plan, walks simulated lifetimes of it,
// settles each and tallies the metrics.
//
// A path is a function of (engine version, plan, seed, path number) and of
// nothing else: every random number is a keyed word, so results have the same
// bytes for any number of workers and any split into parts. Sampling
// (inputs, effects, volume, pathway, marks, costs) fills a contract.Outturn and
// never reads money; contract.Schedule.Settle turns it into a ledger.
//
// docs/model.md gives the equations with the names used here.
package sim

// EngineVersion changes whenever the numbers of some path change.
const EngineVersion = 1
