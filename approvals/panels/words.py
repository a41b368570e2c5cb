"""推导: a derivation in words, step by step, as the secretary reads it out."""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from approvals.panels.exact import shown, text
from approvals.policies.sheets import OLDER, Criterion, Points, Sheet, years_of

HALVES = {
    "up": pgettext_lazy("rounding", "half up"),
    "even": pgettext_lazy("rounding", "half to the even digit"),
    "down": pgettext_lazy("rounding", "half down"),
}
TAKES = {
    "mean": gettext_lazy("Mean of %(of)s: %(gives)s."),
    "median": gettext_lazy("Median of %(of)s: %(gives)s."),
    "sum": gettext_lazy("Sum of %(of)s: %(gives)s."),
    "add": gettext_lazy("Sum of %(of)s: %(gives)s."),
}
POINT_STEPS = {
    "least": gettext_lazy("fewer than %(items)s: none counts"),
    "least_years": gettext_lazy("fewer than %(items)s in one of the last %(years)s years: none counts"),
    "max": gettext_lazy("the highest alone counts: %(gives)s"),
    "mean": gettext_lazy("mean of them: %(gives)s"),
    "times": gettext_lazy("× %(by)s: %(gives)s"),
    "cap": gettext_lazy("cut to the most that may be had: %(gives)s"),
}


def words(derivation: Mapping[str, Any], *, sheet: Sheet) -> list[str]:
    """Write a derivation out, a sentence a step; sheets are numbered in the order of their totals."""
    criteria = {criterion.key: criterion for criterion in sheet.criteria}
    titles = {key: str(criterion.title) for key, criterion in criteria.items()}
    titles |= {column.key: str(column.title) for column in sheet.columns.values()}
    said, number = [], 0
    for step in derivation.get("steps", ()):
        number += step["do"] == "sheet"
        sentence = _sheet(step, number, criteria) if step["do"] == "sheet" else _step(step, titles)
        if "criterion" in step:
            sentence = _("%(criterion)s: %(sentence)s") % {"criterion": titles[step["criterion"]], "sentence": sentence}
        said.append(sentence)
    return said


def _step(step: Mapping[str, Any], titles: Mapping[str, str]) -> str:
    match step["do"]:
        case "strike":
            ends = {"highest": _listed(step["highest"]), "lowest": _listed(step["lowest"])}
            return _("Highest %(highest)s and lowest %(lowest)s struck.") % ends
        case "keep":
            judges = {"judges": step["judges"], "from": step["from"]}
            return _("Nothing struck: %(judges)d sheets, and striking begins at %(from)d.") % judges
        case "cap":
            return _("Cut to the most a total may be: %(gives)s.") % {"gives": shown(step["gives"])}
        case "round":
            rule = {"half": HALVES[step["half"]], "to": step["to"], "gives": step["gives"]}
            return _("Rounded %(half)s to %(to)s: %(gives)s.") % rule
        case "convert":
            told = {key: shown(step[key]) for key in ("score", "from", "to", "gives")}
            return _("Converted from %(from)s to %(to)s: %(score)s × %(to)s ÷ %(from)s = %(gives)s.") % told
        case "grade":
            return _("Grade “%(gives)s”, from %(from)s.") % {"gives": step["gives"], "from": step["from"]}
        case "column":
            part = {**step, "title": titles[step["key"]], "gives": shown(step["gives"])}
            return _("%(title)s %(score)s × %(weight)s = %(gives)s.") % part
        case take:
            return TAKES[take] % {"of": _listed(step["of"], with_plus=take == "add"), "gives": shown(step["gives"])}


def _listed(figures: list[str], *, with_plus: bool = False) -> str:
    return (" + " if with_plus else _(", ")).join(map(shown, figures))


def _sheet(step: Mapping[str, Any], number: int, criteria: Mapping[str, Criterion]) -> str:
    lines = _("; ").join(_criterion(line, criteria[line["key"]]) for line in step["criteria"])
    told = {"number": number, "lines": lines, "total": shown(step["total"])}
    if "lacks" in step:
        told["lacks"] = _(", ").join(str(criteria[key].title) for key in step["lacks"])
        return _("Sheet %(number)d: %(lines)s. Without “%(lacks)s” the total is 0.") % told
    return _("Sheet %(number)d: %(lines)s. Total %(total)s.") % told


