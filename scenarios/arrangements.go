package scenarios

import (
	"slices"

	"github.com/sibsim/sibsim/deal"
)

// Arrangements lists the arrangements for the same service, in the order of
// docs/model.md, 15.1. The first changes nothing.
func Arrangements() []Stress { return told(arrangements) }

// The parameters that arrangements share.
func management(size float64) Param {
	return Param{Name: "management", Unit: "share", Default: size, Least: 0, Most: 1, Doc: "Part of the deal's management that is kept: of its cost, and of the intensity of management levers."}
}

var evaluation = Param{Name: "evaluation", Unit: "share", Default: 0, Least: 0, Most: 1, Doc: "Part of the cost of evaluation that is kept."}

// arrangements is the library of them, in the order in which it is listed.
var arrangements = []Stress{
	{
		Name: "partnership", Structure: true, story: "The partnership: the deal as it is written.",
		Changes: "nothing",
		Source:  assumed, Size: "the deal's own terms",
		change: func(d deal.Deal, _ values) (deal.Deal, error) { return d, nil },
	},
	{
		Name: "fee_for_service", Structure: true,
		story:   "Ordinary commissioning: each commissioner pays what the service costs as it arises and a margin of {margin}; nobody pays for outcomes, nobody invests.",
		Changes: "every cost line that the vehicle or a provider bears is borne by the site's commissioner, those of the whole deal by planned cost; line `" + MarginLine + "`; prices are 0 and caps, rewards, grants, guaranteed referrals, tests and audits fall away; commitments are 0; lines of the intermediary and the special-purpose company fall away, of management and evaluation a part stays; incentive levers are at 0",
		Params: []Param{
			{Name: "margin", Unit: "share", Default: 0.05, Least: 0, Most: 1, Doc: "The provider's margin on the planned cost of delivery."},
			management(0.25), evaluation,
		},
		Source: assumed, Size: "a margin of 5 in 100; a quarter of the management: ordinary contract management; no evaluation",
		change: feeForService,
	},
	{
		Name: "provider_pbr", Structure: true,
		story:   "Payment by results that providers finance at {rate} a year: payers pay as in the deal, all of it goes to the provider of each site, which bears all costs; nobody else invests.",
		Changes: "every cost line that the vehicle bears is borne by the site's provider, those of the whole deal by planned cost; line `" + CapitalLine + "`; providers' `gain_share` is 1 and no other payment is left; grants and rewards go on at once, in fixed portions; commitments are 0; lines of the intermediary and the special-purpose company fall away, of management and evaluation a part stays; incentive levers are at `incentive`",
		Params: []Param{
			{Name: "rate", Unit: "rate", Default: 0.08, Least: 0, Most: 1, Doc: "Yearly cost of the provider's working capital."},
			{Name: "incentive", Unit: "share", Default: 1, Least: 0, Most: 1, Doc: "Intensity of incentive levers: the share of the provider's revenue at risk."},
			management(0.25), evaluation,
		},
		Source: assumed, Size: "8 in 100 a year; all revenue at risk; a quarter of the management; no evaluation",
		change: providerPBR,
	},
	{
		Name: "grant", Structure: true,
		story:   "A grant: payers pay the planned cost every {every} months in advance, whatever comes of it; providers bear what goes beyond; nobody pays for outcomes, nobody invests.",
		Changes: "grants `grant_SITE_MONTH` of the planned cost of each contract year, by the payers in the shares in which they were to pay, which go on to the provider as `block_by_year`; every cost line that the vehicle bears is borne by the site's provider, those of the whole deal by planned cost; prices are 0 and caps, rewards, the deal's own grants, guaranteed referrals, tests and audits fall away; commitments are 0; lines of the intermediary and the special-purpose company fall away, of management and evaluation a part stays; incentive levers are at 0",
		Params: []Param{
			{Name: "every", Unit: "months", Default: 3, Least: 1, Most: 60, Doc: "Months between instalments."},
			management(0), evaluation,
		},
		Source: assumed, Size: "quarterly in advance; no management, no evaluation",
		change: grantFunding,
	},
}

// Structures lists the arrangements of a deal: first the partnership, then the
// deal's own scenarios of kind structure, in the order of its file, then those
// of the library that no structure of the deal has the name of. One that the deal cannot have
// says why when it is applied.
func Structures(d deal.Deal) []Scenario {
	own := Of(d)[1:]
	find := func(name string) int { return slices.IndexFunc(own, func(s Scenario) bool { return s.Name == name }) }
	var first, mine, rest []Scenario
	for _, s := range own {
		switch {
		case !s.Structure:
		case s.Name == arrangements[0].Name:
			first = append(first, s)
		default:
			mine = append(mine, s)
		}
	}
	for i := range arrangements {
		s := arrangements[i].byDefault()
		if j := find(s.Name); j >= 0 {
			if own[j].Structure {
				continue
			}
			s.Name = ofLibrary + s.Name // a stress of the deal has the name
		}
		if i == 0 {
			first = append(first, s)
		} else {
			rest = append(rest, s)
		}
	}
	return slices.Concat(first, mine, rest)
}

// arrangement returns that of the library of a name.
func arrangement(name string) (*Stress, bool) {
	i := slices.IndexFunc(arrangements, func(s Stress) bool { return s.Name == name })
	if i < 0 {
		return nil, false
	}
	return &arrangements[i], true
}

// byDefault is the scenario with the sizes by default.
func (s *Stress) byDefault() Scenario { return s.with(s.Name, s.defaults()) }
