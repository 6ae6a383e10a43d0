package dealfile

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"
)

// parseNode parses the text to its root node, or records why it cannot.
func parseNode(fs *faults, data []byte) *yaml.Node {
	var notJSON *json.SyntaxError
	if looksLikeJSON(data) {
		root, bad := decodeJSON(data)
		if bad == nil {
			return root
		}
		notJSON = bad
	}
	root, err := decodeYAML(data)
	if err == nil {
		return root
	}
	if notJSON != nil {
		jsonFault(fs, data, notJSON)
		return nil
	}
	at := placeOf(data, err)
	line := lineOf(data, at.Line)
	found, allowed, signs := inPlainWords(err, line)
	if i := bytes.IndexAny(line, signs); i >= 0 {
		at.Col = utf8.RuneCount(line[:i]) + 1
	}
	fs.stop(at, found, allowed)
	return nil
}

var (
	errNoNode = errors.New("no node")
	errSecond = errors.New("a second document")
)

// decodeYAML returns the root of the one document in the text.
func decodeYAML(data []byte) (*yaml.Node, error) {
	var doc, second yaml.Node
	d := yaml.NewDecoder(bytes.NewReader(data))
	switch err := d.Decode(&doc); {
	case err == io.EOF:
		return nil, errNoNode
	case err != nil:
		return nil, err
	}
	switch err := d.Decode(&second); {
	case err == nil:
		return nil, errSecond
	case err != io.EOF:
		return nil, err
	}
	if len(doc.Content) != 1 {
		return nil, errNoNode
	}
	return doc.Content[0], nil
}

// maxSearched is the length of texts in which the line of a syntax fault is
// searched for by parsing their beginnings.
const maxSearched = 64 << 10

// placeOf returns where the text stops being YAML. The parser's own lines
// are those of the innermost open group, one less, or missing; the shortest
// beginning that fails ends in the line at fault, except within brackets and
// quotes, where that is the line that opens them.
func placeOf(data []byte, err error) Place {
	if err == errNoNode {
		return Place{1, 1}
	}
	ends := []int{0}
	for i, c := range data {
		if c == '\n' {
			ends = append(ends, i+1)
		}
	}
	if ends[len(ends)-1] != len(data) {
		ends = append(ends, len(data))
	}
	line := 1
	if len(data) <= maxSearched {
		low, high := 0, len(ends)-1 // beginnings of low lines are right, of high lines wrong
		for low+1 < high {
			middle := (low + high) / 2
			if _, err := decodeYAML(data[:ends[middle]]); err == nil || err == errNoNode {
				low = middle
			} else {
				high = middle
			}
		}
		line = high
	} else if _, e := fmt.Sscanf(err.Error(), "yaml: line %d:", &line); e != nil {
		line = 1
	}
	return Place{line, len(indentOf(lineOf(data, line))) + 1}
}

func lineOf(data []byte, line int) []byte {
	for ; line > 1; line-- {
		data = data[bytes.IndexByte(data, '\n')+1:]
	}
	text, _, _ := bytes.Cut(data, []byte("\n"))
	return bytes.TrimSuffix(text, []byte("\r"))
}

func indentOf(line []byte) []byte {
	return line[:len(line)-len(bytes.TrimLeft(line, " \t"))]
}

var lineNumber = regexp.MustCompile(`^yaml: (line \d+: )?`)

// inPlainWords says what the parser's complaint means for someone who writes
// a deal file, and which signs to look for in the line.
func inPlainWords(err error, line []byte) (found, allowed, signs string) {
	text := show(strings.TrimLeft(string(line), " "))
	said := lineNumber.ReplaceAllString(err.Error(), "")
	has := func(words ...string) bool {
		for _, w := range words {
			if strings.Contains(said, w) {
				return true
			}
		}
		return false
	}
	switch {
	case err == errNoNode:
		return "no key", noDeal, ""
	case err == errSecond, has("<document start>"):
		return "a second document", "must be one deal in a file", ""
	case bytes.IndexByte(indentOf(line), '\t') >= 0:
		return "a tab", "must be spaces: YAML is indented by spaces only", "\t"
	case has("exceeded max depth"):
		return nested, fmt.Sprintf("must be at most %d deep", MaxDepth), ""
	case has("unknown anchor"):
		return "an alias (*)", noAlias, "*"
	case has("directive", "incompatible YAML"):
		return "a directive (%)", "must not be there: a deal file has no YAML directives", "%"
	case has("tag"):
		return "a tag (!)", noTag, "!"
	case has("',' or ']'"):
		return "a list that is not closed", "must have a comma between its entries and end with ]", "["
	case has("',' or '}'"):
		return "a group that is not closed", "must have a comma between its keys and end with }", "{"
	case has("end of stream"):
		return "a quotation mark that is not closed", "must have its partner", "'\""
	case has("escape"):
		return "an unknown escape in double quotes", `must be one of \" \\ \/ \n \t \xNN \uNNNN \UNNNNNNNN`, `\`
	case has("mapping values are not allowed"):
		return text, "must be indented like its neighbours; quote a text that contains ': '", ""
	case has("cannot start any token"):
		return text, "must be quoted: a text does not begin with @, ` or %", "@`%"
	case has("could not find expected ':'"):
		return text, "must be a key and its value, with ': ' between them", ""
	case has("expected key", "'-' indicator", "block sequence entries"):
		return text, "must be indented like its neighbours, and be a key among keys or an entry ('- ') among entries", ""
	case has("node content"):
		return text, "must have a value where the comma or bracket stands", ",]}"
	}
	return text, "must be YAML: " + said, ""
}

// What is said in more than one place.
const (
	noDeal  = "must be a deal; 'sibsim init' prints one to start from"
	nested  = "groups and lists within each other"
	noAlias = "must be written out: a deal file has no anchors and aliases"
	noTag   = "must not be there: a deal file has no YAML tags"
)
