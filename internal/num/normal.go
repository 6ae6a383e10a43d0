package num

import "math"

const invSqrt2Pi = 0x1.9884533d43651p-2

// NormCDF returns the probability that a standard normal variable is at most z,
// within 1e-15 (relative) down to z = -37; 0 below -38.6.
//
// The rational functions are W. J. Cody's, "Rational Chebyshev approximations for
// the error function", Math. Comp. 23 (1969), in the form of his Algorithm 715
// (ACM TOMS 19, 1993).
func NormCDF(z float64) float64 {
	y := math.Abs(z)
	if y <= 0.67448975 {
		w := float64(z * z)
		a := float64(0.065682337918207449113*w) + 2.2352520354606839287
		a = float64(a*w) + 161.02823106855587881
		a = float64(a*w) + 1067.6894854603709582
		a = float64(a*w) + 18154.981253343561249
		b := w + 47.20258190468824187
		b = float64(b*w) + 976.09855173777669322
		b = float64(b*w) + 10260.932208618978205
		b = float64(b*w) + 45507.789335026729956
		return 0.5 + float64(z*(a/b))
	}
	if z != z {
		return z
	}
	if y > 38.6 {
		if z > 0 {
			return 1
		}
		return 0
	}
	var tail float64 // probability beyond y, over exp(-y*y/2)
	if y <= 5.656854249492380195 {
		a := float64(1.0765576773720192317e-8*y) + 0.39894151208813466764
		a = float64(a*y) + 8.8831497943883759412
		a = float64(a*y) + 93.506656132177855979
		a = float64(a*y) + 597.27027639480026226
		a = float64(a*y) + 2494.5375852903726711
		a = float64(a*y) + 6848.1904505362823326
		a = float64(a*y) + 11602.651437647350124
		a = float64(a*y) + 9842.7148383839780218
		b := y + 22.266688044328115691
		b = float64(b*y) + 235.38790178262499861
		b = float64(b*y) + 1519.377599407554805
		b = float64(b*y) + 6485.558298266760755
		b = float64(b*y) + 18615.571640885098091
		b = float64(b*y) + 34900.952721145977266
		b = float64(b*y) + 38912.003286093271411
		b = float64(b*y) + 19685.429676859990727
		tail = a / b
	} else {
		w := 1 / float64(y*y)
		a := float64(0.02307344176494017303*w) + 0.21589853405795699
		a = float64(a*w) + 0.1274011611602473639
		a = float64(a*w) + 0.022235277870649807
		a = float64(a*w) + 0.001421619193227893466
		a = float64(a*w) + 2.9112874951168792e-5
		b := w + 1.28426009614491121
		b = float64(b*w) + 0.468238212480865118
		b = float64(b*w) + 0.0659881378689285515
		b = float64(b*w) + 0.00378239633202758244
		b = float64(b*w) + 7.29751555083966205e-5
		tail = (invSqrt2Pi - float64(w*(a/b))) / y
	}
	tail = float64(tail * expHalfSquare(y)) // an assignment alone does not stop fusing
	if z > 0 {
		return 1 - tail
	}
	return tail
}

// expHalfSquare returns exp(-y*y/2). An error in y*y would be magnified by y*y/2,
// so the square is taken in an exact part and a small one.
func expHalfSquare(y float64) float64 {
	high := math.Float64frombits(math.Float64bits(y) &^ (1<<27 - 1)) // 26 bits: its square is exact
	small := 0.5 * float64((y-high)*(y+high))                        // < 4e-5
	return float64(Exp(-0.5*float64(high*high)) * (1 - float64(small*(1-float64(0.5*float64(small*(1-small/3)))))))
}

// NormQuantile returns the z with NormCDF(z) = u, within 1e-15 (relative). It is
// -Inf at 0, +Inf at 1, NaN outside [0, 1]; NormQuantile(1-u) is exactly
// -NormQuantile(u) wherever 1-u is exact. On multiples of 2^-53 it never falls as u
// rises; between them it may fall by one unit in the last place.
//
// The method is M. J. Wichura's algorithm AS 241 (PPND16), Applied Statistics 37
// (1988).
func NormQuantile(u float64) float64 {
	q := u - 0.5
	if math.Abs(q) <= 0.425 {
		r := 0.180625 - float64(q*q)
		a := float64(2.5090809287301226727e3*r) + 3.3430575583588128105e4
		a = float64(a*r) + 6.7265770927008700853e4
		a = float64(a*r) + 4.5921953931549871457e4
		a = float64(a*r) + 1.3731693765509461125e4
		a = float64(a*r) + 1.9715909503065514427e3
		a = float64(a*r) + 1.3314166789178437745e2
		a = float64(a*r) + 3.3871328727963666080e0
		b := float64(5.2264952788528545610e3*r) + 2.8729085735721942674e4
		b = float64(b*r) + 3.9307895800092710610e4
		b = float64(b*r) + 2.1213794301586595867e4
		b = float64(b*r) + 5.3941960214247511077e3
		b = float64(b*r) + 6.8718700749205790830e2
		b = float64(b*r) + 4.2313330701600911252e1
		b = float64(b*r) + 1
		return float64(q * (a / b))
	}
	return normTail(u, q)
}

// normTail is NormQuantile outside [0.075, 0.925], with q = u - 1/2.
func normTail(u, q float64) float64 {
	p := u
	if q > 0 {
		p = 1 - u // exact
	}
	if !(p > 0) {
		switch {
		case u == 0:
			return math.Inf(-1)
		case u == 1:
			return math.Inf(1)
		}
		return math.NaN()
	}
	r := math.Sqrt(-Log(p))
	var a, b float64
	if r <= 5 {
		r -= 1.6
		a = float64(7.74545014278341407640e-4*r) + 2.27238449892691845833e-2
		a = float64(a*r) + 2.41780725177450611770e-1
		a = float64(a*r) + 1.27045825245236838258e0
		a = float64(a*r) + 3.64784832476320460504e0
		a = float64(a*r) + 5.76949722146069140550e0
		a = float64(a*r) + 4.63033784615654529590e0
		a = float64(a*r) + 1.42343711074968357734e0
		b = float64(1.05075007164441684324e-9*r) + 5.47593808499534494600e-4
		b = float64(b*r) + 1.51986665636164571966e-2
		b = float64(b*r) + 1.48103976427480074590e-1
		b = float64(b*r) + 6.89767334985100004550e-1
		b = float64(b*r) + 1.67638483018380384940e0
		b = float64(b*r) + 2.05319162663775882187e0
		b = float64(b*r) + 1
	} else {
		r -= 5
		a = float64(2.01033439929228813265e-7*r) + 2.71155556874348757815e-5
		a = float64(a*r) + 1.24266094738807843860e-3
		a = float64(a*r) + 2.65321895265761230930e-2
		a = float64(a*r) + 2.96560571828504891230e-1
		a = float64(a*r) + 1.78482653991729133580e0
		a = float64(a*r) + 5.46378491116411436990e0
		a = float64(a*r) + 6.65790464350110377720e0
		b = float64(2.04426310338993978564e-15*r) + 1.42151175831644588870e-7
		b = float64(b*r) + 1.84631831751005468180e-5
		b = float64(b*r) + 7.86869131145613259100e-4
		b = float64(b*r) + 1.48753612908506148525e-2
		b = float64(b*r) + 1.36929880922735805310e-1
		b = float64(b*r) + 5.99832206555887937690e-1
		b = float64(b*r) + 1
	}
	if q < 0 {
		return -(a / b)
	}
	return a / b
}
