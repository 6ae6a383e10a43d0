package scenarios

import (
	"github.com/sibsim/sibsim/contract"
	"github.com/sibsim/sibsim/deal"
)

// PlanCase is the plan case that arrangements take their amounts from.
func PlanCase(d deal.Deal) *contract.Outturn { return planOf(d).outturn }
