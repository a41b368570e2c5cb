"""What publishing asks of the figures: weights, trimming, shares, places and ties."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from approvals.policies.document import Policy, Sheet
from approvals.policies.findings import Finding, found


def figure_findings(policy: Policy) -> Iterator[Finding]:
    """Say which figures do not add up and which rules leave nobody or nothing."""
    for sheet in policy.sheets.values():
        yield from _sheet(policy, sheet)
    yield from _panels(policy)
    yield from _meetings(policy)
    if policy.places and policy.places.approx and policy.places.granted_by is None:
        message = _("The places may be moved by %(approx)s, but “granted_by” does not say who may.")
        yield found(policy, "quotas.places", message % {"approx": policy.places.approx})
    yield from _rankings(policy)


def _sheet(policy: Policy, sheet: Sheet) -> Iterator[Finding]:
    path, total = f"scores.{sheet.key}", sum(criterion.max for criterion in sheet.criteria)
    words = {"sheet": sheet.key, "total": total, "out_of": sheet.out_of}
    if total != sheet.out_of:
        message = _("Score sheet “%(sheet)s”: the criteria add up to %(total)s, not to %(out_of)s.")
        yield found(policy, f"{path}.criteria", message % words)
    if sheet.pass_mark is not None and sheet.pass_mark > sheet.out_of:
        message = _("Score sheet “%(sheet)s”: the pass mark is above full marks, %(out_of)s.")
        yield found(policy, f"{path}.pass_mark", message % words)
    if sheet.trim and sheet.trim_from <= 2 * sheet.trim:
        message = _("Score sheet “%(sheet)s”: of %(judges)s judges striking %(trim)s at either end leaves none.")
        trimmed = {"sheet": sheet.key, "judges": sheet.trim_from, "trim": sheet.trim}
        yield found(policy, f"{path}.judges", message % trimmed)


def _panels(policy: Policy) -> Iterator[Finding]:
    for key, stage in policy.stages.items():
        sheet = policy.sheets.get(stage.sheet or "")
        if sheet and "fail" in stage.then and sheet.pass_mark is None:
            message = _("“%(stage)s” says where failing leads, but “%(sheet)s” has no pass mark.")
            yield found(policy, f"stages.{key}.then", message % {"stage": stage.title, "sheet": sheet.key})


def _meetings(policy: Policy) -> Iterator[Finding]:
    for key, stage in policy.stages.items():
        shares = {"quorum": stage.quorum, "passes": stage.passes.share if stage.passes else None}
        for word, share in shares.items():
            if share is not None and share > 1:
                message = _("“%(stage)s”: %(share)s of the members is more than all of them.")
                yield found(policy, f"stages.{key}.{word}", message % {"stage": stage.title, "share": share})
        if stage.passes and stage.passes.strict and stage.passes.share >= 1:
            message = _("“%(stage)s”: no vote is more than all the votes.")
            yield found(policy, f"stages.{key}.passes", message % {"stage": stage.title})


def _rankings(policy: Policy) -> Iterator[Finding]:
    for key, stage in policy.stages.items():
        for track in policy.tracks.values() if stage.ranking else ():
            if policy.places is None or track.key not in policy.places.by_track:
                message = _("“%(stage)s” ranks “%(track)s”, for which no places are given.")
                yield found(policy, f"stages.{key}", message % {"stage": stage.title, "track": track.title})
    for key, ranking in policy.rankings.items():
        if not ranking.ties or ranking.ties[-1].by is not None:
            message = _("Ranking “%(ranking)s” does not say who decides when a tie is left at the end.")
            yield found(policy, f"ranking.{key}.ties", message % {"ranking": _used_as(policy, key)})
        if any(tie.by is None for tie in ranking.ties[:-1]):
            message = _("Ranking “%(ranking)s” asks a person before its last rule; what follows is never used.")
            yield found(policy, f"ranking.{key}.ties", message % {"ranking": _used_as(policy, key)})


def _used_as(policy: Policy, ranking: str) -> str:
    titles = [str(stage.title) for stage in policy.stages.values() if stage.ranking == ranking]
    return titles[0] if titles else ranking
