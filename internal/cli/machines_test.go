package cli

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// TestSameBytesOnEveryMachine builds the command for other machines and
// compares whole JSON results. What cannot run here is skipped by name.
func TestSameBytesOnEveryMachine(t *testing.T) {
	if testing.Short() {
		t.Skip("builds the command several times: left out of -short")
	}
	goroot, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		t.Skipf("no go command: %v", err)
	}
	wasm := filepath.Join(strings.TrimSpace(string(goroot)), "lib", "wasm", "go_js_wasm_exec")
	deals := []string{"../../sim/testdata/renamed.yaml", "../../sim/testdata/rich.yaml"}
	args := func(deal string) []string { return []string{"run", deal, "--paths", "60", "--json"} }
	dir := t.TempDir()
	for _, m := range []struct {
		name, goos, arch string
		env              []string // of the build
		run              []string // before the binary
		runEnv           []string
		native           string // skip unless this is the architecture here
	}{
		{name: "amd64 without FMA", runEnv: []string{"GODEBUG=cpu.fma=off"}, native: "amd64"},
		{name: "amd64 v3", env: []string{"GOAMD64=v3"}, native: "amd64"},
		{name: "arm64", goos: "linux", arch: "arm64", run: []string{"qemu-aarch64-static"}},
		{name: "wasm", goos: "js", arch: "wasm", run: []string{"node", wasm}},
	} {
		t.Run(m.name, func(t *testing.T) {
			if m.native != "" && m.native != runtime.GOARCH {
				t.Skipf("this machine is %s", runtime.GOARCH)
			}
			runner := m.run
			if len(runner) > 0 {
				if _, err := exec.LookPath(runner[0]); err != nil {
					t.Skipf("%s is not installed", runner[0])
				}
			}
			if m.arch == "wasm" {
				runner = []string{wasm}
			}
			binary := filepath.Join(dir, strings.ReplaceAll(m.name, " ", "-"))
			build := exec.Command("go", "build", "-o", binary, "../../cmd/sibsim")
			build.Env = append(append(os.Environ(), "CGO_ENABLED=0"), m.env...)
			if m.goos != "" {
				build.Env = append(build.Env, "GOOS="+m.goos, "GOARCH="+m.arch)
			}
			if out, err := build.CombinedOutput(); err != nil {
				t.Fatalf("build: %v\n%s", err, out)
			}
			for _, deal := range deals {
				var want, errOut bytes.Buffer
				if status := Main(args(deal), strings.NewReader(""), &want, &errOut); status != 0 {
					t.Fatalf("status %d: %s", status, &errOut)
				}
				command := append(append([]string{}, runner...), append([]string{binary}, args(deal)...)...)
				cmd := exec.Command(command[0], command[1:]...)
				cmd.Env = append(os.Environ(), m.runEnv...)
				var got, stderr bytes.Buffer
				cmd.Stdout, cmd.Stderr = &got, &stderr
				if err := cmd.Run(); err != nil {
					t.Fatalf("%v: %v\n%s", command, err, &stderr)
				}
				if !bytes.Equal(got.Bytes(), want.Bytes()) {
					t.Errorf("%s: other bytes than here", deal)
				}
			}
		})
	}
}
