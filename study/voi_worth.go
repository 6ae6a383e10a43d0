package study

// Worth is what it is worth to know something before deciding: an estimate with
// its standard error and 95 % interval, in the unit of the gain, never below 0.
type Worth struct {
	Value, SE, Lo, Hi float64
}

// newWorth is the estimate with its interval. It is cut at 0: no knowledge
// is worth less than none.
func newWorth(value, se float64) Worth {
	value = max(0, value)
	return Worth{Value: value, SE: se, Lo: max(0, value-float64(z*se)), Hi: value + float64(z*se)}
}

// better is what a path of expected gain g adds when one decides by g, not yes
// or no for all.
func better(g float64, yes bool) float64 {
	if yes {
		return max(0, -g)
	}
	return max(0, g)
}

// worth is what knowing the inputs of the regression is worth (EVPPI):
// E[max(0, E[gain | inputs])] - max(0, E[gain]), with yes the decision without them.
// resamples are the bootstrap's counts of blocks. spread is the standard
// deviation of E[gain | inputs].
func (r *regression) worth(yes bool, resamples [][]float64) (w Worth, spread float64) {
	value := 0.0
	expected := r.fitted()
	for _, g := range expected {
		value += better(g, yes)
	}
	drawn := make([]float64, len(resamples))
	for i, times := range resamples {
		s := r.solve(func(b int) float64 { return times[b] })
		sum, paths := 0.0, 0.0
		for b, k := range times {
			if k == 0 {
				continue
			}
			part := 0.0
			for n := r.blocks[b].first; n < r.blocks[b].end; n++ {
				part += better(s.at(r.row(n)), s.mean >= 0)
			}
			sum += float64(k * part)
			paths += float64(k * float64(r.blocks[b].end-r.blocks[b].first))
		}
		drawn[i] = sum / paths
	}
	return newWorth(value/float64(r.paths), deviation(drawn)), deviation(expected)
}

// tested is what deciding by the regression gains on paths it was not fitted
// to: each fold by the fit to the others. In the mean it is too low, for nothing
// is better than to decide by the true E[gain | inputs].
func (r *regression) tested(yes bool) float64 {
	gained := 0.0
	for fold := range numFolds {
		s := r.solve(func(b int) float64 {
			if b%numFolds == fold {
				return 0
			}
			return 1
		})
		for b := fold; b < numBlocks; b += numFolds {
			for n := r.blocks[b].first; n < r.blocks[b].end; n++ {
				switch do := s.at(r.row(n)) >= 0; {
				case do && !yes:
					gained += r.gains[n]
				case yes && !do:
					gained -= r.gains[n]
				}
			}
		}
	}
	return gained / float64(r.paths)
}

// blockResamples draws the counts of a bootstrap over blocks of paths: how often
// each of the blocks is taken in each of the replicates.
func blockResamples(seed uint64) [][]float64 {
	r := generator(seed, "voi", 0)
	out := make([][]float64, informationReplicates)
	for i := range out {
		out[i] = make([]float64, numBlocks)
		for range numBlocks {
			out[i][r.IntN(numBlocks)]++
		}
	}
	return out
}
