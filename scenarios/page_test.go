package scenarios_test

const pageHead = "# The scenarios\n\n" +
	"Named changes that investors and commissioners try on a deal: stresses, and [other arrangements](#other-arrangements) for the same service. `sibsim scenarios DEAL` says which of them apply to a deal, `sibsim scenarios DEAL NAME` what one changes, field by\n" +
	"field, and `--scenario` of the other commands applies them: `--scenario low_case,payment_delay` the one, then the other; `--scenario recession:depth=0.5:months=24` one with sizes of its own.\n" +
	"This table is generated from the library (`go test ./scenarios -update`). *Moves* is the metric that the stress is meant to move; a test asks that on `examples/mhep-lcf` it does so by\n" +
	"more than 10 standard errors (specialists: on `at-signing.yaml` with its scenario `specialists`).\n\n" +
	"- A stress is a pure change of the deal, written so that it is right for any: where a deal lacks what it needs, or comes out impossible (a probability above 1), there is an error and no result.\n" +
	"- What moves volumes and chances from outside is a factor named after the stress. The plan case, which has no effects, then stays what was signed. Stresses marked † multiply\n" +
	"  what the deal states instead, and applied twice they multiply twice; the others, applied twice, are applied once. What is changed of terms, probabilities and amounts the plan case has too,\n" +
	"  but for outcomes with targets and a stated budget.\n" +
	"- A distribution is multiplied as a whole (a beta keeps its certainty, joint draws cannot be multiplied); what sites inherit is changed once, where it is written.\n" +
	"- A size is published, derived from what is published ([sources](sources.md)), or an assumption; none is a forecast.\n\n" +
	"| scenario | what happens | what is changed | parameters | source of the size | moves |\n|---|---|---|---|---|---|\n"

const pageArrangements = "\n## Other arrangements\n\n" +
	"The same sites and the same people, paid for in another way. `--structure NAME` of `sibsim compare` has one beside the deal, `--scenario fee_for_service,recession` puts one under a stress.\n" +
	"What each changes, how its amounts follow from the plan, and what it leaves out is in [the model, 15.1](model.md#151-the-four-arrangements). All sizes are assumptions.\n\n" +
	"| arrangement | what it is | what is changed | parameters | source of the size |\n|---|---|---|---|---|\n"

const pageFoot = "\n" + `## Your own

A deal file may have scenarios of its own. Each sets fields by their addresses, in the order written: to a value, or to what holds there times a number. A ` + "`*`" + ` stands for every ID.

    scenarios:
      quiet_start:
        story: A fifth fewer people, and a lower price.
        set:
          sites.*.referrals.rate: {times: 0.8}
          tariffs.job_start.price: 1700

One of kind ` + "`structure`" + ` is another arrangement and takes no part in ` + "`sibsim compare`" + ` and ` + "`stress`" + ` unless it is named. It may start from one of the library, and sets what is its own on top of it:

    scenarios:
      fee_for_service:
        story: Ordinary commissioning, with a contract manager of its own.
        kind: structure
        from: fee_for_service
        set: {sites.*.costs.management.amount: 900}

A scenario of the deal hides that of the library of the same name; ` + "`library:NAME`" + ` is the library's all the same. ` + "`without:ADDRESS`" + ` is the deal without one clause, ` + "`base`" + ` the deal as it is.
`
