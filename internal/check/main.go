// Command check runs every check of the project and counts them; ./check calls it.
package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// The tools, pinned by version.
const (
	gofumpt     = "mvdan.cc/gofumpt@v0.12.0"
	staticcheck = "honnef.co/go/tools/cmd/staticcheck@v0.8.2"
)

// fuzzTargets are fuzzed for a few seconds each: package and target.
var fuzzTargets = [][2]string{
	{"./dealfile", "FuzzRead"},
	{"./metric", "FuzzParse"},
	{"./sim", "FuzzDeal"},
	{"./tally", "FuzzUnmarshal"},
}

// score counts checks and tests.
type score struct {
	passed, failed, skipped int
	reasons                 []string // why something was skipped
}

func main() {
	quick := flag.Bool("quick", false, "leave out the race detector, fuzzing and the long tests")
	flag.Parse()
	began := time.Now()
	var s score
	s.all(*quick)
	fmt.Println()
	for _, r := range s.reasons {
		fmt.Println("skipped:", r)
	}
	fmt.Printf("took %v\n", time.Since(began).Round(time.Second))
	fmt.Printf("%d passed, %d failed, %d skipped\n", s.passed, s.failed, s.skipped)
	if s.failed > 0 {
		os.Exit(1)
	}
}

func (s *score) all(quick bool) {
	s.run("build", "go", "build", "./...")
	s.run("vet", "go", "vet", "./...")
	if tool, ok := s.install(gofumpt); ok {
		s.silent("gofumpt", tool, "-l", ".")
	}
	if tool, ok := s.install(staticcheck); ok {
		s.run("staticcheck", tool, "./...")
	}
	s.twin(quick)
	args := []string{"test", "-json", "-count=1", "-timeout=15m"}
	if quick {
		args = append(args, "-short")
	}
	s.tests("tests", append(args, "./...")...)
	if quick {
		s.skip("race detector and fuzzing: -quick")
	} else {
		s.race()
		s.fuzz()
	}
	s.clean()
}

// twin makes a Python with what the twin of docs/twin needs, if this machine
// has Python at all; the test that runs the twin finds it by SIBSIM_PYTHON.
func (s *score) twin(quick bool) {
	python, err := exec.LookPath("python3")
	if quick || err != nil {
		return // the test says why it is skipped
	}
	const needs = "import numpy, scipy, yaml"
	if exec.Command(python, "-c", needs).Run() == nil {
		return
	}
	dir, err := filepath.Abs(filepath.Join(".tools", "twin"))
	if err != nil {
		return
	}
	own := filepath.Join(dir, "bin", "python3")
	if exec.Command(own, "-c", needs).Run() != nil {
		if exec.Command(python, "-m", "venv", dir).Run() != nil ||
			exec.Command(own, "-m", "pip", "install", "--quiet", "numpy", "scipy", "pyyaml").Run() != nil {
			return
		}
	}
	os.Setenv("SIBSIM_PYTHON", own)
}

// racing are the packages that start goroutines or keep what several may read, and
// which of their tests: of the studies, which are long, those with several workers.
// make assure runs everything under the race detector.
var racing = [][]string{
	{"./sim", "./tally", "./metric", "./internal/random"},
	{"-run=Workers|Stopped|Interrupted|Leak", "./study", "./internal/cli"},
}

// race runs their short tests under the race detector, which needs a C compiler.
func (s *score) race() {
	if _, err := exec.LookPath("gcc"); err != nil {
		s.skip("race detector: no gcc on this machine")
		return
	}
	for _, of := range racing {
		s.tests("tests under the race detector", append([]string{"test", "-json", "-race", "-short", "-count=1", "-timeout=15m"}, of...)...)
	}
}

// fuzz fuzzes each target. Go's engine now and then fails as its time runs out
// in the middle of an input, without a failing one to show: that runs again.
func (s *score) fuzz() {
	for _, t := range fuzzTargets {
		began := time.Now()
		out, err := fuzzOnce(t)
		if err != nil && bytes.Contains(out, []byte("context deadline exceeded")) && !bytes.Contains(out, []byte("Failing input written")) {
			out, err = fuzzOnce(t)
		}
		s.report("fuzz "+t[1], out, err, time.Since(began))
	}
}

func fuzzOnce(target [2]string) ([]byte, error) {
	return exec.Command("go", "test", "-run=^$", "-fuzz=^"+target[1]+"$", "-fuzztime=10s", "-fuzzminimizetime=10x", target[0]).CombinedOutput()
}

