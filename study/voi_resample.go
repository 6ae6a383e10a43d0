package study

import (
	"math/rand/v2"

	//lint:ignore SA1019 the owner's generator for resampling; math/rand/v2 has no PCG with this seeding
	xrand "golang.org/x/exp/rand"
)

// newResampler returns the generator of a bootstrap: a function of the seed and
// of what is resampled. It has a position, so draw from it on one goroutine.
func newResampler(seed, purpose uint64) *rand.Rand {
	src := new(xrand.PCGSource)
	src.Seed(scramble(scramble(seed) + purpose)) // Seed makes both halves of the state the same
	return rand.New(src)
}

// scramble is the finaliser of splitmix64: unrelated words for consecutive numbers.
func scramble(z uint64) uint64 {
	z += 0x9e3779b97f4a7c15
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

// resamples draws the counts of a bootstrap over blocks of paths: how often
// each of the blocks is taken in each of the informationReplicates.
func blockResamples(seed uint64) [][]float64 {
	r := newResampler(seed, 1)
	out := make([][]float64, informationReplicates)
	for i := range out {
		out[i] = make([]float64, numBlocks)
		for range numBlocks {
			out[i][r.IntN(numBlocks)]++
		}
	}
	return out
}
