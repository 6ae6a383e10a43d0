"""Reads a deal file as section 2 of docs/model.md describes it: numbers, inheritance, units."""
import json
import re
from decimal import ROUND_HALF_UP, Decimal

import yaml

DISTRIBUTIONS = {
    "uniform": {"min", "max"}, "triangular": {"min", "mode", "max"}, "pert": {"min", "mode", "max"},
    "beta": {"alpha", "beta", "mean", "sd"}, "gamma": {"shape", "scale", "mean", "sd"},
    "normal": {"mean", "sd", "min", "max"}, "lognormal": {"mu", "sigma", "mean", "sd", "median", "min", "max"},
    "discrete": {"values", "weights"}, "joint": {"table", "column"},
}
# Keys whose value is never a number, so that an ID such as `normal` below them is no distribution.
NOT_NUMBERS = {"delay", "factors", "site_effects", "indices", "tables", "sites", "costs", "payers", "outcomes"}
# Stating a field of one side drops both fields of the other side from what is inherited.
ALTERNATIVES = [[{"hazards", "hazards_from"}, {"probability", "mean", "delay"}], [{"price"}, {"price_by_year"}],
                [{"rate", "ramp"}, {"monthly"}]]
DELAYS = [[{"months"}, {"weeks"}, {"geometric"}, {"weibull"}, {"lognormal"}, {"list"}]]
NO_MINOR = {"JPY", "KRW", "VND", "CLP", "ISK", "XAF", "XOF", "XPF", "UGX", "RWF", "PYG", "KMF", "GNF", "DJF", "BIF", "VUV"}


class Loader(yaml.SafeLoader):
    """YAML 1.2's booleans and numbers: `on` is a word, `2020-04-01` no date, 1e5 a number."""


Loader.yaml_implicit_resolvers = {
    first: [(tag, rx) for tag, rx in rules if tag not in ("tag:yaml.org,2002:bool", "tag:yaml.org,2002:timestamp",
                                                          "tag:yaml.org,2002:float", "tag:yaml.org,2002:int")]
    for first, rules in yaml.SafeLoader.yaml_implicit_resolvers.items()}
Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"^(true|false)$"), list("tf"))
Loader.add_implicit_resolver("tag:yaml.org,2002:int", re.compile(r"^[-+]?\d+$"), list("-+0123456789"))
Loader.add_implicit_resolver("tag:yaml.org,2002:float", re.compile(r"^[-+]?(\d+\.\d*|\.\d+|\d+)([eE][-+]?\d+)?$"),
                             list("-+.0123456789"))
Loader.add_constructor("tag:yaml.org,2002:int", lambda loader, node: int(node.value))
Loader.add_constructor("tag:yaml.org,2002:float", lambda loader, node: float(node.value))


class Input:
    """An uncertain number: one draw a path, at the address where it is written. `times` is a scenario's factor."""

    def __init__(self, address, law, params, times=1.0):
        self.address, self.law, self.params, self.times = address, law, params, times


class Bag:
    """A plain record."""

    def __init__(self, **fields):
        self.__dict__.update(fields)


def simplify(node, path=()):
    """Unwraps {value: x}, drops sources and notes, turns distributions into Inputs and keys into strings."""
    if isinstance(node, dict):
        node = {str(k): v for k, v in node.items()}
        if "value" in node and set(node) <= {"value", "source", "note"}:
            return simplify(node["value"], path)
        bare = {k: v for k, v in node.items() if k not in ("source", "note")}
        if len(bare) == 1 and not (path and path[-1] in NOT_NUMBERS):
            (law, params), = bare.items()
            if law in DISTRIBUTIONS and isinstance(params, dict) and params and set(params) - {"source", "note"} <= DISTRIBUTIONS[law]:
                return Input(".".join(path), law, simplify(params, ("*",)))
        return {k: simplify(v, path + (k,)) for k, v in node.items()}
    if isinstance(node, list):
        return [simplify(v, path + (str(i),)) for i, v in enumerate(node)]
    return node


def inherit(top, own, key=None):
    """What a site has: the deal's default, overridden field by field."""
    if own is None:
        return top
    if key == "delay" and top is not None:
        top, own = delay_form(top), delay_form(own)
    if not (isinstance(top, dict) and isinstance(own, dict)) or key == "shares":
        return own
    merged = dict(top)
    for forms in DELAYS if key == "delay" else ALTERNATIVES:
        for form in forms:
            if own.keys() & form:                           # the form that a site states replaces the others
                merged = {k: v for k, v in merged.items() if k in form or not any(k in other for other in forms)}
    for k, value in own.items():
        merged[k] = inherit(merged.get(k), value, k)
    return merged


def delay_form(delay):
    if isinstance(delay, list):
        return {"list": delay}
    return delay if isinstance(delay, dict) else {"months": delay}


