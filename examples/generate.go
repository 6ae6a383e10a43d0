// Package examples holds deals to run, each a folder with a deal file, a
// README, its expected output and a check by hand. Its own code finds the
// commands that the READMEs give, so that one program writes the expected
// outputs and one test compares them.
package examples

import (
	"os"
	"path/filepath"
	"strings"
)

//go:generate go run ./generate

// Command is a command line that a README gives.
type Command struct {
	Args   []string // without the leading sibsim; paths are from the module's root
	Output string   // file with what it prints, from the module's root
}

// Commands returns the commands of the README in a folder, given from the
// module's root: the indented or fenced lines that begin with sibsim. Its output
// stands beside the deal: run of deal.yaml in output.txt, of any other X.yaml in X.txt,
// settle in settle.txt.
func Commands(folder string) ([]Command, error) {
	data, err := os.ReadFile(filepath.Join(folder, "README.md"))
	if err != nil {
		return nil, err
	}
	var list []Command
	for line := range strings.Lines(string(data)) {
		line = strings.TrimSpace(line)
		args, ok := strings.CutPrefix(line, "sibsim ")
		if !ok {
			continue
		}
		c := Command{Args: strings.Fields(args)}
		name := "output.txt"
		if c.Args[0] == "settle" {
			name = "settle.txt"
		} else if stem := strings.TrimSuffix(filepath.Base(c.Args[1]), ".yaml"); stem != "deal" {
			name = stem + ".txt"
		}
		c.Output = filepath.Join(folder, name)
		list = append(list, c)
	}
	return list, nil
}

// Folders are the folders of deals, from the module's root.
func Folders() ([]string, error) {
	readmes, err := filepath.Glob("examples/*/README.md")
	var list []string
	for _, r := range readmes {
		list = append(list, filepath.Dir(r))
	}
	return list, err
}
