"""What publishing asks of panels, and of stages that fill in a column of a score sheet."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from approvals.policies.document import ELSE, Policy, Stage
from approvals.policies.findings import Finding, found


def panel_findings(policy: Policy) -> Iterator[Finding]:
    """Say which panels cannot be drawn, closed or failed as they are written, and which columns nobody can fill."""
    for stage in policy.stages.values():
        if stage.sheet in policy.sheets:
            yield from _column(policy, stage)
        if stage.kind == "panel":
            yield from _passing(policy, stage)
            yield from _drawn(policy, stage)
            yield from _closing(policy, stage)
        elif stage.column and stage.sheet is None:
            message = _("“%(stage)s” fills in a column, but does not say of which score sheet.")
            yield found(policy, f"stages.{stage.key}.column", message % {"stage": stage.title})


def _passing(policy: Policy, stage: Stage) -> Iterator[Finding]:
    sheet = policy.sheets.get(stage.sheet or "")
    if sheet and "fail" in stage.then and sheet.pass_mark is None:
        message = _("“%(stage)s” says where failing leads, but “%(sheet)s” has no pass mark.")
        yield found(policy, f"stages.{stage.key}.then", message % {"stage": stage.title, "sheet": sheet.key})


def _drawn(policy: Policy, stage: Stage) -> Iterator[Finding]:
    path = f"stages.{stage.key}.draw"
    for unknown in sorted(set(stage.draw_by) - {ELSE, *policy.tracks}):
        message = _("“%(stage)s” draws judges for the track “%(track)s”, which does not exist.")
        yield found(policy, path, message % {"stage": stage.title, "track": unknown})
    for key, track in policy.tracks.items():
        words = {"stage": stage.title, "track": track.title}
        if stage.judges(key) is None:
            message = _("“%(stage)s” does not say how many judges are drawn for “%(track)s”.")
            yield found(policy, path, message % words)
        elif stage.judges(key) == 0 and not stage.is_nobodys(key):
            message = _("“%(stage)s” draws nobody for “%(track)s”; say “if_none: skip” where it is to be passed by.")
            yield found(policy, path, message % words)


def _closing(policy: Policy, stage: Stage) -> Iterator[Finding]:
    path = f"stages.{stage.key}"
    sizes = [n for key in policy.tracks if (n := stage.judges(key))]
    smallest = min(sizes, default=None)
    words = {"stage": stage.title, "n": smallest, "enough": stage.enough, "least": stage.at_least}
    if stage.clerk is None and (stage.clerk_closes or stage.at_least > 1):
        message = _("“%(stage)s” may have to be closed by its clerk, but “clerk” does not say who that is.")
        yield found(policy, f"{path}.clerk", message % words)
    if smallest is None:
        return
    if stage.enough is not None and (stage.enough > smallest or set(sizes) != {stage.of}):
        message = _("“%(stage)s” closes with %(enough)s of %(of)s sheets, but draws %(n)s judges.")
        yield found(policy, f"{path}.closes", message % {**words, "of": stage.of, "n": _listed(sizes)})
    if stage.at_least > (stage.enough or smallest):
        message = _("“%(stage)s” asks for at least %(least)s sheets, more than it closes with.")
        yield found(policy, f"{path}.at_least", message % words)


def _listed(sizes: list[int]) -> str:
    return _(" or ").join(str(size) for size in sorted(set(sizes)))


def _column(policy: Policy, stage: Stage) -> Iterator[Finding]:
    sheet, path = policy.sheets[stage.sheet or ""], f"stages.{stage.key}.column"
    words = {"stage": stage.title, "sheet": sheet.key, "column": stage.column}
    if stage.column is None and sheet.columns:
        message = _("“%(stage)s” is scored on “%(sheet)s”, but does not say which column it fills in.")
        yield found(policy, path, message % words)
    elif stage.column is None and stage.kind != "panel":
        message = _("“%(stage)s” is scored on “%(sheet)s”, which has no columns; only a panel scores such a sheet.")
        yield found(policy, path, message % words)
    elif stage.column is not None and stage.column not in sheet.columns:
        message = _("“%(stage)s” fills in the column “%(column)s”, which “%(sheet)s” does not have.")
        yield found(policy, path, message % words)
    if stage.kind != "panel" and any(len(stage.seats(track)) > 1 for track in policy.tracks):
        message = _("“%(stage)s” fills in a column; one office does that, not several.")
        yield found(policy, f"stages.{stage.key}.by", message % words)