def _criterion(line: Mapping[str, Any], criterion: Criterion) -> str:
    figure = shown(line["points"])
    if line.get("missing"):
        figure = _("left out, 0")
    elif "level" in line:
        figure = f"{line['level']} {figure}"
    if line.get("weight", "1") != "1":
        figure = f"{figure} × {line['weight']} = {shown(line['gives'])}"
    told, steps = f"{criterion.title} {figure}", line_words(line, criterion)
    return _("%(told)s (%(steps)s)") % {"told": told, "steps": _("; ").join(steps)} if steps else told


def line_words(line: Mapping[str, Any], criterion: Criterion) -> list[str]:
    """Say what the points of a criterion are made of: its items or its parts, and why it counts for nothing."""
    parts = {part.key: part for part in criterion.parts}
    said = [_criterion(one, parts[one["key"]]) for one in line.get("parts", ())]
    said += [item_words(item, rule=criterion.points) for item in line.get("items", ())]
    said += [_point_step(step) for step in line.get("steps", ())]
    if "lacks" in line:
        lacks = _(", ").join(str(parts[key].title) for key in line["lacks"])
        said.append(_("nothing without “%(lacks)s”") % {"lacks": lacks})
    if line.get("out") == "only_if":
        said.append(_("does not count: not “%(name)s”") % {"name": criterion.only_if})
    return said


def _point_step(step: Mapping[str, str]) -> str:
    if step["do"] == "mean_per":
        times = "" if step["times"] == "1" else f" × {shown(step['times'])}"
        told = {"of": _listed(step["of"].split()), "group": step["group"], "times": times}
        return _("%(group)s: mean of %(of)s%(times)s = %(gives)s") % {**told, "gives": shown(step["gives"])}
    return str(POINT_STEPS[step["do"]]) % {**step, "gives": shown(step["gives"])}


def item_words(line: Mapping[str, Any], *, rule: Points | None) -> str:
    """Write out what one listed item is worth, and why."""
    said = " ".join(filter(None, (line["title"], line.get("level", ""))))
    if line.get("out") == "only":
        return _("%(item)s does not count: not “%(name)s”") % {"item": said, "name": name_words(line["name"])}
    parts = " ".join([_worth(line, rule), *_parts(line, rule)])
    if line.get("out") == "highest_per":
        return _("%(item)s %(parts)s, left out: a higher one of the same counts") % {"item": said, "parts": parts}
    gives = "" if parts == shown(line["points"]) else f" = {shown(line['points'])}"
    return f"{said} {parts}{gives}"


def _worth(line: Mapping[str, Any], rule: Points | None) -> str:
    """Return what an item is worth before anything changes it: of so many, each, and of those beyond a number."""
    if rule is None or rule.unit is None or "number" not in line:
        return shown(line["worth"])
    each, number = rule.levels.get(line.get("level", ""), rule.each), Fraction(line["number"])
    told = {"number": shown(line["number"]), "unit": rule.unit, "each": each}
    if not rule.beyond:
        return _("%(number)s %(unit)s × %(each)s") % told
    told |= {"beyond": rule.beyond, "rest": shown(text(max(number - Fraction(rule.beyond), Fraction(0))))}
    return _("%(number)s %(unit)s, %(rest)s of them beyond %(beyond)s, × %(each)s") % told


def _author(rank: int, rule: Points | None) -> str:
    """Return what an author's rank leaves of an item."""
    if rule is None or rank == 1:
        return _("(author %(rank)d)") % {"rank": rank}
    if rule.author is None and (rule.to is None or rank <= rule.to):
        return _("− %(less)s (author %(rank)d)") % {"less": (rule.less or 0) * (rank - 1), "rank": rank}
    factor = (rule.author or {}).get(rank, Fraction(0))
    return _("× %(factor)s (author %(rank)d)") % {"factor": shown(text(factor)), "rank": rank}


def _parts(line: Mapping[str, Any], rule: Points | None) -> Iterator[str]:
    for name, factor in line.get("factors", ()):
        yield _("× %(factor)s (%(name)s)") % {"factor": factor, "name": name_words(name)}
    if "rank" in line:
        yield _author(line["rank"], rule)


def name_words(name: str) -> str:
    """Return a mark, or a rule about a date, in words."""
    years = years_of(name)
    if years is None:
        return name
    if name.startswith(OLDER):
        return ngettext("older than %(years)d year", "older than %(years)d years", years) % {"years": years}
    return ngettext("within %(years)d year", "within %(years)d years", years) % {"years": years}
