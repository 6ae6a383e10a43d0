//go:build race

package cashflow

const raceEnabled = true