def apply_scenario(raw, changes):
    """Writes a scenario's changes into the deal; {times: x} scales what stands there (or what is inherited)."""
    for address, change in changes.items():
        for keys in expand(raw, address.split(".")):
            *way, last = keys
            spot = raw
            for key in way:
                spot = spot[int(key)] if isinstance(spot, list) else spot.setdefault(key, {})
            new = change
            if isinstance(change, dict) and set(change) == {"times"}:
                x, old = change["times"], find(raw, keys)
                if old is None and keys[0] == "sites":
                    old = find(raw, keys[2:])
                new = Input(old.address, old.law, old.params, old.times * x) if isinstance(old, Input) else old * x
            spot[int(last) if isinstance(spot, list) else last] = new


def expand(raw, keys):
    """Addresses with every `*` replaced by each key that stands there (the examples use it)."""
    if "*" not in keys:
        return [keys]
    at = keys.index("*")
    return [full for k in find(raw, keys[:at]) for full in expand(raw, keys[:at] + [k] + keys[at + 1:])]


def find(node, keys):
    for key in keys:
        if isinstance(node, list):
            node = node[int(key)]
        elif isinstance(node, dict):
            node = node.get(key)
        else:
            return None
    return node


def inputs_in(node, found):
    if isinstance(node, Input):
        found.setdefault(node.address, node)
    for child in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
        inputs_in(child, found)
    return found


def times(x, n):
    """x n rounded, of the decimal that is written in the file."""
    return int((Decimal(repr(x)) * n).quantize(Decimal(1), ROUND_HALF_UP))


def millionths(x):
    return times(x, 10**6)


