package examples_test

import (
	"bytes"
	"os"
	"strings"
	"testing"

	"github.com/sibsim/sibsim/examples"
	"github.com/sibsim/sibsim/internal/cli"
)

// Every command that a README gives prints, to the byte, what stands beside the deal.
// After an intended change, go generate ./examples writes it anew.
func TestCommandsPrintWhatIsKept(t *testing.T) {
	if testing.Short() {
		t.Skip("runs every example at its full size")
	}
	t.Chdir("..")
	t.Setenv("COLUMNS", "")
	folders, err := examples.Folders()
	if err != nil || len(folders) < 5 {
		t.Fatalf("folders: %v, %v", folders, err)
	}
	for _, folder := range folders {
		commands, err := examples.Commands(folder)
		if err != nil || len(commands) == 0 {
			t.Errorf("%s: commands %v, %v", folder, commands, err)
		}
		for _, c := range commands {
			t.Run(c.Output, func(t *testing.T) {
				want, err := os.ReadFile(c.Output)
				if err != nil {
					t.Fatal(err)
				}
				var out, errOut bytes.Buffer
				if status := cli.Main(c.Args, strings.NewReader(""), &out, &errOut); status != 0 {
					t.Fatalf("sibsim %s: status %d\n%s", strings.Join(c.Args, " "), status, errOut.String())
				}
				if line, got, kept := firstDifference(out.String(), string(want)); line > 0 {
					t.Errorf("line %d prints\n%s\nand the file has\n%s", line, got, kept)
				}
			})
		}
	}
}

// firstDifference returns the first line in which two texts differ, from 1; 0 if none does.
func firstDifference(a, b string) (line int, inA, inB string) {
	for line = 1; a != b; line++ {
		var moreA, moreB bool
		inA, a, moreA = strings.Cut(a, "\n")
		inB, b, moreB = strings.Cut(b, "\n")
		if inA != inB || moreA != moreB {
			return line, inA, inB
		}
	}
	return 0, "", ""
}
