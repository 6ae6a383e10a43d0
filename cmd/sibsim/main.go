// Command sibsim simulates outcomes contracts; see the module's README.
package main

import (
	"os"

	"github.com/sibsim/sibsim/internal/cli"
)

func main() { os.Exit(cli.Main(os.Args[1:], os.Stdin, os.Stdout, os.Stderr)) }
