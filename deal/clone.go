package deal

import (
	"maps"
	"reflect"
	"sync"
)

// clone returns a deep copy of v.
func clone[T any](v T) T {
	own(reflect.ValueOf(&v).Elem())
	return v
}

// own replaces everything that v refers to by copies, in place.
func own(v reflect.Value) {
	if !refers(v.Type()) {
		return
	}
	switch v.Kind() {
	case reflect.Slice:
		if v.IsNil() {
			return
		}
		c := reflect.MakeSlice(v.Type(), v.Len(), v.Len())
		reflect.Copy(c, v)
		v.Set(c)
		if refers(v.Type().Elem()) {
			for i := range c.Len() {
				own(c.Index(i))
			}
		}
	case reflect.Pointer:
		if v.IsNil() {
			return
		}
		c := reflect.New(v.Type().Elem())
		c.Elem().Set(v.Elem())
		own(c.Elem())
		v.Set(c)
	case reflect.Map: // the only one is an input's parameters
		v.Set(reflect.ValueOf(maps.Clone(v.Interface().(map[string]float64))))
	case reflect.Struct:
		for i := range v.NumField() {
			own(v.Field(i))
		}
	}
}

var referring sync.Map // of reflect.Type to bool

// refers reports whether values of the type hold slices, maps or pointers.
func refers(t reflect.Type) bool {
	switch t.Kind() {
	case reflect.Slice, reflect.Pointer, reflect.Map:
		return true
	case reflect.Struct:
	default:
		return false
	}
	if known, ok := referring.Load(t); ok {
		return known.(bool)
	}
	found := false
	for i := range t.NumField() {
		found = found || refers(t.Field(i).Type)
	}
	referring.Store(t, found)
	return found
}
