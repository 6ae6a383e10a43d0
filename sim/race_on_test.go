//go:build race

package sim_test

// raced says that the race detector is on: statistical tests, which run on one
// goroutine for long, are then left out.
const raced = true
