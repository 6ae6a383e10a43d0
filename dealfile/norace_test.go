//go:build !race

package dealfile

const slower = 1
