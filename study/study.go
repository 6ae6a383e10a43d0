// Package study answers questions that need many runs of a deal, one file
// each. Runs that are compared share every random word, so that a difference
// is of the deals and not of chance.
package study
