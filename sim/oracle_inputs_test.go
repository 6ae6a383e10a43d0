package sim_test

import (
	"reflect"

	"github.com/sibsim/sibsim/assumptions"
)

// allInputs collects every uncertain input of a deal by its address.
func allInputs(a *assumptions.Assumptions) map[string]assumptions.Input {
	found := map[string]assumptions.Input{}
	var walk func(v reflect.Value)
	walk = func(v reflect.Value) {
		switch v.Kind() {
		case reflect.Pointer:
			walk(v.Elem())
		case reflect.Slice:
			for i := range v.Len() {
				walk(v.Index(i))
			}
		case reflect.Struct:
			if in, ok := v.Interface().(assumptions.Input); ok {
				if in.Uncertain() {
					found[in.Address] = in
				}
				return
			}
			for i := range v.NumField() {
				walk(v.Field(i))
			}
		}
	}
	walk(reflect.ValueOf(a))
	return found
}

// central is the mean of an input, by the mean of its quantiles (all the
// deals here have symmetric or gentle ones).
func (o *oracle) central(in assumptions.Input) float64 {
	if !in.Uncertain() {
		return in.Value
	}
	mean, ok := o.means[in.Address]
	if !ok {
		const n = 20000
		for i := range n {
			mean += o.invert(in, (float64(i)+0.5)/n) / n
		}
		o.means[in.Address] = mean
	}
	return mean
}
