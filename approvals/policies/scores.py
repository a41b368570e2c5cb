"""What publishing asks of score sheets: maxima that add up, rules that fit together, columns somebody fills in."""

from collections.abc import Iterator
from itertools import pairwise

from django.utils.translation import gettext as _

from approvals.policies.document import Policy
from approvals.policies.findings import Finding, found
from approvals.policies.sheets import Criterion, Points, Sheet


def sheet_findings(policy: Policy) -> Iterator[Finding]:
    """Say which sheets do not add up and which of their rules cannot be kept."""
    for sheet in policy.sheets.values():
        yield from _totals(policy, sheet)
        yield from _marks(policy, sheet)
        yield from _judges(policy, sheet)
        yield from _columns(policy, sheet)
        yield from _grades(policy, sheet)
        for criterion in sheet.criteria:
            path = f"scores.{sheet.key}.criteria.{criterion.key}"
            yield from _tracks(policy, path, criterion)
            yield from _criterion(policy, path, criterion)
            for part in criterion.parts:
                yield from _criterion(policy, f"{path}.parts.{part.key.partition('.')[2]}", part)


def _totals(policy: Policy, sheet: Sheet) -> Iterator[Finding]:
    """Add the weighted maxima up, for each track where criteria differ by track."""
    path = f"scores.{sheet.key}.criteria"
    if all(criterion.tracks is None for criterion in sheet.criteria):
        totals = {"": sum(criterion.max * criterion.weight for criterion in sheet.criteria)}
    else:
        totals = {key: sum(one.max * one.weight for one in sheet.of(key)) for key in policy.tracks}
    for track, total in totals.items():
        words = {"sheet": sheet.key, "total": _plain(total), "out_of": sheet.out_of}
        if total != sheet.out_of and not track:
            message = _("Score sheet “%(sheet)s”: the criteria add up to %(total)s, not to %(out_of)s.")
            yield found(policy, path, message % words)
        elif total != sheet.out_of:
            message = _("Score sheet “%(sheet)s”: for “%(track)s” the criteria add up to %(total)s, not to %(out_of)s.")
            yield found(policy, path, message % {**words, "track": policy.tracks[track].title})


def _plain(figure) -> str:
    written = f"{figure:f}"
    return written.rstrip("0").rstrip(".") if "." in written else written


def _marks(policy: Policy, sheet: Sheet) -> Iterator[Finding]:
    words = {"sheet": sheet.key, "out_of": sheet.full}
    if sheet.cap is not None and sheet.cap > sheet.out_of:
        message = _("Score sheet “%(sheet)s”: the cap is above full marks, %(out_of)s; nobody ever meets it.")
        yield found(policy, f"scores.{sheet.key}.cap", message % words)
    if sheet.pass_mark is not None and sheet.pass_mark > sheet.top and sheet.take != "sum":
        message = _("Score sheet “%(sheet)s”: the pass mark is above full marks, %(out_of)s.")
        yield found(policy, f"scores.{sheet.key}.pass_mark", message % {**words, "out_of": sheet.top})
    if sheet.converted_to is not None and sheet.take == "sum":
        message = _("Score sheet “%(sheet)s” adds the judges up; a sum has no full marks to be converted from.")
        yield found(policy, f"scores.{sheet.key}.converted_to", message % words)


def _grades(policy: Policy, sheet: Sheet) -> Iterator[Finding]:
    """Ask of the grades that every score earns exactly one."""
    path, lines = f"scores.{sheet.key}.grades", list(sheet.grades.items())
    words = {"sheet": sheet.key, "full": sheet.top}
    for (better, above), (grade, start) in pairwise(lines):
        if start >= above:
            message = _("Score sheet “%(sheet)s”: grade “%(grade)s” overlaps “%(better)s”, which starts at %(above)s.")
            told = {**words, "grade": grade, "better": better, "above": above}
            yield found(policy, f"{path}.{grade}", message % told)
    if lines and lines[-1][1] > 0:
        message = _("Score sheet “%(sheet)s”: scores below %(start)s earn no grade; the last one starts at 0.")
        yield found(policy, path, message % {**words, "start": lines[-1][1]})
    if lines and lines[0][1] > sheet.top and sheet.take != "sum":
        message = _("Score sheet “%(sheet)s”: nobody earns “%(grade)s”, which starts above full marks, %(full)s.")
        yield found(policy, f"{path}.{lines[0][0]}", message % {**words, "grade": lines[0][0]})


