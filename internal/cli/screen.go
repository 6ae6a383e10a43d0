package cli

import (
	"io"
	"os"
	"path/filepath"
	"strconv"

	"github.com/schollz/progressbar/v3"
	"github.com/spf13/pflag"
	"golang.org/x/term"

	"github.com/sibsim/sibsim/report"
	"github.com/sibsim/sibsim/report/text"
)

// screen says how text is laid out.
type screen struct {
	width int
	color string
}

func (s *screen) flags(fl *pflag.FlagSet) {
	fl.IntVar(&s.width, "width", 0, "columns of the text output; 0 asks the terminal")
	fl.StringVar(&s.color, "color", "auto", "auto, always or never")
}

// options resolves the screen: the terminal's width (80 elsewhere, or
// $COLUMNS), colour on terminals unless NO_COLOR is set.
func (s screen) options(e *env) text.Options {
	o := text.Options{Width: s.width, Color: s.color == "always"}
	f, isFile := e.out.(*os.File)
	isTerminal := isFile && term.IsTerminal(int(f.Fd()))
	if o.Width == 0 {
		o.Width = 80
		if n, err := strconv.Atoi(os.Getenv("COLUMNS")); err == nil && n > 0 {
			o.Width = n
		}
		if isTerminal {
			if w, _, err := term.GetSize(int(f.Fd())); err == nil && w > 0 {
				o.Width = w
			}
		}
		o.Width = min(o.Width, 120)
	}
	if s.color == "auto" {
		o.Color = isTerminal && os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb"
	}
	return o
}

// table prints one of report's documents as text, JSON or CSV.
func (e *env) table(s screen, r report.Report, asJSON, asCSV bool) error {
	switch {
	case asJSON:
		return report.TablesJSON(e.out, r)
	case asCSV:
		return report.TablesCSV(e.out, r)
	}
	return text.Write(e.out, r, s.options(e))
}

// bar shows progress on standard error, on a terminal only.
type bar struct{ *progressbar.ProgressBar }

func (e *env) progress(paths uint64) bar {
	f, ok := e.err.(*os.File)
	if !ok || !term.IsTerminal(int(f.Fd())) {
		return bar{}
	}
	return bar{progressbar.NewOptions64(int64(paths),
		progressbar.OptionSetWriter(e.err), progressbar.OptionSetDescription("simulating"),
		progressbar.OptionClearOnFinish(), progressbar.OptionShowCount(), progressbar.OptionSetWidth(24))}
}

func (b bar) set(done uint64) {
	if b.ProgressBar != nil {
		_ = b.Set64(int64(done))
	}
}

func (b bar) done() {
	if b.ProgressBar != nil {
		_ = b.Clear()
	}
}

// writeFile writes a whole file or none: to a temporary neighbour, synced,
// then renamed over the old one.
func writeFile(path string, write func(io.Writer) error) (err error) {
	dir := filepath.Dir(path)
	f, err := os.CreateTemp(dir, ".sibsim-*")
	if err != nil {
		return inputError{err}
	}
	defer func() {
		if err != nil {
			f.Close()
			os.Remove(f.Name())
		}
	}()
	if err = write(f); err != nil {
		return err
	}
	if err = f.Sync(); err != nil {
		return err
	}
	if err = f.Close(); err != nil {
		return err
	}
	if err = os.Chmod(f.Name(), 0o644); err != nil {
		return err
	}
	if err = os.Rename(f.Name(), path); err != nil {
		return inputError{err}
	}
	if d, derr := os.Open(dir); derr == nil {
		_ = d.Sync()
		d.Close()
	}
	return nil
}
