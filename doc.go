// Package sibsim is the root of a simulator of outcomes contracts: social
// impact bonds, social outcomes partnerships, pay-for-success. It holds no
// code, only this map of the module and the benchmarks that cross packages.
//
// In such a contract investors pay for a service up front and commissioners
// repay them for outcomes achieved. A deal file says what is owed and what is
// expected; sibsim walks thousands of lifetimes of it and reports both sides
// of the table from the same ones. The line of travel, each stop a package:
//
//	deal file -> deal -> (scenarios) -> plan -> outturn -> ledger -> metrics -> tally -> report
//
//	[github.com/sibsim/sibsim/dealfile]     reads and writes deal files, with a place for every fault
//	[github.com/sibsim/sibsim/deal]         contract and assumptions checked against each other; the address of every field
//	[github.com/sibsim/sibsim/scenarios]    turns one deal into another
//	[github.com/sibsim/sibsim/contract]     what is owed; settles an outturn to a double-entry ledger
//	[github.com/sibsim/sibsim/assumptions]  what is expected, as plain data
//	[github.com/sibsim/sibsim/sim]          compiles a deal, walks people, settles, tallies
//	[github.com/sibsim/sibsim/metric]       names what is measured on a ledger
//	[github.com/sibsim/sibsim/cashflow]     NPV, IRR, MOIC, payback
//	[github.com/sibsim/sibsim/tally]        exact, mergeable summaries
//	[github.com/sibsim/sibsim/report]       results as neutral tables and figures, and their media
//
// Start with sim's Example and examples/library. The model is specified in
// docs/model.md, the structure in docs/architecture.md.
package sibsim
