package study

import (
	"math/rand/v2"

	//lint:ignore SA1019 the owner's choice for resampling; math/rand/v2 has no PCG with this seeding
	xrand "golang.org/x/exp/rand"

	"github.com/sibsim/sibsim/internal/random"
)

// generator returns the generator of draw n of a study's resampling: a function of
// the seed, the label and n. Its seed is hashed, for PCGSource takes one for both of
// its halves.
func generator(seed uint64, label string, n uint64) *rand.Rand {
	src := new(xrand.PCGSource)
	src.Seed(random.Path(seed, n).At(random.Address(label)).Word(0))
	return rand.New(src)
}
