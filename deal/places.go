package deal

import "strings"

// Places returns how many decimals a plain number may have in the field at an
// address, in which a * may stand for an ID: 0 where it must be whole (counts,
// months, dates), the currency's digits for money, 6 for millionths, -1 where any
// number of them may stand. It is false if no number stands there.
func (d Deal) Places(address string) (places int, ok bool) {
	p, fault := parse(address)
	if fault != nil || d.content == nil {
		return 0, false
	}
	switch n := p.node(); {
	case n.Kind == Text && n.Unit == "month":
		return 0, true
	case n.Kind != Number:
		return 0, false
	case n.whole():
		return 0, true
	case n.Unit == "money":
		return d.contract.Terms().Currency.Digits, true
	case n.inMillionths():
		return 6, true
	}
	return -1, true
}

// Month reads a month as the deal's fields do: a date such as 2020-06, or whole
// months from the deal's start. It returns months from the start.
func (d Deal) Month(s string) (int, bool) {
	if d.content == nil {
		return 0, false
	}
	return (&checker{start: d.contract.Terms().Start}).monthOf(s)
}

// Matches lists the addresses that hold a value and that an address with * for
// IDs stands for, in the order of [Deal.Addresses].
func (d Deal) Matches(address string) []string {
	p, fault := parse(address)
	if fault != nil || d.content == nil {
		return nil
	}
	want := strings.Split(p.String(), ".")
	var out []string
	for have := range d.Addresses() {
		if stands(want, strings.Split(have, ".")) {
			out = append(out, have)
		}
	}
	return out
}

// stands reports whether steps with * among them stand for others.
func stands(want, have []string) bool {
	if len(want) != len(have) {
		return false
	}
	for i := range want {
		if want[i] != "*" && want[i] != have[i] {
			return false
		}
	}
	return true
}
