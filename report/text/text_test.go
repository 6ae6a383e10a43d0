package text_test

import (
	"bytes"
	"testing"

	"github.com/sibsim/sibsim/report"
	"github.com/sibsim/sibsim/report/internal/sample"
	"github.com/sibsim/sibsim/report/text"
)

func TestShow(t *testing.T) {
	r := report.Run(sample.Result(t, sample.Document(sample.Plain), 2000))
	for _, w := range []int{80, 40} {
		var b bytes.Buffer
		text.Write(&b, r, text.Options{Width: w})
		t.Log("\n" + b.String())
	}
}
