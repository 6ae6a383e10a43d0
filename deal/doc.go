// Package deal holds a whole deal: the contract, and what we assume about the
// people, prices and costs it will meet, checked against each other.
//
// [Document] is the deal as a user may write it. [New] resolves its defaults,
// converts its numbers, checks every rule and lowers it to a
// [contract.Contract] and to [assumptions.Assumptions]; the result, [Deal],
// never changes. What is wrong is reported all at once, each [Fault] with the
// address of the place where the value was written.
//
// # Defaults
//
// What stands at the top level under shares, tariffs, referrals, pathway,
// evidence, resubmission, specialists, measurement, hours, overrun, provider,
// failure, minimum_referrals, participant_cap and costs with "scope: site" holds at every site. A site
// overrides it field by field. Three things are overridden as a whole: a list,
// a distribution, and a table of shares. Where a field has alternatives (price,
// price_by_year or bands, block or block_by_year, the amount or amounts of a
// period cap, rate or monthly, fte or fte_monthly, probability and delay or hazards, the forms of
// a delay), a site that writes one of them does not inherit the others. The
// shares of a tariff at a site are the first written of: those of the site's
// tariff, the site's, those of the default tariff, the deal's. A reward
// without shares has the deal's.
//
// An uncertain number written at the top level is one unknown, drawn once a
// path for all the sites that inherit it; written at a site it is that site's own.
//
// # Addresses
//
// Every field has an address, the keys and IDs that lead to it joined by dots:
// sites.enfield.tariffs.job_start.price. An element of a list stands at its
// position from 0 (hazards.3), an address inside a scenario stands as it is
// (scenarios.slump.set.sites.*.referrals.rate.times). [Fields] lists the patterns, in
// which a * stands for any ID or position; [Deal.Get] reads; [Set] and
// [Scale], applied by [Deal.With], write.
package deal
