package dealfile

import (
	"bytes"
	"fmt"
	"unicode/utf8"
)

// What a deal file may come to. Real deals stay far below.
const (
	MaxBytes = 1 << 20
	MaxDepth = 64     // groups and lists within each other
	MaxNodes = 50_000 // keys, values, groups and lists
	maxKey   = 200    // bytes of a key
	maxDigit = 60     // characters of a number
)

// maxMarks bounds the work and memory of the YAML parser, which has no limits
// of its own worth the name: every key, entry, comment and opening bracket has
// its mark, so there are at most three nodes for each. Deals written with few
// quotation marks have about one mark for two nodes.
const maxMarks = 60_000

// checkBytes looks at the text before any parser does. It reports whether
// the text can be parsed.
func checkBytes(fs *faults, data []byte) bool {
	switch {
	case len(data) > MaxBytes:
		fs.stop(Place{1, 1}, "a file of more than 1 MiB", "must be at most 1 MiB")
	case bytes.HasPrefix(data, []byte("\xef\xbb\xbf")):
		fs.stop(Place{1, 1}, "a byte order mark", "must not be there: save the file as UTF-8 without one")
	case bytes.HasPrefix(data, []byte("\xff\xfe")), bytes.HasPrefix(data, []byte("\xfe\xff")), utf16(data):
		fs.stop(Place{1, 1}, "UTF-16 text", "must be UTF-8")
	case len(bytes.TrimSpace(data)) == 0:
		fs.stop(Place{1, 1}, "an empty file", noDeal)
	default:
		checkCharacters(fs, data)
		if !fs.unreadable && marks(data) > maxMarks {
			fs.stop(Place{1, 1}, "more keys, values and comments than a deal has", fmt.Sprintf("must be at most %d", MaxNodes))
		}
	}
	return !fs.unreadable
}

// utf16 reports whether the text looks like UTF-16 without a mark: every
// other byte of its beginning is 0.
func utf16(data []byte) bool {
	if len(data) < 4 {
		return false
	}
	return data[0] == 0 && data[2] == 0 && data[1] != 0 || data[1] == 0 && data[3] == 0 && data[0] != 0
}

// checkCharacters refuses what is no text and what would hide text or move
// the lines of an editor away from ours: the first of each line.
func checkCharacters(fs *faults, data []byte) {
	line, col, told := 1, 1, 0
	for i := 0; i < len(data); {
		r, n := utf8.DecodeRune(data[i:])
		if r == utf8.RuneError && n == 1 {
			if told != line {
				fs.stop(Place{line, col}, fmt.Sprintf("the byte %#02x", data[i]), "must be UTF-8")
			}
			told = line
		} else if r == '\r' && (i+1 == len(data) || data[i+1] != '\n') || r != '\r' && hidden(r) && r != '\n' && r != '\t' {
			if told != line {
				fs.stop(Place{line, col}, fmt.Sprintf("the control character U+%04X", r), "must not be in a file")
			}
			told = line
		}
		if col++; r == '\n' {
			line, col = line+1, 1
		}
		i += n
	}
}

// hidden reports whether a character cannot be seen but has an effect on the
// text around it: controls, line breaks other than \n, direction marks.
func hidden(r rune) bool {
	switch {
	case r < 0x20, r >= 0x7f && r < 0xa0:
		return true
	case r == 0x061c, r == 0x200e, r == 0x200f, r >= 0x2028 && r <= 0x202e, r >= 0x2066 && r <= 0x2069, r == 0xfeff, r == 0xfffe, r == 0xffff:
		return true
	}
	return false
}

// marks counts the characters that may begin a node or a comment. Those
// within texts count too: there are never so many.
func marks(data []byte) int {
	n := 0
	for i, c := range data {
		switch c {
		case '[', '{', ',':
			n++
		case '-', '?', ':':
			if i+1 == len(data) || bytes.IndexByte([]byte(" \t\r\n,[]{}\"'"), data[i+1]) >= 0 {
				n++
			} else if c == ':' && i > 0 && (data[i-1] == '"' || data[i-1] == '\'') {
				n++
			}
		case '#':
			if i == 0 || bytes.IndexByte([]byte(" \t\r\n"), data[i-1]) >= 0 {
				n++
			}
		}
	}
	return n
}