class Deal:
    def __init__(self, path, scenario=None):
        with open(path) as f:
            text = f.read()
        raw = simplify(json.loads(text) if path.endswith(".json") else yaml.load(text, Loader))
        if scenario:
            apply_scenario(raw, raw["scenarios"][scenario]["set"])
        raw.pop("scenarios", None)
        self.raw = raw
        self.minor = 1 if raw.get("currency", "GBP") in NO_MINOR else 100
        term = raw["term"]
        self.start = self._date(term["start"])
        self.M = term["months"]
        self.claim_every = {"monthly": 1, "quarterly": 3}[term.get("claims", "monthly")]
        self.outcomes = {k: Bag(id=k, paid=str((v or {}).get("paid", True)).lower() != "false", deadweight=(v or {}).get("deadweight"))
                         for k, v in raw["outcomes"].items()}
        self.payers = {k: self._payer(k, v or {}) for k, v in raw["payers"].items()}
        self.cap = self.money(raw.get("cap"))
        self.grants = [self._grant(g) for g in raw.get("grants", {}).values()]
        self.factors, self.effects = raw.get("factors", {}), raw.get("site_effects", {})
        self.indices, self.tables = raw.get("indices", {}), raw.get("tables", {})
        self.correlations = raw.get("correlations", {})
        self.volume_effect = raw.get("volume_effect", {})
        budget = raw.get("budget", {})
        self.budget, self.tolerance = self.money(budget.get("total")), millionths(budget.get("tolerance", 0))
        self.lines = [self._line(k, v, None, raw) for k, v in raw.get("costs", {}).items() if v.get("scope", "deal") == "deal"]
        self.sites = [self._site(k, v or {}) for k, v in raw["sites"].items()]
        for site in self.sites:
            site.lines = [self._line(k, v, site, site.raw) for k, v in site.raw.get("costs", {}).items()]
            self.lines += site.lines
        self.T = self.M + max([t.lag for s in self.sites for t in s.tariffs] + [0])
        self._capital(raw.get("capital", {}))
        self.inputs = inputs_in(raw, {})

    def _grant(self, g):
        shares = g.get("shares") or {g["payer"]: 1}
        until = self._month(g["until"]) if "until" in g else None
        return Bag(payers=list(shares), shares=[millionths(x) for x in shares.values()], month=self._month(g["month"]),
                   every=g.get("every"), until=until, amount=self.money(g["amount"]))

    # -- units --

    def _date(self, text):
        year, month = str(text).split("-")[:2]
        return int(year) * 12 + int(month) - 1

    def _month(self, x):
        return x if isinstance(x, int) else self._date(x) - self.start

    def money(self, x):
        return None if x is None else times(x, self.minor)

    def financial_year(self, month):
        return (self.start + month - 3) // 12

    # -- parts --

    def _payer(self, key, v):
        years = v.get("budget_by_year")
        first = self.financial_year(0)
        by_year = {first + i: self.money(x) for i, x in enumerate(years)} if years else {}
        budget = self.money(v["budget"]) if "budget" in v else sum(by_year.values()) if by_year else None
        return Bag(id=key, cls=v.get("class", "local"), cap=self.money(v.get("cap")), budget=budget, by_year=by_year)

    def _line(self, key, v, site, owner):
        until = self._month(v.get("until", self.M - 1))
        return Bag(id=key, site=site, category=v.get("category", "delivery"), bearer=v.get("bearer", "vehicle"),
                   rank=v.get("rank", 1), per=v.get("per", "month"), outcome=v.get("outcome"), months=v.get("for", 1),
                   start=self._month(v.get("from", 0)), until=until, amount=v["amount"], index=v.get("index"),
                   overrun=v.get("overrun", 1), site_overrun=owner.get("overrun", 1))

    def _site(self, key, own):
        raw = self.raw
        bare = lambda table: {k: dict(v) if isinstance(v, dict) else {"price": v} for k, v in (table or {}).items()}
        merged = {part: inherit(raw.get(part, {}), own.get(part))
                  for part in ("pathway", "evidence", "referrals", "provider")}
        tariffs = bare(own.get("tariffs"))
        merged["tariffs"] = inherit(bare(raw.get("tariffs")), tariffs)
        for k, v in merged["tariffs"].items():              # the site's tariff, the site, the default tariff, the deal
            if "shares" not in tariffs.get(k, {}):
                v["shares"] = own.get("shares", v.get("shares", raw.get("shares")))
        merged["overrun"] = own.get("overrun", raw.get("overrun", 1))
        shared = {k: v for k, v in raw.get("costs", {}).items() if v.get("scope") == "site"}
        merged["costs"] = inherit(shared, own.get("costs"))
        site = Bag(id=key, raw=merged, pathway=merged["pathway"], evidence=merged["evidence"], cap=self.money(own.get("cap")),
                   loadings=own.get("loadings", {}), targets=own.get("targets", {}))
        site.tariffs = [self._tariff(k, v, own.get("commissioner")) for k, v in merged["tariffs"].items() if self.outcomes[k].paid]
        r = merged["referrals"]
        site.referrals = Bag(law=r.get("law", "poisson"), dispersion=r.get("dispersion", 0), start=self._month(r.get("from", 0)),
                             until=self._month(r.get("until", self.M - 1)), rate=r.get("rate", 0), ramp=r.get("ramp", 0),
                             monthly=r.get("monthly"), effect=r.get("effect", {}))
        p = merged["provider"]
        site.provider = Bag(block=self.money(p.get("block", 0)), start=self._month(p.get("from", 0)),
                            until=self._month(p.get("until", self.M - 1)),
                            fees={k: self.money(x) for k, x in p.get("fees", {}).items()},
                            reimburse=millionths(p.get("reimburse", 0)), rank=p.get("rank", 1))
        site.groups = self._groups(site.pathway)
        return site

    def _tariff(self, key, v, commissioner):
        table = v["shares"]
        named = [(commissioner if k == "commissioner" else k, millionths(x)) for k, x in table.items() if k != "unpaid"]
        prices = v["price_by_year"] if "price_by_year" in v else [v["price"]]
        return Bag(outcome=key, prices=[self.money(x) for x in prices], index=v.get("index"), lag=v.get("lag", 0),
                   max_count=v.get("max_count"), cap=self.money(v.get("cap")),
                   payers=[k for k, _ in named], shares=[x for _, x in named] + [millionths(table.get("unpaid", 0))])

    def _groups(self, pathway):
        """Groups of exclusive siblings, parents before children; a transition without a group is its own."""
        groups = {}
        for k, v in pathway.items():
            name = ("group", v["group"]) if v.get("group") else ("alone", k)
            group = groups.setdefault(name, Bag(parent=v.get("from", "referral"), members=[]))
            assert group.parent == v.get("from", "referral"), "siblings of a group have one parent"
            group.members.append(k)
        ordered, known = [], {"referral"}
        while len(ordered) < len(groups):
            ready = [g for g in groups.values() if g.parent in known and g not in ordered]
            assert ready, "the pathway has a cycle"
            for g in ready:
                ordered.append(g)
                known.update(g.members)
        return ordered

    def _capital(self, c):
        d = c.get("distributions", {})
        self.hurdle, self.interest, self.reserve = c.get("hurdle", 0), c.get("interest", 0), self.money(c.get("reserve", 0))
        self.first, self.every = self._month(d.get("first", 0)), d.get("every", 1)
        self.on_exhaustion, self.surplus_to = c.get("on_exhaustion", "accrue"), c.get("surplus_to")
        self.tranches = [Bag(id=k, commitment=self.money(v["commitment"]), rank=v.get("rank", 1), coupon=v.get("coupon", 0),
                             irr_cap=v.get("irr_cap"), moic_cap=millionths(v["moic_cap"]) if v.get("moic_cap") is not None else None)
                         for k, v in c.get("tranches", {}).items()]
        self.surplus_site = next((s for s in self.sites if s.id == self.surplus_to and s.id not in self.payers), None)
