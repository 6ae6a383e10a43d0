package tally

import (
	"fmt"
	"math/rand/v2"
	"testing"
)

func BenchmarkAdd(b *testing.B) {
	for _, store := range []bool{true, false} {
		b.Run(fmt.Sprintf("columns=30/store=%v", store), func(b *testing.B) {
			s := Shape{Columns: 30, Pairs: [][2]int{{0, 1}, {2, 3}}, Store: store}
			r := rand.New(rand.NewPCG(1, 1))
			block := make([][]int64, 256)
			for i := range block {
				block[i] = make([]int64, 30)
				for c := range block[i] {
					block[i][c] = int64(1e8 * r.NormFloat64())
				}
			}
			t := New(s, 2048)
			i := 0
			for b.Loop() {
				if i++; i%2048 == 0 {
					t.Reset(0)
				}
				t.Add(block[i%256])
			}
		})
	}
}

func BenchmarkMerge(b *testing.B) {
	for _, store := range []bool{true, false} {
		b.Run(fmt.Sprintf("columns=30/paths=2048/store=%v", store), func(b *testing.B) {
			s := Shape{Columns: 30, Store: store}
			r := rand.New(rand.NewPCG(1, 1))
			part, total := New(s, 2048), New(s, 2048)
			row := make([]int64, 30)
			for range 2048 {
				for c := range row {
					row[c] = int64(1e8 * r.NormFloat64())
				}
				part.Add(row)
			}
			for b.Loop() {
				total.Reset(0)
				if err := total.Absorb(part); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
