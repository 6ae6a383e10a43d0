package assumptions

// Kind is the distribution of an input.
type Kind uint8

// The distributions; in brackets the parameters that Params may name.
const (
	Fixed      Kind = iota // (value)
	Uniform                // (min, max)
	Triangular             // (min, mode, max)
	PERT                   // (min, mode, max)
	Beta                   // (alpha, beta) or (mean, sd)
	Gamma                  // (shape, scale) or (mean, sd)
	Normal                 // (mean, sd), optionally cut at (min, max)
	LogNormal              // (mu, sigma), (mean, sd) or (median, sigma), optionally cut at (min, max)
	Discrete               // Values with Weights
	Joint                  // one column of a table of joint draws
)

// Input is a number we are sure of (Fixed) or not. An uncertain input is
// drawn once a path, by the random word of its Address. The zero value is the
// fixed number 0.
type Input struct {
	Address string
	Kind    Kind
	Value   float64 // of a Fixed input
	Params  map[string]float64
	Values  []float64
	Weights []float64
	Table   string
	Column  string
}

// Of returns the fixed input v.
func Of(v float64) Input { return Input{Value: v} }

// Uncertain reports whether the input varies between paths.
func (in Input) Uncertain() bool { return in.Kind != Fixed }

// IsZero reports whether the input is the fixed number 0.
func (in Input) IsZero() bool { return in.Kind == Fixed && in.Value == 0 }
