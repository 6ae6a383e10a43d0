// Package dealfile turns files into deals and back.
//
// A deal file is YAML (so JSON will do) that fits [deal.Document]. Reading is
// strict: a number is a plain decimal, a key is known and stands once, nothing
// is left empty, and none of YAML's cleverness (anchors, tags, merge keys,
// several documents) is let in. What is wrong is said all at once, each fault
// with its file, line, column and address:
//
//	deal.yaml:41:12: sites.enfield.tariffs.job_start.price: -5 must be at least 0
//
// The way through the package: limits.go looks at the bytes, syntax.go,
// json.go, node.go and size.go at the YAML or JSON, decode.go and number.go
// fill the document by the tags of its fields, locate.go finds the place of
// what [deal.New] complains about and drops what only follows from faults
// said before. write.go goes back; schema.go and template.go describe the
// language in the words of the same tags. counts.go reads what happened, from
// CSV, with its people (counts_people.go) and marks (counts_marks.go).
package dealfile
