package study

// PilotPlan asks what it is worth to try first: to watch Sizes[i] people of whom each
// has the event with the probability at Address, and then decide.
type PilotPlan struct {
	Address string
	Sizes   []int
}

// Pilot is what pilots of several sizes are worth (EVSI).
type Pilot struct {
	Address string
	// Knowing is what the probability itself is worth, from the same fit and
	// the same grid as the sizes: no pilot is worth more.
	Knowing Worth
	Sizes   []PilotSize
	// Best is the place in Sizes of the largest Net; -1 if no pilot pays, or
	// pilots cost nothing.
	Best int
}

// PilotSize is a pilot of so many people.
type PilotSize struct {
	People int
	Worth
	Cost float64 // of the pilot
	Net  float64 // Value less Cost (expected net benefit of sampling)
}

// prior is what is believed of a probability before a pilot: a grid of
// values, each with its weight, and the gain to be expected of a deal if it is so.
type prior struct {
	p, weights, gains []float64
}

// maxNodes is the size of the grid of a probability of a continuous law.
const maxNodes = 256

// nodes parts paths, in ascending order of values, into parts of like
// number, or by value where there are only few: the places of each part's paths.
func nodes(values []float64) [][]int {
	order := byValue(values)
	var parts [][]int
	for first, end := 0, 0; first < len(order); first = end {
		for end = first + 1; end < len(order) && values[order[end]] == values[order[first]]; {
			end++
		}
		parts = append(parts, order[first:end])
	}
	if len(parts) <= maxNodes {
		return parts
	}
	parts = parts[:0]
	for k := range maxNodes {
		parts = append(parts, order[k*len(order)/maxNodes:(k+1)*len(order)/maxNodes])
	}
	return parts
}

// cells are the paths of the nodes, block by block: how many there are, and the
// sums of their terms, so that a bootstrap can weigh them anew.
type cells struct {
	nodes, terms int
	counts       []float64 // [node][block]
	sums         []float64 // [node][block][term]
}

func (r *regression) cells(parts [][]int) *cells {
	c := &cells{nodes: len(parts), terms: r.terms, counts: make([]float64, len(parts)*numBlocks), sums: make([]float64, len(parts)*numBlocks*r.terms)}
	of := make([]int, r.paths)
	for b := range r.blocks {
		for n := r.blocks[b].first; n < r.blocks[b].end; n++ {
			of[n] = b
		}
	}
	for k, paths := range parts {
		for _, n := range paths {
			at := k*numBlocks + of[n]
			c.counts[at]++
			sum := c.sums[at*c.terms:]
			for t, v := range r.row(n) {
				sum[t] += v
			}
		}
	}
	return c
}

// prior is the nodes at p with their weights, and their gains by a solution, each
// block taken as often as times says.
func (c *cells) prior(p []float64, s *solution, times func(block int) float64) prior {
	b := prior{p: p, weights: make([]float64, c.nodes), gains: make([]float64, c.nodes)}
	all, row := 0.0, make([]float64, c.terms)
	for k := range c.nodes {
		count := 0.0
		clear(row)
		for j := range numBlocks {
			of := times(j)
			if of == 0 {
				continue
			}
			at := k*numBlocks + j
			count += float64(of * c.counts[at])
			for t := range row {
				row[t] += float64(of * c.sums[at*c.terms+t])
			}
		}
		if count > 0 {
			b.weights[k], b.gains[k] = count, s.at(row)/count
		}
		all += count
	}
	for k := range b.weights {
		b.weights[k] /= all
	}
	return b
}

// pilot values pilots of an input by its regression.
func (r *regression) pilot(address string, sizes []int, values []float64, resamples [][]float64, cost float64) *Pilot {
	parts := nodes(values)
	p := make([]float64, len(parts))
	for k, paths := range parts {
		for _, n := range paths {
			p[k] += values[n] / float64(len(paths))
		}
		p[k] = min(1, p[k]) // it may be above by rounding
	}
	c := r.cells(parts)
	priors := make([]prior, 1+len(resamples)) // of the whole run, then of each resample
	for i := range priors {
		times := func(b int) float64 { return 1 }
		if i > 0 {
			times = func(b int) float64 { return resamples[i-1][b] }
		}
		s := r.solve(times)
		priors[i] = c.prior(p, &s, times)
	}
	measure := func(value func(b *prior) float64) Worth {
		drawn := make([]float64, len(priors))
		for i := range priors {
			drawn[i] = value(&priors[i])
		}
		return newWorth(drawn[0], deviation(drawn[1:]))
	}
	out := &Pilot{Address: address, Knowing: measure((*prior).knowing), Best: -1}
	for _, people := range sizes {
		chances := priors[0].chances(people)
		size := PilotSize{People: people, Worth: measure(func(b *prior) float64 { return b.after(chances) }), Cost: float64(cost * float64(people))}
		size.Net = size.Value - size.Cost
		out.Sizes = append(out.Sizes, size)
		if cost > 0 && size.Net > 0 && (out.Best < 0 || size.Net > out.Sizes[out.Best].Net) {
			out.Best = len(out.Sizes) - 1
		}
	}
	return out
}

// expected is the gain to be expected before the pilot.
func (b *prior) expected() float64 { return dot(b.weights, b.gains) }

// knowing is what the probability itself is worth: E[max(0, g(p))] - max(0, E[g(p)]).
func (b *prior) knowing() float64 {
	yes, sum := b.expected() >= 0, 0.0
	for k, w := range b.weights {
		sum += float64(w * better(b.gains[k], yes))
	}
	return sum
}

// after is what a pilot is worth whose result x has the given chances:
// Σ_x P(x) max(0, E[g(p) | x]) - max(0, E[g(p)]), P(x) E[g(p) | x] = Σ_k w_k P(x | p_k) g_k.
// It is at least 0, at most knowing, and does not fall as a pilot grows: a mean of
// a convex function of means of means.
func (b *prior) after(chances [][]float64) float64 {
	yes, sum := b.expected() >= 0, 0.0
	for _, chance := range chances {
		g := 0.0
		for k, w := range b.weights {
			g += float64(float64(w*b.gains[k]) * chance[k])
		}
		sum += better(g, yes)
	}
	return sum
}

// chances returns, for each number x of n people, its binomial probability at
// each node: [x][node].
func (b *prior) chances(n int) [][]float64 {
	out := make([][]float64, n+1)
	for x := range out {
		out[x] = make([]float64, len(b.p))
	}
	for k, p := range b.p {
		// From the mode outwards by ratios of neighbours, then to sum 1: no
		// logarithms, and nothing is lost where a factorial is large.
		const least = 1e-30 // of the mode's: less is nothing
		mode := min(int(float64(n+1)*p), n)
		out[mode][k] = 1
		sum := 1.0
		for x, v := mode, 1.0; x < n && v > least; x++ {
			v = float64(v * (float64(n-x) * p / (float64(x+1) * (1 - p))))
			out[x+1][k] = v
			sum += v
		}
		for x, v := mode, 1.0; x > 0 && v > least; x-- {
			v = float64(v * (float64(x) * (1 - p) / (float64(n-x+1) * p)))
			out[x-1][k] = v
			sum += v
		}
		for x := range out {
			out[x][k] /= sum
		}
	}
	return out
}
