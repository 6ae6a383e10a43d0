//go:build !race

package cashflow

const raceEnabled = false
