package cli

import (
	"errors"
	"fmt"
	"io"
	"path/filepath"

	"github.com/spf13/pflag"

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

// studyFlags are the flags of every study but for the number of paths.
type studyFlags struct {
	seed           uint64
	workers        int
	scenarios, set []string
	json, csv      bool
	out            string
	screen         screen
}

func (f *studyFlags) add(fl *pflag.FlagSet) {
	fl.Uint64Var(&f.seed, "seed", 1, "seed of the random words")
	fl.IntVar(&f.workers, "workers", 0, "goroutines to use; 0 means one for each core (changes nothing but the time)")
	scenarioFlag(fl, &f.scenarios)
	fl.StringArrayVar(&f.set, "set", nil, "change a field first: ADDRESS=VALUE (repeatable)")
	fl.BoolVar(&f.json, "json", false, "print as JSON")
	fl.BoolVar(&f.csv, "csv", false, "print as CSV")
	fl.StringVar(&f.out, "out", "", "write the result to this file: .html, .json or .csv")
	f.screen.flags(fl)
}

// wrong returns the fault of the forms asked for, if there is one.
func (f *studyFlags) wrong() error {
	return errors.Join(faultIf(f.json && f.csv, "sibsim: --json and --csv: choose one"), checkOut(f.out))
}

// faultIf returns a fault of usage if something is wrong.
func faultIf(wrong bool, format string, args ...any) error {
	if !wrong {
		return nil
	}
	return usage(format, args...)
}

// writeStudy prints a study's result and writes the file asked for.
func (e *env) writeStudy(f *studyFlags, s forms) error {
	if f.out != "" {
		if err := writeFile(f.out, func(w io.Writer) error { return s.write(w, filepath.Ext(f.out)) }); err != nil {
			return err
		}
		fmt.Fprintf(e.err, "wrote %s\n", f.out)
	}
	switch {
	case f.json:
		return s.write(e.out, ".json")
	case f.csv:
		return s.write(e.out, ".csv")
	case f.out != "":
		return nil
	}
	return text.Write(e.out, s.page(), f.screen.options(e))
}
