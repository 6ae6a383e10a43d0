package cashflow

import "math"

var num = struct{ Exp, Log, Log1p func(float64) float64 }{math.Exp, math.Log, math.Log1p}
