package slip

import "testing"

func TestDistance(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want int
	}{
		{"", "", 0},
		{"", "abc", 3},
		{"price", "price", 0},
		{"prise", "price", 1},  // replaced
		{"pice", "price", 1},   // left out
		{"priice", "price", 1}, // put in
		{"pirce", "price", 1},  // swapped
		{"ca", "abc", 3},       // no swap with a letter between
		{"kitten", "sitting", 3},
	} {
		if got := Distance(c.a, c.b); got != c.want {
			t.Errorf("%q to %q: %d, want %d", c.a, c.b, got, c.want)
		}
		if got := Distance(c.b, c.a); got != c.want {
			t.Errorf("%q to %q: %d, want %d", c.b, c.a, got, c.want)
		}
	}
}
