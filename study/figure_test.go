package study

import "testing"

// What is the same on every path has no error, though its sum is rounded.
func TestMeanOfWhatNeverVaries(t *testing.T) {
	x := make([]float64, 100)
	for i := range x {
		x[i] = 1229362.32
	}
	if f := estimateMean(x).figure(); f != exactly(1229362.32) {
		t.Errorf("%+v", f)
	}
	x[99]++
	if f := estimateMean(x).figure(); !(f.SE > 0) {
		t.Errorf("one path in a hundred differs: %+v", f)
	}
}
