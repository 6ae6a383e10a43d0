package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"

	"github.com/sibsim/sibsim/internal/cli"
)

// output is a marked place in a guide: so many lines of what the command above it
// prints stand there, from the first line that begins with a text if one is given.
var output = regexp.MustCompile(`(?s)<!-- output (\d+)(?: from "([^"]+)")? -->\n.*?<!-- end -->`)

// guides runs the commands that the guides give, the indented lines that begin with
// sibsim, and brings the outputs shown below them up to date.
func guides() error {
	paths, err := filepath.Glob("docs/guide/*.md")
	if err != nil {
		return err
	}
	for _, path := range paths {
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		if text, err = guide(string(text)); err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
		if err := os.WriteFile(path, text, 0o644); err != nil {
			return err
		}
		fmt.Println(path)
	}
	return nil
}

// guide returns a guide's text with its outputs as they are.
func guide(text string) ([]byte, error) {
	var b bytes.Buffer
	var command, printed string
	for {
		place := output.FindStringSubmatchIndex(text)
		if place == nil {
			b.WriteString(text)
			return b.Bytes(), nil
		}
		before := text[:place[0]]
		if at := strings.LastIndex(before, prompt); at >= 0 {
			var err error
			command, _, _ = strings.Cut(before[at+len(prompt):], "\n")
			if printed, err = answer(words(command)); err != nil {
				return nil, err
			}
		}
		lines := strings.Split(strings.TrimRight(printed, "\n"), "\n")
		if place[4] >= 0 {
			from := text[place[4]:place[5]]
			for len(lines) > 0 && !strings.HasPrefix(lines[0], from) {
				lines = lines[1:]
			}
			if len(lines) == 0 {
				return nil, fmt.Errorf("sibsim %s prints no line that begins with %q", command, from)
			}
		}
		most, _ := strconv.Atoi(text[place[2]:place[3]]) // digits, by the expression
		mark, _, _ := strings.Cut(text[place[0]:], "\n")
		shown := strings.TrimRight(strings.Join(lines[:min(most, len(lines))], "\n"), "\n")
		fmt.Fprintf(&b, "%s%s\n```text\n%s\n```\n<!-- end -->", before, mark, shown)
		text = text[place[1]:]
	}
}

// prompt is how a guide gives a command.
const prompt = "\n    sibsim "

// answer runs one command line and returns what it prints. That the answer is no is fine.
func answer(args []string) (string, error) {
	var out, errOut bytes.Buffer
	if status := cli.Main(args, strings.NewReader(""), &out, &errOut); status > 1 {
		return "", fmt.Errorf("sibsim %s: status %d\n%s", strings.Join(args, " "), status, errOut.String())
	}
	return out.String(), nil
}

// words parts a command line as a shell does where only single quotes are used.
func words(line string) []string {
	var list []string
	var word strings.Builder
	quoted, any := false, false
	for _, r := range line {
		switch {
		case r == '\'':
			quoted, any = !quoted, true
		case r == ' ' && !quoted:
			if any {
				list = append(list, word.String())
			}
			word.Reset()
			any = false
		default:
			word.WriteRune(r)
			any = true
		}
	}
	if any {
		list = append(list, word.String())
	}
	return list
}
