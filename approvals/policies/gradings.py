"""What publishing asks of grades: that they leave no gap, do not overlap, and that a full one leads somewhere."""

import re
from collections.abc import Collection, Iterator

from django.utils.translation import gettext as _

from approvals.policies.document import Policy
from approvals.policies.findings import Finding, found
from approvals.policies.grades import Grade, Grades, Variant

GRADE = "grade"  # the live fact that conditions of stages ask for
_COMPARED = re.compile(rf"(?<![.\w]){GRADE}\s*(?:[=!]=\s*([\"'])(?P<one>.*?)\1|in\s*\[(?P<list>[^\]]*)\])")
_QUOTED = re.compile(r"[\"'](.*?)[\"']")


def grade_findings(policy: Policy) -> Iterator[Finding]:
    """Say which grades could go to nobody, which people would get none, and which conditions ask for no grade."""
    for key, rule in policy.gradings.items():
        words = {"grades": _used_as(policy, key)}
        yield from _order(policy, rule)
        yield from _last(policy, rule)
        yield from _ties(policy, rule, words)
        yield from _sheet(policy, rule, words)
    yield from _conditions(policy)


def grade_tests(policy: Policy) -> Iterator[tuple[str, object, str, str]]:
    """Give every expression of the grades: where it stands, its title, its text, the type it must have."""
    for key, rule in policy.gradings.items():
        for section, grades in (("apart", rule.apart), ("grades", rule.grades)):
            for grade in grades:
                if grade.when:
                    yield f"grades.{key}.{section}.{grade.key}.when", grade.title, grade.when, "bool"
        for number, tie in enumerate(rule.ties):
            if tie.by:
                yield f"grades.{key}.ties.{number}.by", tie.says, tie.by, "int"


def grade_names(policy: Policy) -> Iterator[tuple[str, str, str, Collection[str]]]:
    """Give every name that grades and gradings use: where it stands, its kind, the name, what is known."""
    for key, stage in policy.graders.items():
        yield f"stages.{key}.grading", _("grades"), stage.grading or "", policy.gradings
    for key, rule in policy.gradings.items():
        if rule.sheet:
            yield f"grades.{key}.by", _("score sheet"), rule.sheet, policy.sheets


def variants_of(policy: Policy) -> Iterator[tuple[str, Variant]]:
    """Give every other cap that an office may grant, with its path in the text."""
    for key, rule in policy.gradings.items():
        for grade in rule.grades:
            for variant in grade.variants.values():
                yield f"grades.{key}.grades.{grade.key}.variants.{variant.key}", variant


def _used_as(policy: Policy, key: str) -> str:
    titles = [str(stage.title) for stage in policy.graders.values() if stage.grading == key]
    return titles[0] if titles else key


def _order(policy: Policy, rule: Grades) -> Iterator[Finding]:
    """Refuse a grade that nobody can reach, because one above takes everybody first."""
    above: Grade | None = None
    for grade in rule.grades:
        path, words = f"grades.{rule.key}.grades.{grade.key}", {"grade": grade.title}
        if grade.variants and grade.most is None:
            message = _("“%(grade)s” has other caps, but says no usual one (most).")
            yield found(policy, f"{path}.variants", message % words)
        if above is not None and _hides(above, grade):
            message = _("“%(grade)s” overlaps with “%(above)s” before it: nobody would ever get it.")
            yield found(policy, path, message % {**words, "above": above.title})
        above = grade if above is None or not grade.when else above


def _hides(above: Grade, grade: Grade) -> bool:
    if above.when or above.most:
        return False
    return above.at_least is None or (grade.at_least is not None and grade.at_least >= above.at_least)


def _last(policy: Policy, rule: Grades) -> Iterator[Finding]:
    last = rule.grades[-1]
    if last.at_least is not None or last.when or last.most:
        message = _(
            "The grades leave a gap below “%(grade)s”: the last one must take everybody, without at_least, when "
            "and most."
        )
        yield found(policy, f"grades.{rule.key}.grades.{last.key}", message % {"grade": last.title})
    keys = rule.keys
    for key in sorted({key for key in keys if keys.count(key) > 1}):
        message = _("“%(key)s” names two grades of one list.")
        yield found(policy, f"grades.{rule.key}.grades.{key}", message % {"key": key})


def _ties(policy: Policy, rule: Grades, words: dict[str, str]) -> Iterator[Finding]:
    path = f"grades.{rule.key}.ties"
    if any(grade.most for grade in rule.grades) and (not rule.ties or rule.ties[-1].by is not None):
        message = _("“%(grades)s” caps a grade, but does not say who decides when a tie is left at the cap.")
        yield found(policy, path, message % words)
    if any(tie.by is None for tie in rule.ties[:-1]):
        message = _("“%(grades)s” asks a person before its last rule; what follows is never used.")
        yield found(policy, path, message % words)


def _sheet(policy: Policy, rule: Grades, words: dict[str, str]) -> Iterator[Finding]:
    sheet = policy.sheets.get(rule.sheet or "")
    for grade in rule.grades:
        path = f"grades.{rule.key}.grades.{grade.key}.at_least"
        if grade.at_least is None or (rule.sheet and sheet is None):  # an unknown sheet is refused elsewhere
            continue
        if sheet is None:
            message = _("“%(grade)s” asks for a score, but the grades name no score sheet (by).")
            yield found(policy, path, message % {"grade": grade.title})
        elif grade.at_least > sheet.full and sheet.take != "sum":
            message = _("“%(grade)s” asks for more than full marks, %(full)s: nobody would ever get it.")
            yield found(policy, path, message % {"grade": grade.title, "full": sheet.full})


def _conditions(policy: Policy) -> Iterator[Finding]:
    """Refuse a condition that asks for a grade nobody is ever given: a misspelt one would skip its stage in silence."""
    known = {key for rule in policy.gradings.values() for key in rule.keys}
    for stage in policy.stages.values():
        for name in _grades_in(stage.when or ""):
            if known and name not in known:
                message = _("“%(stage)s” asks for the grade “%(grade)s”, which does not exist; there are: %(known)s.")
                said = {"stage": stage.title, "grade": name, "known": ", ".join(sorted(known))}
                yield found(policy, f"stages.{stage.key}.when", message % said)


def _grades_in(text: str) -> Iterator[str]:
    for match in _COMPARED.finditer(text):
        if match["one"] is not None:
            yield match["one"]
        else:
            yield from _QUOTED.findall(match["list"])
