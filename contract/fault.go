package contract

import (
	"fmt"
	"strconv"
	"strings"
)

// Fault is one thing wrong with the terms of a contract: where, what was
// found there, and what is allowed.
type Fault struct {
	Address string // e.g. sites.enfield.tariffs.job_start.price
	Found   string // e.g. -5
	Allowed string // e.g. must be at least 0
}

// Error returns "ADDRESS: FOUND ALLOWED".
func (f *Fault) Error() string {
	return f.Address + ": " + f.Found + " " + f.Allowed
}

// faults collects what a check finds.
type faults struct {
	list   []error
	digits int // of the currency
}

func (f *faults) add(address, found, allowed string) {
	f.list = append(f.list, &Fault{address, found, allowed})
}

// whole checks that n is in lo..hi.
func (f *faults) whole(address string, n, lo, hi int64) {
	if n < lo || n > hi {
		f.add(address, strconv.FormatInt(n, 10), fmt.Sprintf("must be %d to %d", lo, hi))
	}
}

// money checks that an amount is at least 0 and can be counted.
func (f *faults) money(address string, x Money) { f.moneyIn(address, x, "") }

// moneyIn does so for one of several amounts at an address.
func (f *faults) moneyIn(address string, x Money, which string) {
	switch {
	case x < 0:
		f.add(address, f.amount(x)+which, "must be at least 0")
	case x > maxMoney:
		f.add(address, f.amount(x)+which, "must be at most "+f.amount(maxMoney))
	}
}

// limit checks a limit that may be absent.
func (f *faults) limit(address string, l Limit) {
	if l.Set {
		f.money(address, l.Amount)
	}
}

// rate checks an annual rate or multiple: lo <= x <= hi, so not NaN.
func (f *faults) rate(address string, x, lo, hi float64) {
	if !(x >= lo && x <= hi) {
		f.add(address, number(x), "must be "+number(lo)+" to "+number(hi))
	}
}

// part checks a share in millionths.
func (f *faults) part(address string, n int64) {
	if n < 0 || n > Million {
		f.add(address, millionths(n), "must be 0 to 1")
	}
}

// id checks an identifier, which is part of addresses, and that it is new.
func (f *faults) id(kind, id string, seen map[string]bool) {
	address := kind + "." + id
	switch {
	case id == "":
		f.add(kind, `""`, "is no ID: must be letters, digits, _ or -")
	case strings.ContainsFunc(id, func(r rune) bool { return !idRune(r) }):
		f.add(address, strconv.Quote(id), "is no ID: must be letters, digits, _ or -")
	case seen[id]:
		f.add(address, id, "stands twice: must be there once")
	}
	seen[id] = true
}

// known checks that an identifier that is referred to exists.
func (f *faults) known(address, id, kind string, seen map[string]bool) bool {
	if id == "" || !seen[id] {
		f.add(address, strconv.Quote(id), "must be the ID of "+kind)
		return false
	}
	return true
}

// amount writes money in the currency's major unit, with digits only if there are any.
func (f *faults) amount(x Money) string {
	if f.digits < 1 || f.digits > 4 {
		return strconv.FormatInt(x, 10)
	}
	unit := uint64(1)
	for range f.digits {
		unit *= 10
	}
	sign, u := "", uint64(x)
	if x < 0 {
		sign, u = "-", -u
	}
	if u%unit == 0 {
		return sign + strconv.FormatUint(u/unit, 10)
	}
	return fmt.Sprintf("%s%d.%0*d", sign, u/unit, f.digits, u%unit)
}

func millionths(n int64) string { return number(float64(n) / Million) }

func number(x float64) string { return strconv.FormatFloat(x, 'g', -1, 64) }
