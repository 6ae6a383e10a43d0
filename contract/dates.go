package contract

// lowerDates lists the dates of claim: the months at whose end something may
// be claimed. Tariffs are claimed every ClaimEvery months and in the last one,
// rewards in any month.
func (s *Schedule) lowerDates(t *Terms) {
	claimed := func(m int) int { return min(m-m%t.ClaimEvery+t.ClaimEvery, t.Months) - 1 }
	for m := range t.Months {
		s.dateIn = append(s.dateIn, -1)
		if m == claimed(m) || len(t.Rewards) > 0 {
			s.dateIn[m] = int32(len(s.dates))
			s.dates = append(s.dates, int32(m))
		}
	}
	for m := range t.Months {
		s.dateOf = append(s.dateOf, s.dateIn[claimed(m)])
	}
	s.nDates = len(s.dates)
}

// byMonth returns row i of a table with a column for each month of the outcome window.
func (s *Schedule) byMonth(table []int64, i int) []int64 {
	return table[i*s.months:][:s.months]
}

// byDate returns row i of a table with a column for each date of claim.
func (s *Schedule) byDate(table []int64, i int) []int64 {
	return table[i*s.nDates:][:s.nDates]
}

// countClaims adds up, on each date of claim, the outcomes that the claim of a
// tariff covers.
func (s *Schedule) countClaims(dst []int64, months []int32) {
	clear(dst)
	switch {
	case s.claimEvery == 1:
		for m, n := range months {
			dst[m] = int64(n)
		}
	case s.nDates < s.months: // no date but the ends of quarters
		for len(months) >= 3 {
			dst[0] = int64(months[0]) + int64(months[1]) + int64(months[2])
			dst, months = dst[1:], months[3:]
		}
		for _, n := range months {
			dst[0] += int64(n)
		}
	default:
		for m, n := range months {
			dst[s.dateOf[m]] += int64(n)
		}
	}
}

// gather adds up, on each date of claim, what the claim of a tariff covers.
func (s *Schedule) gather(dst, months []int64) {
	clear(dst)
	for m, x := range months {
		dst[s.dateOf[m]] += x
	}
}
