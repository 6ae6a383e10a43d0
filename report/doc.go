// Package report turns results into neutral tables and figures: plain data
// that says what to print, never how. The media, report/text and report/html
// (with report/chart), see nothing else.
//
// [Run] reports a simulation, [Settlement] and [Ledger] one settled lifetime,
// [Compare] several deals side by side, [Sensitivity] what a metric depends on,
// [Validation] a compiled deal, [Explain] a metric or a field, [Scenarios] the
// stresses and scenarios there are and [Changes] what they change. [JSON], [CSV],
// [PathsCSV] and [SettleJSON] write the same results for programs.
//
// # Numbers
//
// The digits of a printed number follow its error: see [Format]. A figure
// without a value prints as an en dash and a note says why. Nothing is
// printed as certain that is only estimated: an event never seen in 10,000
// lifetimes reads "0 of 10,000: at most 0.04 %", never "0 %".
//
// # Names
//
// Names and words that come from a deal file are cleaned (see [Clean]) before
// they enter a table or a figure, so that no medium can be made to print
// control or direction-changing characters. Media still quote what their own
// language needs.
package report
