package report

// The tables of what is observed of people besides what is paid for.

// places is how people found places with specialists.
func (b *builder) places() Table {
	var rows []measure
	for i := range b.terms.Sites {
		s := &b.terms.Sites[i]
		at, name := "site."+s.ID+".", nameOf(s.Name, s.ID)
		rows = append(
			rows,
			measure{name + ": months waited", at + "waited", bare, false},
			measure{name + ": turned away or gave up", at + "left", b.count, false},
			measure{name + ": outcomes of a specialist, p10", at + "specialists.p10", b.count, false},
			measure{name + ": outcomes of a specialist, p90", at + "specialists.p90", b.count, false},
		)
	}
	t := b.figures("Places with specialists", "By site", Count, rows...)
	t.Notes = []string{"Months waited: the mean of those who took a place. Outcomes are those of the people a specialist took; one specialist in ten who ever took anyone has at most p10, nine in ten at most p90."}
	return t
}

// reports is what people say of outcomes that nobody proves.
func (b *builder) reports() Table {
	var rows []measure
	for _, o := range b.terms.Outcomes {
		at, name := "outcome."+o.ID+".", nameOf(o.Name, o.ID)
		rows = append(rows, measure{name + ": asked", at + "asked", b.count, false}, measure{name + ": recorded", at + "recorded", b.count, false})
	}
	t := b.figures("Outcomes by self-report", "Outcome", Count, rows...)
	t.Notes = []string{"Recorded: those who say that they achieved it, rightly or not, of those who answered. Nothing is paid by it."}
	return t
}

// hours is how long those work who achieve an outcome.
func (b *builder) hours() Table {
	var rows []measure
	for _, o := range b.terms.Outcomes {
		at, name := "outcome."+o.ID+".", nameOf(o.Name, o.ID)
		rows = append(rows, measure{name + ": hours a week", at + "hours", bare, false}, measure{name + ": share of long hours", at + "long_hours", percent, false})
	}
	return b.figures("Hours of work", "Outcome", Bare, rows...)
}
