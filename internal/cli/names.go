package cli

import (
	"strings"

	"github.com/spf13/pflag"

	"github.com/sibsim/sibsim/scenarios"
)

// nameList is a flag that lists names of scenarios: NAME[,NAME], repeatable.
// Unlike pflag's own lists it leaves a comma within parentheses alone.
type nameList []string

func (n *nameList) String() string { return strings.Join(*n, ",") }

func (n *nameList) Set(s string) error {
	*n = append(*n, scenarios.Split(s)...)
	return nil
}

func (n *nameList) Type() string { return "names" }

// scenarioFlag adds --scenario, which changes a deal before anything else.
func scenarioFlag(fl *pflag.FlagSet, list *[]string) {
	fl.Var((*nameList)(list), "scenario", "scenarios to apply first, in order: NAME[,NAME], see sibsim scenarios; also without:ADDRESS, set:ADDRESS=VALUE, times:ADDRESS=FACTOR")
}
