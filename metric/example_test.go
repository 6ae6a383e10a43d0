package metric_test

import (
	"fmt"

	"github.com/sibsim/sibsim/metric"
)

func ExampleParse() {
	c, err := metric.Parse("q(payments.total, 95%) <= 6.4m")
	fmt.Println(c, err)

	_, err = metric.Parse("investor.npv.men >= 1,000")
	for _, f := range metric.Faults(err) {
		fmt.Println(f)
		fmt.Println(f.Caret())
	}
	// Output:
	// payments.total.p95 <= 6400000 <nil>
	// expression:1:14: found "men": must be mean, sd, min, max or pNN (p05, p50, p95); did you mean mean?
	// investor.npv.men >= 1,000
	//              ^
	// expression:1:22: found a comma in a number: a comma parts arguments; write 1000 or 1_000
	// investor.npv.men >= 1,000
	//                      ^
}
