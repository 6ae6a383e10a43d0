// Package num computes exp, log, pow, the normal law and rounding with the same
// bits on every machine.
//
// The standard library's Exp and Log have assembly on some processors, and a
// compiler for arm64 or GOAMD64=v3 may turn a*b+c into one fused instruction that
// rounds once instead of twice. Either changes last bits, and last bits change
// which month a person starts work in. Here everything is built from +, -, *, /,
// square root and bit patterns, which IEEE 754 fixes exactly, and every product
// that feeds a sum is written float64(a*b), which the language forbids to fuse.
// Two tests guard this: one reads the compiled code of the engine's packages, the
// other their source.
//
// Error bounds below are relative and were measured against 200-bit arithmetic;
// the tests assert them.
package num
