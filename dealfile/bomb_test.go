package dealfile

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

const (
	bombTime   = slower * 2 * time.Second // a hang guard: ten times what is promised
	bombMemory = 80 << 20
)

// rep repeats s, up to a little less than 1 MiB in all.
func rep(s string, n int) string { return strings.Repeat(s, min(n, (MaxBytes-100)/len(s))) }

// count writes n lines, each with its number for # (or for %, if there is one).
func count(n int, format string) string {
	mark := "#"
	if strings.Contains(format, "%") && !strings.Contains(format, "s#") {
		mark = "%"
	}
	var b strings.Builder
	for i := range n {
		b.WriteString(strings.ReplaceAll(format, mark, strconv.Itoa(i)))
		if b.Len() > MaxBytes-1000 {
			break
		}
	}
	return b.String()
}

const all = MaxBytes

// bombs are files made to eat time or memory.
var bombs = []struct {
	name, text string
}{
	{"too long", strings.Repeat("a: 1\n", all)[:all+1]},
	{"opening brackets", rep("[", all)},
	{"opening brackets within the marks", rep("[", 9_900)},
	{"closed brackets", "a: " + rep("[", 9_900) + rep("]", 9_900)},
	{"opening braces", rep("{", all)},
	{"nested groups in a line", rep("{a: ", all)},
	{"nested lists in blocks", rep("- ", all)},
	{"nested lists in blocks within the parser's depth", rep("- ", 9_900) + "a"},
	{"nested keys by question marks", rep("? ", all)},
	{"nested keys in lines", staircase(700)},
	{"closing brackets", rep("]", all)},
	{"commas", rep(",", all)},
	{"colons", rep(":", all)},
	{"colons and spaces", rep(": ", all)},
	{"a key of keys", rep("a: ", all)},
	{"different keys, short", count(200_000, "k#: 1\n")},
	{"different keys within the marks", count(59_000, "k#: 1\n")},
	{"the same key", rep("a: 1\n", 24_000)},
	{"keys without values", "a: {" + rep("a,", all-10) + "}"},
	{"keys without values within the marks", "a: {" + count(59_000, "k#,") + "}"},
	{"groups in a list", "a: [" + rep("a: b,", 29_000) + "]"},
	{"long keys", count(5_000, strings.Repeat("k", 190)+"#: 1\n")},
	{"a key of 1 MiB", rep("k", all-4) + ": 1"},
	{"a number of 1 MiB", "cap: " + rep("9", all-6)},
	{"an exponent", "cap: 1e999999999"},
	{"a text of 1 MiB", "name: " + rep("x", all-8)},
	{"words of 1 MiB", "name: " + rep("x ", all-8)},
	{"escapes of 1 MiB", `name: "` + rep(`\x41`, all-10) + `"`},
	{"a quotation mark that is not closed", `name: "` + rep("x", all-8)},
	{"quotation marks", rep(`"`, all)},
	{"quotation marks twice", "a: '" + rep("''", all-6) + "'"},
	{"a text on many lines", "name: |\n" + rep(" x\n", all-10)},
	{"a plain text on many lines", "name: a\n" + rep("  x\n", all-10)},
	{"comments", rep("#\n", all)},
	{"comments after a key", "a: 1\n" + rep("# c\n", all-10)},
	{"comments beside keys", count(29_000, "k%: 1 # c\n")},
	{"comments beside more keys", count(60_000, "k%: 1 # c\n")},
	{"comments between entries", "a:\n" + rep("- a\n# c\n\n", 29_000)},
	{"comments in brackets", "a: [" + rep("a, # c\n", 29_000) + "]"},
	{"comments that grow", comments(1_400)},
	{"anchors", rep("&a ", all)},
	{"aliases", "a: &a 1\nb: [" + rep("*a,", 50_000) + "]"},
	{"laughs", laughs(12)},
	{"tags", rep("!a ", all)},
	{"documents", rep("---\n", all)},
	{"directives", rep("%YAML 1.1\n", all)},
	{"tabs", rep("\t", all)},
	{"spaces", rep(" ", all)},
	{"line ends", rep("\n", all)},
	{"carriage returns", rep("\r", all)},
	{"zeros", rep("\x00", all)},
	{"bytes", rep("\xff", all)},
	{"a fault in each key", count(24_000, "k#: [1,\n")},
	{"a fault in the last line", count(20_000, "k#: 1\n") + " x: 1\n"},
	{"a fault in the last line of a short file", count(5_000, "k#: 1\n") + " x: 1\n"},
	{"unknown keys", count(24_000, "currencx#: 1\n")},
	{"bad numbers", "tariffs:\n" + count(12_000, "  k#: 1,800\n")},
	{"deep and long", deepAndLong(60, 20_000)},
	{"long addresses", "scenarios: {" + strings.Repeat("s", 200) + ": {set: {" + count(11_000, strings.Repeat("k", 80)+"#: {to: 1},") + "}}}"},
	{"a JSON line", `{"tariffs": {` + strings.TrimSuffix(count(12_000, `"k#": "1800",`), ",") + `}}`},
	{"a broken JSON line", `{"tariffs": {` + count(12_000, `"k#": "1800",`)},
	{"outcomes", minimal("outcomes", count(12_000, "  o#: {}\n"))},
	{"sites", minimal("sites", count(6_000, "  s#: {commissioner: a}\n"))},
	{"sites with long defaults", minimal("pathway", "  o0: {hazards: ["+rep("0.01, ", 999)+"0.1]}\n", "sites", count(450, "  s#: {commissioner: a, referrals: {rate: 1}}\n"))},
	{"as many outcomes as may be", minimal("outcomes", count(500, "  o#: {}\n"), "pathway", count(500, "  o#: {from: o#, probability: 1, delay: 0}\n"), "evidence", count(500, "  o#: 1\n"), "tariffs", count(500, "  o#: 1\n"))},
	{"as many sites as may be", minimal("sites", count(500, "  s#: {commissioner: a, referrals: {rate: 1}}\n"))},
	{"as much inherited as may be", minimal("outcomes", count(40, "  o#: {}\n"), "pathway", count(40, "  o#: {probability: 1, delay: 0}\n"), "tariffs", count(40, "  o#: 1\n"), "sites", count(180, "  s#: {commissioner: a, referrals: {rate: 1}}\n"))},
	{"as many hazards as may be", minimal("pathway", "  o0: {hazards: ["+rep("0.01, ", 990)+"0.1]}\n", "sites", count(78, "  s#: {commissioner: a, referrals: {rate: 1}}\n"))},
	{"as many payers and shares as may be", minimal("payers", "  a: {}\n"+count(499, "  p#: {}\n"), "shares", "  a: 0.501\n"+count(499, "  p#: 0.001\n"))},
	{"as many tariffs, sites and payers as may be", minimal("outcomes", count(150, "  o#: {}\n"), "pathway", count(150, "  o#: {probability: 1, delay: 0}\n"), "tariffs", count(150, "  o#: 1\n"), "payers", count(150, "  p#: {backed_by: commissioner}\n")+"  a: {}\n", "shares", "  a: 0.85\n"+count(150, "  p#: 0.001\n"), "sites", count(40, "  s#: {commissioner: a, referrals: {rate: 1}}\n"))},
	{"as many steps and cohorts as may be", minimal("measures", "  m: {cohorts: {"+count(499, "c#: {month: 11},")+"}}\n", "rewards", count(40, "  r%: {measure: m, each: {"+count(499, "s#: {from: #, amount: 1},")+"}}\n"))},
	{"a chain of outcomes", minimal("outcomes", count(500, "  o#: {}\n"), "pathway", chain(500))},
	{"a list of hazards", minimal("pathway", "  o0: {hazards: ["+rep("0.1, ", 40_000)+"0.1]}\n")},
	{"a joint table", minimal("tables", "  t: {columns: {c: ["+rep("0.1, ", 40_000)+"0.1]}}\n")},
	{"correlations", minimal("correlations", "  c: {rho: 0.1, inputs: ["+rep("overrun, ", 40_000)+"overrun]}\n")},
	{"as many correlations as may be", minimal("correlations", "  c: {rho: 0.1, inputs: ["+rep("overrun, ", 199)+"overrun]}\n")},
	{"many correlations", minimal("correlations", count(95, "  c#: {rho: 0.1, inputs: ["+rep("cap, ", 495)+"cap]}\n"))},
	{"costs", minimal("costs", count(490, "  c#: {scope: site, amount: 1}\n"), "sites", count(40, "  s#: {commissioner: a}\n"))},
	{"scenarios", minimal("scenarios", count(500, "  s#: {set: {cap: 1}}\n"))},
	{"many changes", minimal("scenarios", count(48, "  s#: {set: {"+count(450, "sites.x%.cap: 1,")+"}}\n"))},
	{"bad references", minimal("indices", count(490, "  iiiiiiiiiiiiiiiiiiiiiiiix#: {annual: 0.1}\n"), "sites", count(48, "  s#: {commissioner: a, referrals: {rate: 1}, costs: {"+count(100, "c%: {amount: 1, index: iiiiiiiiiiiiiiiiiiiiiiiiiiy},")+"}}\n"))},
	{"many different faults", minimal("sites", count(48, "  s#: {commissioner: a, referrals: {rate: 1}, costs: {"+count(140, "c%: {amount: -%, for: 1.5},")+"}}\n"))},
}

