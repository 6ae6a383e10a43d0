package study

import (
	"math/bits"
	"slices"

	"github.com/sibsim/sibsim/sim"
)

// A row of the table of games has for each reading the difference from the plan and
// then the bar of each cause, in parts of a minor unit; last the causes that are on.
const (
	bridgeColumns = 1 + bridgeCauses
	bridgeWidth   = len(bridgeReadings)*bridgeColumns + 1
	// bridgeParts is the number of parts of a minor unit in which every Shapley value
	// of up to seven causes is whole: the least common multiple of 1 to 7.
	bridgeParts = 420
)

// onBit marks a cause that is on; finance may be so in one reading and not in another.
func onBit(c BridgeCause, reading int) int64 {
	if c == FinanceCause {
		return 1 << (bridgeCauses + reading)
	}
	return 1 << c
}

// worth is one reading of a lifetime, and how much of it is finance.
type worth struct{ whole, finance int64 }

// worthOf makes the readings of what a lifetime comes to.
func worthOf(s sim.Spending) [len(bridgeReadings)]worth {
	return [...]worth{{held(s.Cost), 0}, {held(s.Public), held(s.PublicFinance)}, {held(s.Cost + s.Finance), held(s.Finance)}}
}

// held keeps an amount to 2^50 minor units, so that no product overflows.
func held(x int64) int64 { return max(-1<<50, min(x, 1<<50)) }

// bridgeGame plays the game of one lifetime: a set of causes is worth what the
// lifetime comes to in which they are as it happened and all others as planned.
type bridgeGame struct {
	hybrids *sim.Hybrids
	order   []BridgeCause
	plan    [len(bridgeReadings)]worth
	// players are the causes that are on, in order, then finance, which counts always.
	players []BridgeCause
	worth   [1 << bridgeCauses][len(bridgeReadings)]int64 // by sets of players
	on      int64
}

func newBridgeGame(p *sim.Plan, order []BridgeCause) *bridgeGame {
	h := p.Hybrids()
	return &bridgeGame{hybrids: h, order: order, plan: worthOf(h.Settle(0))}
}

// play fills a row for the lifetime that the hybrids hold.
func (g *bridgeGame) play(row []int64) {
	g.players, g.on = g.players[:0], 0
	for c, moved := VolumeCause, g.hybrids.Moved(); c < bridgeCauses; c++ {
		if moved&c.part() != 0 {
			g.players = append(g.players, c)
			g.on |= onBit(c, 0)
		}
	}
	g.players = append(g.players, FinanceCause)
	if g.order == nil {
		for u := range 1 << (len(g.players) - 1) {
			g.settle(u)
		}
	} else {
		g.inTurn(func(j, before int) {
			g.settle(before &^ g.financeBit())
			g.settle((before | 1<<j) &^ g.financeBit())
		})
	}
	clear(row)
	all := 1<<len(g.players) - 1
	for i := range bridgeReadings {
		row[i*bridgeColumns] = bridgeParts * (g.worth[all][i] - g.worth[0][i])
		bars := row[i*bridgeColumns+1:][:bridgeCauses]
		if g.order == nil {
			g.shapley(bars, i)
		} else {
			g.inTurn(func(j, before int) {
				bars[g.players[j]] = bridgeParts * (g.worth[before|1<<j][i] - g.worth[before][i])
			})
		}
	}
	row[bridgeWidth-1] = g.on
}

// financeBit is the set of finance alone.
func (g *bridgeGame) financeBit() int { return 1 << (len(g.players) - 1) }

// settle finds what a set of players without finance is worth, and the set with it.
func (g *bridgeGame) settle(u int) {
	parts := sim.Causes(0)
	for k, c := range g.players {
		if u>>k&1 != 0 {
			parts |= c.part()
		}
	}
	for i, x := range worthOf(g.hybrids.Settle(parts)) {
		g.worth[u|g.financeBit()][i] = x.whole
		g.worth[u][i] = x.whole - x.finance + g.plan[i].finance
		if x.finance != g.plan[i].finance {
			g.on |= onBit(FinanceCause, i)
		}
	}
}

// inTurn calls f for each player in the stated order, with the set of those before it.
func (g *bridgeGame) inTurn(f func(j, before int)) {
	before := 0
	for _, c := range g.order {
		if j := slices.Index(g.players, c); j >= 0 {
			f(j, before)
			before |= 1 << j
		}
	}
}

// shapley gives each player the mean, over all orders, of what it adds to those before
// it. A set of k of n players comes before a given other one in k!(n-k-1)!/n! of the
// orders, which is 1/(n binomial(n-1, k)).
func (g *bridgeGame) shapley(bars []int64, reading int) {
	n := len(g.players)
	var weight [bridgeCauses]int64
	choose := 1
	for k := range n {
		weight[k] = int64(bridgeParts / (n * choose))
		choose = choose * (n - 1 - k) / (k + 1)
	}
	for j, c := range g.players {
		for u := range 1 << n {
			if u>>j&1 == 0 {
				bars[c] += weight[bits.OnesCount(uint(u))] * (g.worth[u|1<<j][reading] - g.worth[u][reading])
			}
		}
	}
}
