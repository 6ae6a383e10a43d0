// Command generate writes the expected outputs of all examples and guides: it
// runs every command they give. Run it with go generate ./examples.
package main

import (
	"bytes"
	"fmt"
	"os"
	"regexp"
	"strconv"
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
	if err := guides(); err != nil {
		return err
	}
	return includes("README.md")
}

// include is a marked place in a text: the first lines of a file stand there, fenced.
var include = regexp.MustCompile("(?s)<!-- include (\\S+) (\\d+) (\\w+) -->\n.*?<!-- end -->")

// includes brings the marked places of a text up to date.
func includes(path string) error {
	text, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	var failed error
	text = include.ReplaceAllFunc(text, func(place []byte) []byte {
		m := include.FindSubmatch(place)
		data, err := os.ReadFile(string(m[1]))
		if err != nil {
			failed = err
			return place
		}
		most, _ := strconv.Atoi(string(m[2])) // digits, by the expression
		lines := strings.Split(strings.TrimRight(string(data), "\n"), "\n")
		lines = lines[:min(most, len(lines))]
		return fmt.Appendf(nil, "<!-- include %s %s %s -->\n```%s\n%s\n```\n<!-- end -->", m[1], m[2], m[3], m[3], strings.Join(lines, "\n"))
	})
	if failed != nil {
		return failed
	}
	fmt.Println(path)
	return os.WriteFile(path, text, 0o644)
}
