// Command generate writes the expected outputs of all examples: it runs every
// command their READMEs give. Run it with go generate ./examples.
package main

import (
	"bytes"
	"fmt"
	"os"
	"strings"

	"github.com/sibsim/sibsim/examples"
	"github.com/sibsim/sibsim/internal/cli"
)

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run() error {
	if err := os.Chdir(".."); err != nil { // go generate starts in examples
		return err
	}
	if err := os.Unsetenv("COLUMNS"); err != nil {
		return err
	}
	folders, err := examples.Folders()
	if err != nil {
		return err
	}
	for _, folder := range folders {
		commands, err := examples.Commands(folder)
		if err != nil {
			return err
		}
		for _, c := range commands {
			var out, errOut bytes.Buffer
			if status := cli.Main(c.Args, strings.NewReader(""), &out, &errOut); status != 0 {
				return fmt.Errorf("sibsim %s: status %d\n%s", strings.Join(c.Args, " "), status, errOut.String())
			}
			if err := os.WriteFile(c.Output, out.Bytes(), 0o644); err != nil {
				return err
			}
			fmt.Println(c.Output)
		}
	}
	return nil
}
