package crossing

import (
	"context"
	"math"
)

// Space is a statistic as a function of drivers that stand in independent
// standard normal space, with luck that stays random. The origin is the median.
type Space struct {
	// Push has for each driver the direction, of length 1, along which it alone
	// is moved by its own standard deviations. Drivers that are correlated have
	// directions that are not at right angles: moved, they take others with them.
	Push [][]float64
	// Draw fills dst with independent standard normals, those of sample n.
	Draw func(dst []float64, n uint64)
	// Read reads the statistic at each of several points from so many words of
	// luck, the same at all points.
	Read func(ctx context.Context, points [][]float64, luck int) ([]Reading, error)
	// Score says of a single lifetime at each of several points how much it
	// speaks for the condition: a number whose mean over luck grows where the
	// slack does; NaN if nothing. Points 2n and 2n+1 have the same luck.
	Score func(ctx context.Context, points [][]float64) ([]float64, error)

	// Luck is the number of words of luck of an answer, Quick that of a step on
	// the way to one.
	Luck, Quick int
	// Radius is the largest distance at which the condition is looked for,
	// Within that for single drivers.
	Radius, Within float64
}

// Single is what the nearest move of one driver alone comes to.
type Single struct {
	Driver int
	// Distance is the nearest move at which the condition holds, in standard
	// deviations of the driver, either way: never 0; NaN if there is none.
	Distance float64
	Lo, Hi   float64 // its 95 % interval, as Crossing has it
	// End is the end of the range, +Within or -Within, at which the statistic
	// comes nearest to the limit or goes farthest beyond it, Reading what it is there.
	End float64
	Reading
}

// Spot is the nearest point at which the condition holds, as far as was found.
type Spot struct {
	Point    []float64
	Distance float64 // NaN if none was found
	Lo, Hi   float64 // its 95 % interval, along the way from the origin
	Reading          // at the point
	// Push is how far each driver is moved itself, in standard deviations: Point
	// is the sum of the directions of Space.Push times these. It is 0 for a driver
	// without which the distance is, within a hundredth, the same.
	Push []float64
	// Share is each driver's share of the squared distance. For drivers that are
	// correlated their joint share is parted by the squares of their Push, which
	// does not depend on the order they are in: A. Der Kiureghian's importance of
	// dependent variables (First- and second-order reliability methods, in
	// Engineering Design Reliability Handbook, 2005).
	Share []float64
	// Way is the statistic on the straight way from the origin, by distance.
	Way []Point
	// Farthest is the largest distance tried.
	Farthest float64
}

// dot is the inner product.
func dot(a, b []float64) float64 {
	sum := 0.0
	for i := range a {
		sum += float64(a[i] * b[i])
	}
	return sum
}

func length(a []float64) float64 { return math.Sqrt(dot(a, a)) }

// scaled returns a times x.
func scaled(a []float64, x float64) []float64 {
	out := make([]float64, len(a))
	for i := range a {
		out[i] = a[i] * x
	}
	return out
}

// unit returns a direction of length 1; nil if a has none.
func unit(a []float64) []float64 {
	l := length(a)
	if !(l > 0) || math.IsInf(l, 0) {
		return nil
	}
	return scaled(a, 1/l)
}

// toward returns the direction from a, a share t of the way to b.
func toward(a, b []float64, t float64) []float64 {
	out := make([]float64, len(a))
	for i := range a {
		out[i] = float64((1-t)*a[i]) + float64(t*b[i])
	}
	return unit(out)
}
