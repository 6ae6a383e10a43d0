// Package cashflow values dated flows of money: net present value, internal
// rate of return, multiple of invested capital, peak exposure and payback.
//
// A flow series is a []int64 of minor units (pence, cents) indexed by month;
// element t falls at the end of month t. The signs are the investor's: negative
// is paid in, positive is received. A series may be of any length. The rate of
// return and the present values take elements over the whole range of int64;
// the plain sums (drawn, repaid, exposure, payback) need the sum of magnitudes
// to stay below 2^63, which a ledger guarantees.
//
// # Rates of return that do not lie
//
// A monthly rate r is a root when sum f_t (1+r)^-t = 0. [IRR] looks at every
// real root in the open interval (-0.98, 9999) and reports, with the number, how
// many there are. The search never relies on an absolute tolerance in money: it
// decides signs either in integers, or in floating point with a proven error
// bound, or, where neither suffices, in exact rational arithmetic. So the number
// of roots is right, also for double roots, for pairs that nearly touch and for
// deals of a penny or of 2^60 pence. See [Roots] for the method.
//
// Results are the same bits on every machine: no transcendental function of the
// standard library is used, and no product is open to fusing with a sum.
package cashflow
