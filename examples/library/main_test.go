package main

import (
	"fmt"
	"os"
)

func Example() {
	if err := run(os.Stdout, "../minimal/deal.yaml"); err != nil {
		fmt.Println(err)
	}
	// Output:
	// Minimal deal at 4,500 a job start, 4000 lifetimes
	// payments.total             290837 (289078 to 292596)
	// investor.npv                46947 (45332 to 48563)
	// my.investor_flow_year_2    115529 (113925 to 117133)
	// investor.loss               0.146 (0.135 to 0.157)
	// investor.irr, 5 % point    -0.283 (-0.308 to -0.254)
}
