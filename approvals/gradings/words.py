"""Why somebody has the grade they have, in words that name nobody else."""

from collections.abc import Iterator, Mapping, Sequence

from django.utils.translation import gettext as _

from approvals.gradings.basis import Basis, Cap
from approvals.gradings.grade import Case, Given
from approvals.policies.grades import Grade, Grades


def words_of(given: Given, case: Case, *, rule: Grades, caps: Mapping[str, Cap]) -> str:
    """Return why a grade was given: outside the grades, by which score, and which better one was full."""
    return " ".join(_said(given, case, rule, caps))


def all_words(basis: Basis, given: Sequence[Given], *, rule: Grades) -> dict[int, str]:
    """Return what stands beside each line of a list."""
    cases = {case.key: case for case in basis.cases}
    return {one.key: words_of(one, cases[one.key], rule=rule, caps=basis.caps) for one in given}


def _said(given: Given, case: Case, rule: Grades, caps: Mapping[str, Cap]) -> Iterator[str]:
    grade = rule.named(given.grade)
    if given.position is None:
        yield _("“%(grade)s” by rule; outside the number due and outside the caps.") % {"grade": grade.title}
        return
    if case.score is not None:
        yield _score_words(grade, case)
    for full in given.over:
        yield _over_words(rule.named(full), caps[full], given.position)


def _score_words(grade: Grade, case: Case) -> str:
    words = {"score": f"{case.score:f}", "grade": grade.title, "line": grade.at_least}
    if grade.at_least is None:
        return _("Score %(score)s: “%(grade)s”.") % words
    return _("Score %(score)s; “%(grade)s” begins at %(line)s.") % words


def _over_words(grade: Grade, cap: Cap, position: int) -> str:
    words = {"grade": grade.title, "places": cap.places, "position": position, "rule": cap_words(cap)}
    return _("Position %(position)d; “%(grade)s” had %(places)d places: %(rule)s") % words


def cap_words(cap: Cap) -> str:
    """Say how many may get a grade and how that number came about; a fraction of a place is no place."""
    words = {"due": cap.due, "pct": cap.pct, "most": cap.most, "taken": cap.taken}
    if not cap.pct:
        said = _("at most %(most)d.") % words
    elif cap.is_up:
        said = _("%(pct)s %% of %(due)d due, rounded up, is %(most)d.") % words
    else:
        said = _("%(pct)s %% of %(due)d due, rounded down, is %(most)d.") % words
    if cap.pct and cap.most == 0:
        said += " " + _("So few are due that nobody can get it under this cap.")
    if cap.taken:
        said += " " + _("An earlier list gave %(taken)d of them.") % words
    if cap.variant:
        said += " " + _("Granted because: %(says)s.") % {"says": cap.variant.says}
    return said
