package dealfile

import (
	"fmt"
	"io"
	"os"

	"github.com/sibsim/sibsim/deal"
)

// Open reads the deal in the file at path; "-" is standard input. Everything
// wrong with the deal comes as one *Error; a file that cannot be read at all
// gives the error of the operating system.
func Open(path string) (deal.Deal, error) {
	name, data, err := load(path)
	if err != nil {
		return deal.Deal{}, err
	}
	return Read(name, data)
}

// load returns what the file at path holds and the name to call it by. It
// reads one byte more than is allowed, so that too much is seen.
func load(path string) (string, []byte, error) {
	var in io.Reader = os.Stdin
	name := "stdin"
	if path != "-" {
		f, err := os.Open(path)
		if err != nil {
			return "", nil, err
		}
		defer f.Close()
		in, name = f, path
	}
	data, err := io.ReadAll(io.LimitReader(in, MaxBytes+1))
	if err != nil {
		return "", nil, fmt.Errorf("reading %s: %w", safe(name), err)
	}
	return name, data, nil
}

// Read makes a deal of the text of a deal file; name stands for the file in
// errors. The error, if there is one, is an *Error.
func Read(name string, data []byte) (deal.Deal, error) {
	doc, places, found := parse(data)
	if found.unreadable || len(found.list) >= maxPrinted {
		return deal.Deal{}, found.err(name)
	}
	d, err := deal.New(doc)
	found.follow(err, places)
	if err := found.err(name); err != nil {
		return deal.Deal{}, err
	}
	return d, nil
}

// Parse makes a document of the text of a deal file without asking whether
// it is a possible deal, and says where each of its fields was written. With
// an error, which is an *Error, the document holds what could be read.
func Parse(name string, data []byte) (deal.Document, *Positions, error) {
	doc, places, found := parse(data)
	return doc, places, found.err(name)
}

func parse(data []byte) (deal.Document, *Positions, *faults) {
	var doc deal.Document
	found := &faults{}
	places := &Positions{places: map[string]Place{"": {1, 1}}}
	if !checkBytes(found, data) {
		return doc, places, found
	}
	root := parseNode(found, data)
	if root == nil {
		return doc, places, found
	}
	skip, ok := checkNodes(found, root, data)
	if !ok {
		return doc, places, found
	}
	if !checkSize(found, root) {
		found.unreadable = true
		return doc, places, found
	}
	d := decoder{faults: found, skip: skip, places: places.places}
	d.document(&doc, root)
	return doc, places, found
}
