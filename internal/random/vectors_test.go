package random

var frozen = []uint64{}

var frozenQuantiles = []uint64{}
