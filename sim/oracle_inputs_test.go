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
