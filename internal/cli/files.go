package cli

import (
	"encoding/json"
	"fmt"
	"runtime"

	"github.com/spf13/cobra"

	"github.com/sibsim/sibsim/dealfile"
	"github.com/sibsim/sibsim/sim"
)

func newSchema(e *env) *cobra.Command {
	return &cobra.Command{
		Use:   "schema",
		Short: "Print the JSON Schema of deal files",
		Args:  cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			data, err := dealfile.Schema()
			if err == nil {
				_, err = fmt.Fprintln(e.out, string(data))
			}
			return err
		},
	}
}

func newInit(e *env) *cobra.Command {
	return &cobra.Command{
		Use:     "init",
		Short:   "Print a deal file to start from, every section explained",
		Example: "  sibsim init > deal.yaml",
		Args:    cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			_, err := e.out.Write(dealfile.Template())
			return err
		},
	}
}

func newVersion(e *env) *cobra.Command {
	var asJSON bool
	c := &cobra.Command{
		Use:   "version",
		Short: "Print the version",
		Args:  cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			if asJSON {
				data, err := json.Marshal(map[string]any{"version": Version, "engine": sim.EngineVersion, "go": runtime.Version()})
				if err == nil {
					_, err = fmt.Fprintln(e.out, string(data))
				}
				return err
			}
			_, err := fmt.Fprintf(e.out, "sibsim %s (engine %d, %s %s/%s)\n", Version, sim.EngineVersion, runtime.Version(), runtime.GOOS, runtime.GOARCH)
			return err
		},
	}
	c.Flags().BoolVar(&asJSON, "json", false, "print as JSON")
	return c
}
