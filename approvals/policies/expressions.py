"""条件: CEL over declared facts, type-checked when a policy is published, yes, no or not known when a case is asked.

Our own functions: ``years(from, at)`` full years between two dates; ``date("2014-11-01")``; ``last(list, n)``;
``count(list, value)``; ``rank(title)`` from the process's table of professional titles.
"""

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from cel_expr_python import cel
from django.utils.translation import gettext as _

_STRINGS = cel.Type.List(cel.Type.STRING)
TYPES = {
    "bool": cel.Type.BOOL,
    "int": cel.Type.INT,
    "string": cel.Type.STRING,
    "list<string>": _STRINGS,
    "date": cel.Type.TIMESTAMP,
}
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_LITERAL = re.compile(r'"(?:[^"\\]|\\.)*"|\'(?:[^\'\\]|\\.)*\'')
_NAME = re.compile(r"(?<![.\w])[A-Za-z_]\w*")
_RANKED = re.compile(r"\brank\(\s*([\"'])(.*?)\1\s*\)")
_DATED = re.compile(r"\bdate\(\s*([\"'])(.*?)\1\s*\)")
_WHERE = re.compile(r"ERROR: <input>:(\d+):(\d+): (.*)")


@dataclass(frozen=True)
class Missing:
    """The facts without which an expression has no answer."""

    names: tuple[str, ...]


def evaluate(text: str, facts: Mapping[str, Any], *, ranks: Mapping[str, int] | None = None) -> Any | Missing:
    """Answer an expression from a case's facts; Missing when what is known does not decide it, never an error.

    A fact that is None is not known. Facts are kept as JSON, so a date may come as ``YYYY-MM-DD``.
    """
    known = {name: _cel_value(value) for name, value in facts.items() if value is not None}
    rank = cel.Function("rank", [cel.Type.STRING], False, (ranks or {}).__getitem__, cel.Type.INT)
    dates = frozenset(name for name, value in known.items() if isinstance(value, dt.datetime))
    answer = _compiled(text, dates).eval(_env(dates).Activation(known, functions=[rank]))
    if answer.type().name() != "ERROR":
        return answer.plain_value()
    asked = names_in(text)
    unknown = [name for name in asked if name in facts and facts[name] is None]
    return Missing(tuple(unknown or [name for name in asked if name not in known] or asked))


def refusal(text: str, *, facts: Mapping[str, str], ranks: Iterable[str] = (), gives: str = "bool") -> str | None:
    """Say why an expression cannot be published; None when it can.

    ``facts`` maps names to types, ``gives`` is the type the answer must have.
    """
    try:
        answer = _checking(frozenset(facts.items())).compile(text).return_type()
    except RuntimeError as error:
        return _in_words(str(error))
    if answer != TYPES[gives]:
        return _("it gives %(given)s where %(wanted)s is asked for") % {"given": _type_name(answer), "wanted": gives}
    return _unknown_literal(text, ranks=set(ranks))


def names_in(text: str) -> list[str]:
    """List the names an expression uses, in order; words inside quotes and after a point are none."""
    words = _NAME.finditer(_LITERAL.sub('""', text))
    called = dict.fromkeys(word.group() for word in words if not word.string[word.end() :].lstrip().startswith("("))
    return [name for name in called if name not in ("true", "false", "null", "in")]


def _years(start: dt.datetime, at: dt.datetime) -> int:
    return at.year - start.year - ((at.month, at.day) < (start.month, start.day))


def _last(values: list[str], number: int) -> list[str]:
    return list(values)[-number:] if number > 0 else []


def _count(values: list[str], value: str) -> int:
    return list(values).count(value)


def _date(text: str) -> dt.datetime:
    return dt.datetime.combine(dt.date.fromisoformat(text), dt.time(), dt.UTC)


def _function(name: str, gives: cel.Type, *takes: cel.Type, by=None) -> cel.FunctionDecl:
    return cel.FunctionDecl(name, [cel.Overload(f"yucai_{name}", gives, list(takes), impl=by)])


_OURS = cel.CelExtension(
    "yucai",
    [
        _function("years", cel.Type.INT, cel.Type.TIMESTAMP, cel.Type.TIMESTAMP, by=_years),
        _function("date", cel.Type.TIMESTAMP, cel.Type.STRING, by=_date),
        _function("last", _STRINGS, _STRINGS, cel.Type.INT, by=_last),
        _function("count", cel.Type.INT, _STRINGS, cel.Type.STRING, by=_count),
        _function("rank", cel.Type.INT, cel.Type.STRING),  # bound at each evaluation: the table is the process's
    ],
)


@lru_cache(maxsize=64)
def _env(dates: frozenset[str]) -> cel.Env:
    return cel.NewEnv(variables=dict.fromkeys(dates, cel.Type.TIMESTAMP), extensions=[_OURS])


@lru_cache(maxsize=1024)
def _compiled(text: str, dates: frozenset[str]) -> cel.Expression:
    # Types were checked when the policy was published; unchecked, a fact that is not known needs no declaration.
    # Only a date has to be declared, or the runtime does not take it.
    return _env(dates).compile(text, disable_check=True)


@lru_cache(maxsize=32)
def _checking(facts: frozenset[tuple[str, str]]) -> cel.Env:
    return cel.NewEnv(variables={name: TYPES[kind] for name, kind in facts}, extensions=[_OURS])


def _cel_value(value: Any) -> Any:
    if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
        return dt.datetime.combine(value, dt.time(), dt.UTC)
    if isinstance(value, str) and _DATE.fullmatch(value):
        return _date(value)
    return value


def _unknown_literal(text: str, *, ranks: set[str]) -> str | None:
    for match in _RANKED.finditer(text):
        if match.group(2) not in ranks:
            return _("there is no professional title “%(title)s”") % {"title": match.group(2)}
    for match in _DATED.finditer(text):
        try:
            dt.date.fromisoformat(match.group(2))
        except ValueError:
            return _("“%(date)s” is not a date; write it as 2014-11-01") % {"date": match.group(2)}
    return None


def _type_name(answer: cel.Type) -> str:
    return next((name for name, known in TYPES.items() if known == answer), answer.name().lower())


def _in_words(error: str) -> str:
    """Turn the compiler's first complaint into a sentence."""
    found = _WHERE.search(error)
    complaint = found.group(3) if found else error
    quoted = re.findall(r"'([^']*)'", complaint)
    if complaint.startswith("undeclared reference"):
        return _("there is no fact or function called “%(name)s”") % {"name": quoted[0]}
    if complaint.startswith("found no matching overload"):
        sentence = _("“%(operation)s” cannot be applied to %(types)s")
        return sentence % {"operation": quoted[0].strip("_").replace("_", " "), "types": quoted[1]}
    if complaint.startswith("Syntax error") and found:
        return _("it cannot be read, from character %(column)s on") % {"column": found.group(2)}
    return _("the compiler says “%(complaint)s”") % {"complaint": complaint.removesuffix(" [INVALID_ARGUMENT]")}
