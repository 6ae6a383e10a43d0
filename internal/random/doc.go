// Package random turns (seed, path, address, index) into words, and words into
// draws by monotone inversion.
//
// A draw is a pure function of where it stands: Path(seed, path) gives the key of
// one simulated lifetime, Key.At the key of one address in it, Key.Word the word of
// one month and person there. No stream has a position, so adding a site, an
// outcome or a month moves no other word, and two deals that share an address share
// its luck.
//
// Every draw takes one uniform and never falls as the uniform rises, so that two
// deals compared on the same words differ only by what was changed. Counts are
// inverted exactly (to the rounding of their cumulative sums); nothing here
// rejects, and nothing approximates a count by a normal law.
package random
