// Package optimum looks for the least of a figure over a box, under constraints,
// where figure and constraints are known by evaluation only: sequential linear
// programming with a trust region, from several starts at once.
package optimum