// staircase nests groups, one below the other.
func staircase(n int) string {
	var b strings.Builder
	for i := range n {
		b.WriteString(strings.Repeat(" ", i) + "a:\n")
	}
	return b.String()
}

// comments writes ever longer blocks of comments before keys.
func comments(n int) string {
	var b strings.Builder
	for i := range n {
		b.WriteString(rep("#c\n", min(i, 40)) + "k" + strconv.Itoa(i) + ": 1\n")
	}
	return b.String()
}

func laughs(n int) string {
	s := "a0: &a0 ha\n"
	for i := 1; i < n; i++ {
		s += fmt.Sprintf("a%d: &a%d [%s]\n", i, i, strings.TrimSuffix(strings.Repeat(fmt.Sprintf("*a%d, ", i-1), 9), ", "))
	}
	return s
}

// deepAndLong nests keys of 200 bytes, with many faults below.
func deepAndLong(depth, n int) string {
	return rep("{"+strings.Repeat("k", 200)+": ", depth*203) + "{" + count(n, "a: 1,") + "}" + rep("}", depth)
}

func chain(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "  o%d: {from: o%d, probability: 1, delay: 0}\n", i, (i+1)%n)
	}
	return b.String()
}

// minimal is a small deal with other sections put in: names and texts in turn.
func minimal(sections ...string) string {
	deal := []string{
		"outcomes", "  o0: {}\n", "payers", "  a: {}\n", "shares", "  a: 1\n", "tariffs", "  o0: 1\n",
		"pathway", "  o0: {probability: 1, delay: 0}\n", "capital", "  tranches: {t: {commitment: 1}}\n",
		"sites", "  s0: {commissioner: a, referrals: {rate: 1}}\n",
	}
	for i := 0; i < len(sections); i += 2 {
		for j := 0; ; j += 2 {
			if j == len(deal) {
				deal = append(deal, sections[i], sections[i+1])
			}
			if deal[j] == sections[i] {
				deal[j+1] = sections[i+1]
				break
			}
		}
	}
	s := "sibsim: 1\nname: n\nterm: {start: 2020-04, months: 12}\n"
	for i := 0; i < len(deal); i += 2 {
		s += deal[i] + ":\n" + deal[i+1]
	}
	return s
}

