package dealfile

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"
)

// nodes checks everything about the YAML that does not depend on what its
// keys mean.
type nodes struct {
	faults *faults
	source source
	path   []string
	// skip holds the nodes that the decoder leaves alone: a fault is said.
	skip map[*yaml.Node]bool
}

// checkNodes looks at all nodes and returns those that are not to be read. It
// reports whether the rest can be.
func checkNodes(fs *faults, root *yaml.Node, data []byte) (skip map[*yaml.Node]bool, ok bool) {
	count := 0
	if at := tooDeep(root, 1, &count); at != nil {
		fs.stop(placeOfNode(at), nested, fmt.Sprintf("must be at most %d deep", MaxDepth))
		return nil, false
	}
	if count > MaxNodes {
		fs.stop(placeOfNode(root), strconv.Itoa(count)+" keys and values", fmt.Sprintf("must be at most %d", MaxNodes))
		return nil, false
	}
	if root.Kind != yaml.MappingNode {
		fs.stop(placeOfNode(root), describe(root), "must be a deal: keys and their values, such as 'name: Riverside'")
		return nil, false
	}
	c := nodes{faults: fs, source: source{data: data, line: 1, col: 1}, skip: map[*yaml.Node]bool{}}
	c.walk(root)
	return c.skip, true
}

// tooDeep returns the first node below the allowed depth, counting nodes.
func tooDeep(n *yaml.Node, depth int, count *int) *yaml.Node {
	if *count++; depth > MaxDepth && n.Kind != yaml.ScalarNode {
		return n
	}
	for _, child := range n.Content {
		if at := tooDeep(child, depth+1, count); at != nil {
			return at
		}
	}
	return nil
}

func (c *nodes) walk(n *yaml.Node) {
	switch {
	case n.Kind == yaml.AliasNode:
		c.refuse(n, "an alias (*)", noAlias)
		return
	case n.Anchor != "":
		c.refuse(n, "an anchor (&)", "must not be there: a deal file has no anchors and aliases")
	case n.Style&yaml.TaggedStyle != 0, c.source.at(n) == '!':
		c.refuse(n, "a tag (!)", noTag)
	}
	switch n.Kind {
	case yaml.MappingNode:
		c.mapping(n)
	case yaml.SequenceNode:
		c.path = append(c.path, "")
		for i, child := range n.Content {
			c.path[len(c.path)-1] = step(i)
			c.walk(child)
		}
		c.path = c.path[:len(c.path)-1]
	case yaml.ScalarNode:
		if r, ok := firstHidden(n.Value); ok {
			c.refuse(n, fmt.Sprintf("the control character U+%04X", r), "must not be in a text")
		}
	}
}

// mapping checks the keys of a mapping and walks its values.
func (c *nodes) mapping(n *yaml.Node) {
	seen := make(map[string]*yaml.Node, len(n.Content)/2)
	c.path = append(c.path, "")
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, value := n.Content[i], n.Content[i+1]
		if i > 0 && c.comma(n.Content[i-1], key, value) {
			continue
		}
		c.path[len(c.path)-1] = key.Value
		if key.Kind == yaml.ScalarNode {
			c.walk(key) // its own anchor, tag and characters
		}
		first := seen[key.Value]
		switch {
		case c.skip[key]:
		case key.Kind != yaml.ScalarNode:
			c.path[len(c.path)-1] = "?"
			c.refuse(key, describe(key)+" as a key", "must be a word")
		case key.Tag == "!!merge":
			c.refuse(key, "a merge key (<<)", "must be written out: a deal file has no merge keys")
		case key.Tag == "!!null" || key.Value == "":
			c.path[len(c.path)-1] = "?"
			c.refuse(key, "an empty key", "must be a word")
		case len(key.Value) > maxKey:
			c.path[len(c.path)-1] = clip(key.Value, shownText)
			c.refuse(key, "a key of "+strconv.Itoa(len(key.Value))+" bytes", fmt.Sprintf("must have at most %d", maxKey))
		case first != nil:
			c.refuse(key, "the key "+quoted(key.Value)+" again", fmt.Sprintf("must be written once; it stands at %d:%d already", first.Line, first.Column))
		default:
			seen[key.Value] = key
		}
		if c.skip[key] {
			c.skip[value] = true
			continue
		}
		c.walk(value)
	}
	c.path = c.path[:len(c.path)-1]
}

// comma finds a number with a comma among the keys of a line, which YAML reads
// as a number and another key: {price: 1,800}. It is one mistake.
func (c *nodes) comma(before, key, value *yaml.Node) bool {
	if !empty(value) || value.Value != "" || key.Kind != yaml.ScalarNode || key.Value == "" || strings.Trim(key.Value, "0123456789.%") != "" {
		return false
	}
	number := before.Value + "," + key.Value
	better := plainly(number)
	if before.Kind != yaml.ScalarNode || better == "" {
		return false
	}
	c.refuse(before, show(number), "must be a number; write "+better+", not "+show(number))
	c.skip[key], c.skip[value] = true, true
	return true
}

func (c *nodes) refuse(n *yaml.Node, found, allowed string) {
	address := ""
	if len(c.faults.list) < maxKept {
		address = strings.Join(c.path, ".")
	}
	c.faults.add(placeOfNode(n), address, found, allowed)
	c.skip[n] = true
}

// step is the step of an address that names the entry i of a list.
func step(i int) string { return strconv.Itoa(i) }

func placeOfNode(n *yaml.Node) Place { return Place{n.Line, n.Column} }

// firstHidden returns the first character of a text that may not be in one.
func firstHidden(s string) (rune, bool) {
	for _, r := range s {
		if hidden(r) && r != '\n' && r != '\t' {
			return r, true
		}
	}
	return 0, false
}

// quotes are the styles of texts that cannot be anything but texts.
const quotes = yaml.DoubleQuotedStyle | yaml.SingleQuotedStyle | yaml.LiteralStyle | yaml.FoldedStyle

// describe names what a node is, for errors.
func describe(n *yaml.Node) string {
	switch {
	case n.Kind == yaml.MappingNode && len(n.Content) == 0:
		return "an empty group {}"
	case n.Kind == yaml.MappingNode:
		return "a group of keys"
	case n.Kind == yaml.SequenceNode && len(n.Content) == 0:
		return "an empty list"
	case n.Kind == yaml.SequenceNode:
		return "a list"
	case empty(n), n.Value == "" && n.Style&quotes == 0:
		return "nothing"
	case n.Style&quotes != 0:
		return "the text " + quoted(n.Value)
	}
	return show(n.Value)
}

// empty reports whether nothing is written at a node, or a word for nothing.
func empty(n *yaml.Node) bool { return n.Kind == yaml.ScalarNode && n.Tag == "!!null" }

// source walks along the text to look at the character where a node stands.
type source struct {
	data      []byte
	line, col int
	offset    int
}

// at returns the first byte of the text of n, or 0 if n stands before the node asked for last.
func (s *source) at(n *yaml.Node) byte {
	for s.offset < len(s.data) && (s.line < n.Line || s.line == n.Line && s.col < n.Column) {
		r, size := utf8.DecodeRune(s.data[s.offset:])
		if s.col++; r == '\n' {
			s.line, s.col = s.line+1, 1
		}
		s.offset += size
	}
	if s.line != n.Line || s.col != n.Column || s.offset == len(s.data) {
		return 0
	}
	return s.data[s.offset]
}
