package html_test

import (
	"os"
	"testing"

	"github.com/sibsim/sibsim/report"
	"github.com/sibsim/sibsim/report/html"
	"github.com/sibsim/sibsim/report/internal/sample"
)

func TestShow(t *testing.T) {
	out := os.Getenv("SHOW")
	if out == "" {
		t.Skip()
	}
	r := report.Run(sample.Result(t, sample.Document(sample.Plain), 10000))
	f, _ := os.Create(out)
	html.Write(f, r)
	f.Close()
}