def _judges(policy: Policy, sheet: Sheet) -> Iterator[Finding]:
    if sheet.trim and sheet.trim_from <= 2 * sheet.trim:
        message = _("Score sheet “%(sheet)s”: of %(judges)s judges striking %(trim)s at either end leaves none.")
        trimmed = {"sheet": sheet.key, "judges": sheet.trim_from, "trim": sheet.trim}
        yield found(policy, f"scores.{sheet.key}.judges", message % trimmed)
    if sheet.per == "criterion" and sheet.when == "judge":
        message = _(
            "Score sheet “%(sheet)s” rounds each judge's total, but combines criterion by criterion; "
            "there is no judge's total."
        )
        yield found(policy, f"scores.{sheet.key}.round.when", message % {"sheet": sheet.key})


def _columns(policy: Policy, sheet: Sheet) -> Iterator[Finding]:
    if not sheet.columns:
        return
    path, total = f"scores.{sheet.key}.columns", sum(sheet.weights.values())
    if total != 1:
        message = _("Score sheet “%(sheet)s”: the weights of the columns add up to %(total)s, not to 1.")
        yield found(policy, path, message % {"sheet": sheet.key, "total": _plain(total)})
    filled = [stage.column for stage in policy.stages.values() if stage.sheet == sheet.key]
    for key, column in sheet.columns.items():
        words = {"sheet": sheet.key, "column": column.title}
        if key not in filled:
            yield found(policy, f"{path}.{key}", _("Score sheet “%(sheet)s”: no stage fills in “%(column)s”.") % words)
        elif filled.count(key) > 1:
            message = _("Score sheet “%(sheet)s”: more than one stage fills in “%(column)s”.")
            yield found(policy, f"{path}.{key}", message % words)


def _tracks(policy: Policy, path: str, criterion: Criterion) -> Iterator[Finding]:
    for track in sorted((criterion.tracks or frozenset()) - set(policy.tracks)):
        message = _("Criterion “%(criterion)s” is for the track “%(track)s”, which does not exist.")
        yield found(policy, f"{path}.for", message % {"criterion": criterion.title, "track": track})


def _criterion(policy: Policy, path: str, criterion: Criterion) -> Iterator[Finding]:
    words = {"criterion": criterion.title, "max": criterion.max}
    if criterion.parts and (criterion.levels or criterion.points):
        message = _("Criterion “%(criterion)s” has parts; its levels and points belong to them.")
        yield found(policy, path, message % words)
    total = sum(part.max for part in criterion.parts)
    if criterion.parts and total != criterion.max:
        message = _("Criterion “%(criterion)s”: its parts add up to %(total)s, not to %(max)s.")
        yield found(policy, f"{path}.parts", message % {**words, "total": _plain(total)})
    if criterion.levels and criterion.points:
        message = _("Criterion “%(criterion)s” has levels and points; a judge picks a level or lists items, not both.")
        yield found(policy, path, message % words)
    if criterion.levels and max(criterion.levels.values()) != criterion.max:
        message = _("Criterion “%(criterion)s”: the highest level does not give the maximum, %(max)s.")
        yield found(policy, f"{path}.levels", message % words)
    if criterion.points:
        yield from _points(policy, f"{path}.points", criterion, criterion.points)


def _points(policy: Policy, path: str, criterion: Criterion, rule: Points) -> Iterator[Finding]:
    words = {"criterion": criterion.title, "max": criterion.max}
    if rule.cap is not None and rule.cap != criterion.max:
        message = _("Criterion “%(criterion)s”: “cap” is not its maximum, %(max)s.")
        yield found(policy, f"{path}.cap", message % words)
    if rule.beyond and rule.unit is None:
        message = _("Criterion “%(criterion)s” counts beyond a number, but “unit” does not say of what.")
        yield found(policy, f"{path}.beyond", message % words)
    if not any(rule.levels.values() if rule.levels else (rule.each,)):
        message = _("Criterion “%(criterion)s”: no item is worth anything.")
        yield found(policy, f"{path}.each", message % words)
    if rule.mean_per and rule.highest_per:
        message = _("Criterion “%(criterion)s” says “highest_per” and “mean_per”; it is one or the other.")
        yield found(policy, f"{path}.mean_per", message % words)
    if rule.author is not None and 1 not in rule.author:
        message = _("Criterion “%(criterion)s” says nothing of a first author.")
        yield found(policy, f"{path}.author", message % words)
