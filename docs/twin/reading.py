"""Reads a YAML or JSON file as section 2 of docs/model.md describes it: numbers, inheritance, scenarios."""
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
NOT_NUMBERS = {"delay", "factors", "site_effects", "indices", "tables", "sites", "costs", "payers", "outcomes",
               "measures", "cohorts", "rewards", "each", "pooled", "bands", "tests", "reviews", "grants", "tranches",
               "levers", "effects", "benefits"}
# Stating a field of one side drops both fields of the other side from what is inherited.
ALTERNATIVES = [[{"hazards", "hazards_from"}, {"probability", "mean", "delay"}], [{"price"}, {"price_by_year"}, {"bands"}],
                [{"rate", "ramp"}, {"monthly"}], [{"amount"}, {"amounts"}], [{"block"}, {"block_by_year"}]]
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
    """Addresses with every `*` replaced by each key, or each place of a list, that stands there."""
    if "*" not in keys:
        return [keys]
    at = keys.index("*")
    there = find(raw, keys[:at])
    there = map(str, range(len(there))) if isinstance(there, list) else there
    return [full for k in there for full in expand(raw, keys[:at] + [k] + keys[at + 1:])]


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
