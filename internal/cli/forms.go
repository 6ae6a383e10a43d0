package cli

import (
	"errors"
	"fmt"
	"io"
	"path/filepath"

	"github.com/sibsim/sibsim/report"
	"github.com/sibsim/sibsim/report/html"
	"github.com/sibsim/sibsim/report/text"
)

// allInput joins faults of the input that were found side by side.
func allInput(errs ...error) error {
	if err := errors.Join(errs...); err != nil {
		return inputError{err}
	}
	return nil
}

// forms is a study's result in each of the forms that it can be written in.
type forms struct {
	page      func() report.Report
	json, csv func() ([]byte, error)
}

// write writes the form of a file's extension.
func (s forms) write(w io.Writer, ext string) error {
	form := s.csv
	switch ext {
	case ".html":
		return html.Write(w, s.page())
	case ".json":
		form = s.json
	}
	data, err := form()
	if err == nil {
		_, err = w.Write(data)
	}
	return err
}

// writeStudy prints a study's result and writes the file asked for.
func (e *env) writeStudy(out string, asJSON, asCSV bool, sc screen, s forms) error {
	if out != "" {
		if err := writeFile(out, func(w io.Writer) error { return s.write(w, filepath.Ext(out)) }); err != nil {
			return err
		}
		fmt.Fprintf(e.err, "wrote %s\n", out)
	}
	switch {
	case asJSON:
		return s.write(e.out, ".json")
	case asCSV:
		return s.write(e.out, ".csv")
	case out != "":
		return nil
	}
	return text.Write(e.out, s.page(), sc.options(e))
}