// TestBombs: no file of any kind eats the machine. It catches a parser let
// loose on what has no limit, and faults or addresses kept without one.
func TestBombs(t *testing.T) {
	if len(bombs) < 40 {
		t.Fatalf("%d bombs, want 40", len(bombs))
	}
	for _, bomb := range bombs {
		t.Run(strings.ReplaceAll(bomb.name, " ", "_"), func(t *testing.T) {
			data := []byte(bomb.text)
			peak, took, err := measured(func() error { _, err := Read("bomb.yaml", data); return err })
			t.Logf("%d bytes: %v, %.1f MiB", len(data), took.Round(time.Millisecond/10), float64(peak)/(1<<20))
			if err == nil && bomb.name != "a joint table" && bomb.name != "a list of hazards" {
				t.Logf("is a deal")
			}
			if err != nil && len(err.Error()) > 200_000 {
				t.Errorf("an error of %d bytes", len(err.Error()))
			}
			if took > bombTime {
				t.Errorf("took %v", took)
			}
			if peak > bombMemory {
				t.Errorf("held %d MiB", peak>>20)
			}
		})
	}
}

// measured runs f and returns how far the heap grew at most, by a watch on it.
func measured(f func() error) (peak uint64, took time.Duration, err error) {
	runtime.GC()
	var before runtime.MemStats
	runtime.ReadMemStats(&before)
	var highest atomic.Uint64
	done, gone := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(gone)
		for {
			var now runtime.MemStats
			runtime.ReadMemStats(&now)
			highest.Store(max(highest.Load(), now.HeapAlloc))
			select {
			case <-done:
				return
			case <-time.After(5 * time.Millisecond):
			}
		}
	}()
	start := time.Now()
	err = f()
	took = time.Since(start)
	close(done)
	<-gone
	return highest.Load() - min(highest.Load(), before.HeapAlloc), took, err
}

// TestOpenLimit: a file is not read further than the limit, nor a directory at all.
func TestOpenLimit(t *testing.T) {
	path := filepath.Join(t.TempDir(), "long.yaml")
	if err := os.WriteFile(path, []byte(strings.Repeat("a", 2*all)), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, data, err := load(path); err != nil || len(data) != MaxBytes+1 {
		t.Errorf("read %d bytes, %v", len(data), err)
	}
	if _, err := Open(t.TempDir()); err == nil {
		t.Error("opened a directory")
	}
}
