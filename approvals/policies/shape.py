"""The shape of a policy: schema.json, and its refusals said in words with the line they stand on."""

import json
from collections.abc import Iterable
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from jsonschema import Draft202012Validator

from approvals.policies.findings import Finding
from approvals.policies.kinds import KINDS

# What a value of each named shape looks like; the names are the titles in schema.json.
SHAPES = {
    "text": gettext_lazy("words, or {zh: …, en: …}"),
    "key": gettext_lazy("a name of small letters, digits and underscores that is not a word of the format"),
    "slug": gettext_lazy("a name of small letters, digits and hyphens"),
    "source_key": gettext_lazy("a name of letters and digits"),
    "span": gettext_lazy("a time such as “10 working days” or “5 calendar days”"),
    "years": gettext_lazy("whole years such as “3y”"),
    "hour": gettext_lazy("an hour such as “18:00”"),
    "seat": gettext_lazy("an office such as “officer@personnel”, or “self”, or “nominator”"),
    "seats": gettext_lazy("one office such as “officer@personnel”, or a list of offices"),
    "by": gettext_lazy("an office such as “officer@personnel”, a list of offices, or one for each track"),
    "expression": gettext_lazy("an expression in quotes"),
    "points": gettext_lazy("a number above 0"),
    "law": gettext_lazy("the name of a transition"),
    "fact": gettext_lazy("the name of a fact"),
    "from": gettext_lazy("a source and its article, such as “B 3.2”"),
    "assumed": gettext_lazy("the reason in words"),
    "fraction": gettext_lazy("a part such as “2/3”"),
    "passes": gettext_lazy("a rule such as “more than 1/2 of electorate” or “at least 2/3 of present”"),
    "threshold": gettext_lazy("“all”, “any”, a number, or a rule such as “at least 2/3 of present”"),
    "decides": gettext_lazy("“all”, “any”, “in_turn”, “3 of 5”, or thresholds such as {approve: 3}"),
    "drawn": gettext_lazy("a number above 0, or one for each track"),
    "closes": gettext_lazy("“all”, “clerk”, or so many as “3 of 5”"),
    "amount": gettext_lazy("a number, 0 or more"),
    "percent": gettext_lazy("a number from 0 to 100"),
    "each": gettext_lazy("points for one, or points by level such as {first: 10}"),
    "author": gettext_lazy("a factor by rank such as {1: 1, 2: 0.6}, or {less: 2}"),
    "returns_to": gettext_lazy("“any”, or a list of stages"),
    "bounded": gettext_lazy("either “at_least” with “who”, or “at_most” with “who” or “per”"),
    "share": gettext_lazy("a number above 0, or a share such as {pct: 15, round: up}"),
    "proposing": gettext_lazy("something with either “proposes” or “through”"),
    "decided": gettext_lazy("something with either “by” or “person: true”"),
}
TYPES = {
    "object": gettext_lazy("a section with keys of its own"),
    "array": gettext_lazy("a list"),
    "string": gettext_lazy("words"),
    "integer": gettext_lazy("a whole number"),
    "number": gettext_lazy("a number"),
    "boolean": gettext_lazy("true or false"),
}


@cache
def schema() -> dict[str, Any]:
    """Read the schema; its decimals as Decimal, as the policies' own."""
    return json.loads(Path(__file__).with_name("schema.json").read_text("utf-8"), parse_float=Decimal)


@cache
def _validator() -> Draft202012Validator:
    return Draft202012Validator(schema())


def shape_findings(content: Any, *, lines: dict[str, int]) -> list[Finding]:
    """List where a text that is YAML is not a policy, from top to bottom."""
    found = {}
    for error in _validator().iter_errors(content):
        for path, message in _said(error):
            line = _line(path, lines=lines)
            words = _("Line %(line)s: %(message)s") % {"line": line, "message": message}
            found[line, words] = Finding(words, line, ".".join(path))
    return [found[place] for place in sorted(found)]


def _said(error: Any) -> Iterable[tuple[list[str], str]]:
    path = [str(step) for step in error.absolute_path]
    here = ".".join(path) or _("the policy")
    if error.validator in ("additionalProperties", "unevaluatedProperties"):
        for key in _strangers(error):
            yield [*path, key], _("“%(key)s” is not known in “%(place)s”.") % {"key": key, "place": here}
    elif error.validator == "required":
        missing = error.message.split("'")[1]  # jsonschema names it nowhere else
        yield path, _("“%(place)s” lacks “%(key)s”.") % {"place": here, "key": missing}
    elif error.validator == "dependentRequired":
        yield path, _("“%(place)s” says “trim” and “from” together or not at all.") % {"place": here}
    elif "propertyNames" in error.absolute_schema_path:
        key = str(error.instance)
        yield (
            [*path, key],
            _("“%(key)s” cannot be a key in “%(place)s”: it should be %(shape)s.")
            % {
                "key": key,
                "place": here,
                "shape": _shape(error),
            },
        )
    else:
        yield path, _("“%(place)s” should be %(shape)s.") % {"place": here, "shape": _shape(error)}


def _shape(error: Any) -> str:
    rule = error.schema
    if isinstance(rule, dict) and rule.get("title") in SHAPES:
        return str(SHAPES[rule["title"]])
    match error.validator:
        case "enum":
            return _("one of: %(words)s") % {"words": ", ".join(map(_word, error.validator_value))}
        case "const":
            return _word(error.validator_value)
        case "type":
            return str(TYPES[error.validator_value])
        case "minimum":
            return _("%(number)s or more") % {"number": error.validator_value}
        case "maximum":
            return _("%(number)s or less") % {"number": error.validator_value}
        case "maxProperties":
            return _("no more than one")
        case "minItems" | "minProperties" | "minLength":
            return _("filled in")
        case "uniqueItems":
            return _("without repetition")
    return _("a date such as “2021-04-27”")


def _word(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _strangers(error: Any) -> list[str]:
    if error.validator == "additionalProperties":
        return [key for key in error.instance if key not in error.schema.get("properties", {})]
    kind = str(error.instance.get("kind"))
    if kind not in KINDS:  # said already, and without a kind nothing is strange
        return []
    return [key for key in error.instance if key not in _stage_keys(kind)]


@cache
def _stage_keys(kind: str) -> frozenset[str]:
    return frozenset(_keys_of("stage")) | frozenset(_keys_of(kind) if kind in schema()["$defs"] else ())


def _keys_of(name: str) -> Iterable[str]:
    rule = schema()["$defs"][name]
    yield from rule.get("properties", {})
    if name != "stage":
        for part in rule.get("allOf", ()):
            yield from _keys_of(part["$ref"].rpartition("/")[2])


def _line(path: list[str], *, lines: dict[str, int]) -> int:
    while path and ".".join(path) not in lines:
        path = path[:-1]
    return lines.get(".".join(path), 1)