// clean regenerates what is generated and asks git whether anything moved.
func (s *score) clean() {
	if _, err := os.Stat(".git"); err != nil {
		s.skip("generated files are up to date: not a git checkout")
		return
	}
	before, _ := exec.Command("git", "status", "--porcelain").Output()
	s.run("regenerate", "go", "generate", "./...")
	after, err := exec.Command("git", "status", "--porcelain").Output()
	if err == nil && !bytes.Equal(before, after) {
		err = fmt.Errorf("go generate changed the tree:\n%s", after)
	}
	s.report("generated files are up to date", nil, err, 0)
}

// install puts a pinned tool into .tools and returns its path.
func (s *score) install(module string) (string, bool) {
	dir, err := filepath.Abs(".tools")
	if err != nil {
		s.skip(module + ": " + err.Error())
		return "", false
	}
	name, version, _ := strings.Cut(filepath.Base(module), "@")
	path := filepath.Join(dir, version, name)
	if _, err := os.Stat(path); err == nil {
		return path, true
	}
	cmd := exec.Command("go", "install", module)
	cmd.Env = append(os.Environ(), "GOBIN="+filepath.Dir(path), "GOFLAGS=")
	if out, err := cmd.CombinedOutput(); err != nil {
		s.skip(fmt.Sprintf("%s could not be installed: %s", module, bytes.TrimSpace(out)))
		return "", false
	}
	return path, true
}

// run is a check that passes if the command does.
func (s *score) run(name, command string, args ...string) {
	began := time.Now()
	out, err := exec.Command(command, args...).CombinedOutput()
	s.report(name, out, err, time.Since(began))
}

// silent is a check that passes if the command prints nothing.
func (s *score) silent(name, command string, args ...string) {
	began := time.Now()
	out, err := exec.Command(command, args...).CombinedOutput()
	if err == nil && len(bytes.TrimSpace(out)) > 0 {
		err = errors.New("it names files")
	}
	s.report(name, out, err, time.Since(began))
}

func (s *score) report(name string, out []byte, err error, took time.Duration) {
	if err != nil {
		s.failed++
		fmt.Printf("FAIL %s: %v\n%s\n", name, err, bytes.TrimSpace(out))
		return
	}
	s.passed++
	fmt.Printf("ok   %s (%v)\n", name, took.Round(100*time.Millisecond))
}

func (s *score) skip(why string) {
	s.skipped++
	s.reasons = append(s.reasons, why)
	fmt.Println("skip", why)
}

// event is a line of go test -json.
type event struct {
	Action, Package, Test, Output string
	Elapsed                       float64
}

// tests runs go test -json, counts every test and shows what failed.
func (s *score) tests(name string, args ...string) {
	began := time.Now()
	cmd := exec.Command("go", args...)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.StdoutPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		s.report(name, nil, err, 0)
		return
	}
	before := *s
	s.read(out)
	err = cmd.Wait()
	fmt.Printf("%s: %d passed, %d failed, %d skipped (%v)\n", name,
		s.passed-before.passed, s.failed-before.failed, s.skipped-before.skipped, time.Since(began).Round(time.Second))
	if err != nil && s.failed == before.failed {
		s.report(name, stderr.Bytes(), err, 0)
	}
}

func (s *score) read(r io.Reader) {
	output := map[[2]string][]string{}
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, 16<<20)
	for lines.Scan() {
		var e event
		if json.Unmarshal(lines.Bytes(), &e) != nil {
			fmt.Println(lines.Text())
			continue
		}
		key := [2]string{e.Package, e.Test}
		switch e.Action {
		case "output", "build-output":
			output[key] = append(output[key], e.Output)
			continue
		case "pass":
			if e.Test != "" {
				s.passed++
			} else {
				fmt.Printf("ok   %s (%.1fs)\n", e.Package, e.Elapsed)
			}
		case "skip":
			if e.Test != "" {
				s.skipped++
				s.reasons = append(s.reasons, e.Test+": "+reason(output[key]))
			}
		case "fail", "build-fail":
			s.failed++
			fmt.Printf("FAIL %s %s\n%s", e.Package, e.Test, strings.Join(output[key], ""))
		default:
			continue
		}
		delete(output, key)
	}
}

// reason is what a skipped test said.
func reason(output []string) string {
	for _, line := range output {
		line = strings.TrimSpace(line)
		if line != "" && !strings.HasPrefix(line, "=== ") && !strings.HasPrefix(line, "--- ") {
			return line
		}
	}
	return "no reason given"
}
