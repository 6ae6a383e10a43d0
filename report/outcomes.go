package report

// outcomes is the section of counts.
func (b *builder) outcomes() Section {
	s := Section{ID: "outcomes", Title: "Outcomes against target"}
	deal := Table{Title: "The whole deal", Columns: outcomeColumns("Evidenced")}
	if b.has("referrals.total") {
		deal.Rows = append(deal.Rows, b.outcomeRow("Referrals", "referrals.total", ""))
	}
	for _, o := range b.terms.Outcomes {
		deal.Rows = append(deal.Rows, b.outcomeRow(nameOf(o.Name, o.ID), "outcome."+o.ID+".evidenced", "outcome."+o.ID+".met"))
	}
	deal.Notes = []string{"Target: what was signed; where no target was signed, the central case of the plan, and no chance of meeting it. Referrals are counted as they come."}
	s.Tables = append(s.Tables, deal)
	if len(b.terms.Sites) < 2 {
		return s
	}
	sites := Table{Title: "By site", Columns: outcomeColumns("Evidenced")}
	for i := range b.terms.Sites {
		site := &b.terms.Sites[i]
		sites.Rows = append(sites.Rows, group(nameOf(site.Name, site.ID), len(sites.Columns)))
		sites.Rows = append(sites.Rows, b.outcomeRow("Referrals", "site."+site.ID+".referrals", ""))
		for _, o := range b.terms.Outcomes {
			prefix := "site." + site.ID + ".outcome." + o.ID
			sites.Rows = append(sites.Rows, b.outcomeRow(nameOf(o.Name, o.ID), prefix+".evidenced", prefix+".met"))
		}
	}
	s.Tables = append(s.Tables, sites)
	return s
}

func outcomeColumns(what string) []Column {
	lower, upper := ends(Count)
	return []Column{
		label(what), number("Target", "", Count), number("Expected", "", Count), lower, upper, number("Target met", "", Percent), number("95"+nbsp+"% interval", "", Percent),
	}
}

// outcomeRow is one count against its target; met may name no metric.
func (b *builder) outcomeRow(title, name, met string) Row {
	m := measure{title, name, b.count, false}
	d := b.distribution(name)
	plan := missing("no value in the plan case")
	if v, ok := b.planned(name); ok {
		plan = figure(b.count.Exact(v), v)
	}
	chance, interval := words(""), words("")
	if b.has(met) {
		p, n := b.chance(met)
		c, i := Chance(p, n)
		chance, interval = estimate(c, p.P, p.Lo, p.Hi), words(i)
	}
	return row(words(title), plan, b.expected(m, &d), quantile(b.count, &d, 0.05), quantile(b.count, &d, 0.95), chance, interval)
}
