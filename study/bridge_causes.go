package study

import (
	"fmt"
	"slices"
	"strings"

	"github.com/sibsim/sibsim/sim"
)

// BridgeCause is one cause of a difference from the plan.
type BridgeCause int

// The causes, in the order in which they stand.
const (
	VolumeCause       BridgeCause = iota // sim.Volume
	PriceCause                           // sim.Price
	ManagementCause                      // sim.Management
	IntermediaryCause                    // sim.Intermediary
	// FinanceCause is that finance costs what it does in the lifetime, not what was planned.
	FinanceCause
	OverrunCause   // sim.Overrun
	IncidentsCause // sim.Incidents

	bridgeCauses = 7
)

var causeNames = [bridgeCauses]string{"volume", "price", "management", "intermediary", "finance", "overrun", "incidents"}

// part is the part of an outturn that a cause switches; 0 for finance.
func (c BridgeCause) part() sim.Causes {
	return [bridgeCauses]sim.Causes{sim.Volume, sim.Price, sim.Management, sim.Intermediary, 0, sim.Overrun, sim.Incidents}[c]
}

// String is the name of a cause: "volume".
func (c BridgeCause) String() string { return causeNames[c] }

// BridgeCauses lists all causes.
func BridgeCauses() []BridgeCause {
	out := make([]BridgeCause, bridgeCauses)
	for i := range out {
		out[i] = BridgeCause(i)
	}
	return out
}

// ParseOrder reads an order of causes, such as "volume,price,overrun". Causes that
// it leaves out follow in the order in which they stand.
func ParseOrder(s string) ([]BridgeCause, error) {
	var out []BridgeCause
	var faults []string
	for _, name := range strings.Split(s, ",") {
		name = strings.TrimSpace(name)
		c := BridgeCause(slices.Index(causeNames[:], name))
		switch {
		case c < 0:
			faults = append(faults, fmt.Sprintf("%q is no cause", name))
		case slices.Contains(out, c):
			faults = append(faults, fmt.Sprintf("%q stands twice", name))
		default:
			out = append(out, c)
		}
	}
	if len(faults) > 0 {
		return nil, fmt.Errorf("%s; must be some of %s, each once", strings.Join(faults, ", "), strings.Join(causeNames[:], ","))
	}
	for _, c := range BridgeCauses() {
		if !slices.Contains(out, c) {
			out = append(out, c)
		}
	}
	return out, nil
}
