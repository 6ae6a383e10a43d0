package dealfile

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"
)

// JSON is read by its own parser: it knows escapes that the YAML parser does
// not (\/ and surrogates), and where exactly it fails.

// looksLikeJSON reports whether the text begins as a JSON object does.
func looksLikeJSON(data []byte) bool {
	rest, ok := bytes.CutPrefix(bytes.TrimLeft(data, " \t\r\n"), []byte("{"))
	rest = bytes.TrimLeft(rest, " \t\r\n")
	return ok && (len(rest) == 0 || rest[0] == '"' || rest[0] == '}')
}

// decodeJSON returns the root of a JSON text as if it had been YAML.
func decodeJSON(data []byte) (*yaml.Node, *json.SyntaxError) {
	var bad *json.SyntaxError
	if err := json.Unmarshal(data, new(json.RawMessage)); errors.As(err, &bad) {
		return nil, bad
	}
	j := jsonReader{source: source{data: data, line: 1, col: 1}, decoder: json.NewDecoder(bytes.NewReader(data))}
	j.decoder.UseNumber()
	n := j.value()
	if n == nil {
		return nil, &json.SyntaxError{Offset: j.decoder.InputOffset()}
	}
	return n, nil
}

type jsonReader struct {
	source  source
	decoder *json.Decoder
}

// value reads the next value, nil at the end of a list or object.
func (j *jsonReader) value() *yaml.Node {
	start := int(j.decoder.InputOffset())
	token, err := j.decoder.Token()
	if err != nil {
		return nil
	}
	start += bytes.IndexFunc(j.source.data[start:], func(r rune) bool { return !strings.ContainsRune(" \t\r\n,:", r) })
	at := j.source.placeAt(start)
	n := &yaml.Node{Kind: yaml.ScalarNode, Line: at.Line, Column: at.Col}
	switch token := token.(type) {
	case json.Delim:
		if token == '}' || token == ']' {
			return nil
		}
		if n.Kind, n.Style = yaml.MappingNode, yaml.FlowStyle; token == '[' {
			n.Kind = yaml.SequenceNode
		}
		for child := j.value(); child != nil; child = j.value() {
			n.Content = append(n.Content, child)
		}
	case string:
		n.Tag, n.Style, n.Value = "!!str", yaml.DoubleQuotedStyle, token
	case json.Number:
		n.Tag, n.Value = "!!float", token.String()
	case bool:
		if n.Tag, n.Value = "!!bool", "false"; token {
			n.Value = "true"
		}
	case nil:
		n.Tag, n.Value = "!!null", "null"
	}
	return n
}

// placeAt walks on to a byte of the text and returns its place.
func (s *source) placeAt(offset int) Place {
	for s.offset < offset {
		r, size := utf8.DecodeRune(s.data[s.offset:])
		if s.col++; r == '\n' {
			s.line, s.col = s.line+1, 1
		}
		s.offset += size
	}
	return Place{s.line, s.col}
}

// jsonFault says in plain words what the JSON parser complains about.
func jsonFault(fs *faults, data []byte, bad *json.SyntaxError) {
	s := source{data: data, line: 1, col: 1}
	offset := max(0, min(int(bad.Offset)-1, len(data)))
	found := "the end of the file"
	if said := bad.Error(); !strings.Contains(said, "unexpected end") && offset < len(data) {
		r, _ := utf8.DecodeRune(data[offset:])
		found = "the character " + quoted(string(r))
	} else {
		offset = len(data)
	}
	fs.stop(s.placeAt(offset), found, jsonAllowed(bad.Error()))
}

func jsonAllowed(said string) string {
	for _, known := range [][2]string{
		{"after object key:value pair", "must be a comma before the next key, or }"},
		{"after array element", "must be a comma before the next entry, or ]"},
		{"after object key", "must be a colon and a value"},
		{"object key string", "must be a key in double quotes; no comma stands before a }"},
		{"beginning of value", "must be a value; no comma stands before a ]"},
		{"after top-level value", "must not follow: one deal in a file"},
		{"string", "must not stand in a text like this"},
		{"max depth", "must be the end: groups and lists are nested too deep"},
		{"numeric literal", "must be a digit"},
		{"unexpected end", "must not come before all brackets and quotation marks are closed"},
	} {
		if strings.Contains(said, known[0]) {
			return known[1]
		}
	}
	return "must be JSON: " + said
}
