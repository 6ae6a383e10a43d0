package dealfile

import (
	"fmt"
	"reflect"
	"strconv"

	"go.yaml.in/yaml/v3"
)

const (
	// MaxEntries is how many entries a table, or names a list, may have: what
	// refers to each other is searched through.
	MaxEntries = 500
	// MaxSeries is how many numbers a list may have, which has one for each
	// month or year. The columns of a table of joint draws have more.
	MaxSeries = 1_000
	// MaxSpelled is how many keys and values a deal may come to when every
	// site's defaults are spelled out.
	MaxSpelled = 80_000
)

// inheritedKeys are the top-level keys that stand for every site.
var inheritedKeys = []string{
	"shares", "tariffs", "referrals", "pathway", "evidence", "costs", "provider", "overrun",
	"participant_cap", "minimum_referrals", "failure", "resubmission",
	"specialists", "measurement", "hours",
}

// checkSize refuses a deal that would grow beyond all use when the defaults
// of its sites are resolved. It reports whether the deal can be made.
func checkSize(fs *faults, root *yaml.Node) bool {
	defaults, sites := 0, 1
	var key *yaml.Node
	for i := 0; i+1 < len(root.Content); i += 2 {
		switch name := root.Content[i].Value; {
		case name == "sites":
			key, sites = root.Content[i], max(1, len(root.Content[i+1].Content)/2)
		case isOneOf(name, inheritedKeys):
			defaults += size(root.Content[i+1])
		}
	}
	if spelled := defaults * sites; spelled > MaxSpelled {
		fs.add(placeOfNode(key), "sites", fmt.Sprintf("%d sites with defaults of %d keys and values", sites, defaults),
			fmt.Sprintf("must be at most %d in all", MaxSpelled))
		return false
	}
	return true
}

// size counts the nodes of a tree.
func size(n *yaml.Node) int {
	sum := 1
	for _, child := range n.Content {
		sum += size(child)
	}
	return sum
}

// tooMany refuses a table or list with too many entries.
func (d *decoder) tooMany(s spot, t reflect.Type) bool {
	n, most := len(s.node.Content), MaxEntries
	if s.node.Kind == yaml.MappingNode {
		n /= 2
	} else if shapeOf(t.Elem()) == aNumber {
		if most = MaxSeries; s.field.name == "columns" {
			most = MaxNodes
		}
	}
	if n <= most {
		return false
	}
	d.fault(s, strconv.Itoa(n)+" entries", fmt.Sprintf("must be at most %d", most))
	return true
}
