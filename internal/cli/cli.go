// Package cli is the sibsim command: one file for each subcommand. Results go
// to standard output, progress and warnings to standard error.
package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"

	"github.com/spf13/cobra"

	"github.com/sibsim/sibsim/deal"
	"github.com/sibsim/sibsim/dealfile"
)

// Version is the release, a constant so that a result can name what made it.
const Version = "0.1.0"

// The exit statuses.
const (
	exitDone     = 0
	exitNo       = 1 // a question answered "no"
	exitBadInput = 2
	exitPartial  = 3 // interrupted, with a valid partial result
	exitInternal = 4
)

// env is what a command reads and writes.
type env struct {
	in       io.Reader
	out, err io.Writer
}

// inputError is a fault of the input or the usage: exit 2.
type inputError struct{ error }

func (e inputError) Unwrap() error { return e.error }

func usage(format string, args ...any) error { return inputError{fmt.Errorf(format, args...)} }

// noError says that the answer to a question is "no": exit 1.
type noError struct{ error }

// errPartial says that a partial result was written: exit 3.
var errPartial = errors.New("interrupted: the result covers what was done so far")

// Main runs the command and returns its exit status. The first interrupt ends
// a run with what is done; the second ends the process.
func Main(args []string, in io.Reader, out, errOut io.Writer) (status int) {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	go func() {
		<-ctx.Done()
		stop()
	}()
	defer func() {
		if r := recover(); r != nil {
			fmt.Fprintf(errOut, "sibsim: internal error: %v\nPlease report it with the deal file and this command line: %q\n", r, args)
			status = exitInternal
		}
	}()
	root := newRoot(&env{in: in, out: out, err: errOut})
	root.SetArgs(args)
	return exit(root.ExecuteContext(ctx), errOut)
}

// exit prints an error and returns the status it stands for.
func exit(err error, errOut io.Writer) int {
	var bad inputError
	var no noError
	switch {
	case err == nil:
		return exitDone
	case errors.Is(err, errPartial):
		fmt.Fprintln(errOut, "sibsim:", err)
		return exitPartial
	case errors.Is(err, context.Canceled):
		fmt.Fprintln(errOut, "sibsim: interrupted before there was a result")
		return exitPartial
	case errors.As(err, &bad):
		fmt.Fprintln(errOut, err)
		return exitBadInput
	case errors.As(err, &no):
		fmt.Fprintln(errOut, "sibsim:", err)
		return exitNo
	}
	fmt.Fprintln(errOut, "sibsim:", err)
	return exitInternal
}

func newRoot(e *env) *cobra.Command {
	root := &cobra.Command{
		Use:   "sibsim",
		Short: "Simulate outcomes contracts: returns for investors, cost and overrun risk for commissioners",
		Long: `sibsim simulates outcomes contracts (social impact bonds, social outcomes
partnerships, pay-for-success): a deal file goes in; out come, from the same
thousands of simulated lifetimes, what investors earn or lose, what each
commissioner pays, and the chance that costs overrun.`,
		Example: `  sibsim run deal.yaml
  sibsim run deal.yaml --paths 50000 --set capital.reserve=50000 --out report.html
  sibsim init > deal.yaml && sibsim validate deal.yaml`,
		SilenceUsage: true, SilenceErrors: true,
		SuggestionsMinimumDistance: 2,
		Args: func(c *cobra.Command, args []string) error {
			if len(args) == 0 {
				return nil
			}
			if near := c.SuggestionsFor(args[0]); len(near) > 0 {
				return fmt.Errorf("unknown command %q; did you mean %s?", args[0], strings.Join(near, " or "))
			}
			return fmt.Errorf("unknown command %q", args[0])
		},
		RunE: func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	root.SetIn(e.in)
	root.SetOut(e.out)
	root.SetErr(e.err)
	root.SetFlagErrorFunc(func(c *cobra.Command, err error) error {
		return usage("sibsim: %w\nRun '%s --help' for usage.", err, c.CommandPath())
	})
	root.AddCommand(
		newRun(e), newPrice(e), newIncentives(e), newArrangements(e), newBridge(e), newPower(e), newCompare(e), newStress(e),
		newClauses(e), newSensitivity(e), newBreakEven(e), newVOI(e), newScenarios(e), newSettle(e), newValidate(e), newExplain(e),
		newSchema(e), newInit(e), newVersion(e),
	)
	for _, c := range append(root.Commands(), root) {
		args := c.Args
		c.Args = func(c *cobra.Command, given []string) error {
			if err := args(c, given); err != nil {
				return usage("sibsim: %w\nRun '%s --help' for usage.", err, c.CommandPath())
			}
			return nil
		}
	}
	return root
}

// source is a deal file: the deal and where its fields stand.
type source struct {
	deal   deal.Deal
	name   string
	places *dealfile.Positions
}

// open reads the deal file at path, standard input for "-", or the deal.yaml of
// a directory.
func (e *env) open(path string) (source, error) {
	if info, err := os.Stat(path); err == nil && info.IsDir() {
		path = filepath.Join(path, "deal.yaml")
	}
	name := path
	var data []byte
	var err error
	if path == "-" {
		name = "stdin"
		data, err = io.ReadAll(io.LimitReader(e.in, dealfile.MaxBytes+1))
	} else {
		data, err = readFile(path)
	}
	if err != nil {
		return source{}, inputError{err}
	}
	d, err := dealfile.Read(name, data)
	if err != nil {
		return source{}, inputError{err}
	}
	_, places, err := dealfile.Parse(name, data)
	if err != nil {
		return source{}, inputError{err}
	}
	return source{d, name, places}, nil
}

// readFile reads at most one byte more than a deal file may have.
func readFile(path string) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(io.LimitReader(f, dealfile.MaxBytes+1))
}

// locate gives the faults of a deal their places in the file.
func (s source) locate(err error) error {
	if err == nil {
		return nil
	}
	var lines []string
	var walk func(error)
	walk = func(err error) {
		if joined, ok := err.(interface{ Unwrap() []error }); ok {
			for _, e := range joined.Unwrap() {
				walk(e)
			}
			return
		}
		var fault *deal.Fault
		if !errors.As(err, &fault) {
			lines = append(lines, err.Error())
			return
		}
		_, at := s.places.Near(fault.Address)
		lines = append(lines, fmt.Sprintf("%s:%d:%d: %s", s.name, at.Line, at.Col, err))
	}
	walk(err)
	return inputError{errors.New(strings.Join(lines, "\n"))}
}
