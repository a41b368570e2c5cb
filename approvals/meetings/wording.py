"""The words of the minutes, line by line, from what is on record."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from approvals.conflicts.models import Recusal
from approvals.meetings.agenda import dossier_papers
from approvals.meetings.count import SECOND, options_of
from approvals.meetings.forms import VOTE_TITLES
from approvals.meetings.models import AgendaItem, Meeting
from approvals.meetings.people import attended, is_own, members_of
from approvals.policies.kinds import VERDICT_TITLES
from approvals.rounds.counting import AGAIN
from approvals.rounds.models import Ballot
from core.templatetags.yucai import day, moment


def body(meeting: Meeting) -> list[list[str]]:
    """Return the lines of the minutes part by part: the head, each matter, the duties; not the clerk's paragraph."""
    cases = ("round__process__person", "round__process__organisation", "round__process__version")
    items = meeting.items.select_related(*cases).order_by("order", "pk")
    parts = [list(_head(meeting)), *(_matter(item, meeting=meeting) for item in items), list(_duties(meeting))]
    return [part for part in parts if part]


def _head(meeting: Meeting) -> Iterator[str]:
    stage, was_there = meeting.campaign.policy.stages[meeting.stage], attended(meeting)
    present = [user.name for user in members_of(meeting) if user.pk in was_there]
    absent = [user.name for user in members_of(meeting) if user.pk not in was_there]
    none = _("nobody")
    yield _("Minutes: %(body)s, %(stage)s") % {"body": meeting.organisation, "stage": stage.title.zh}
    yield _("Campaign: %(title)s") % {"title": meeting.campaign.title}
    yield _("Day: %(day)s") % {"day": day(meeting.held_on)}
    yield _("Place: %(place)s") % {"place": meeting.venue or _("not recorded")}
    yield _("Called by: %(name)s; closed by: %(closer)s, %(at)s") % {
        "name": meeting.called_by,
        "closer": meeting.closed_by,
        "at": moment(meeting.closed_at),
    }
    yield _("Present (%(n)d): %(names)s") % {"n": len(present), "names": _(", ").join(present) or none}
    yield _("Absent (%(n)d): %(names)s") % {"n": len(absent), "names": _(", ").join(absent) or none}


def _matter(item: AgendaItem, *, meeting: Meeting) -> list[str]:
    """Return what the minutes say of one matter."""
    case = item.round.case
    track = case.policy.tracks[case.track].title.zh
    head = _("%(order)d. %(title)s (%(unit)s, %(track)s, %(number)s)") % {
        "order": item.order,
        "title": case.title,
        "unit": case.organisation,
        "track": track,
        "number": case.number,
    }
    return [head, _papers(item), *_stepped_out(item, meeting=meeting), *_dismissed(item), *_counts(item), _result(item)]


def _papers(item: AgendaItem) -> str:
    own = [str(getattr(paper, "name", paper)) for _heading, paper in dossier_papers(item.round)]
    laid_on = [paper.name for paper in item.papers.order_by("pk")]
    return _("Papers: %(names)s") % {"names": _(", ").join([*own, *laid_on]) or _("none")}


def _stepped_out(item: AgendaItem, *, meeting: Meeting) -> Iterator[str]:
    seats = item.round.ballots.filter(role="").exclude(state=Ballot.State.RECUSED)
    voters = set(seats.values_list("user", flat=True))
    out = [user for user in members_of(meeting) if user.pk not in voters]
    if out:
        named = [_("%(name)s (%(why)s)") % {"name": user.name, "why": _why(item, user)} for user in out]
        yield _("Stepped out: %(names)s") % {"names": _(", ").join(named)}


def _why(item: AgendaItem, user) -> str:
    if is_own(item, user):
        return _("their own matter")
    found = Recusal.objects.filter(case=item.round.process_id, user=user).binding().first()
    return str(found.get_rule_display()) if found else _("declared by themselves")


def _dismissed(item: AgendaItem) -> Iterator[str]:
    """Name each alarm that two people dismissed, and why: whoever reads the minutes can judge it."""
    alarms = Recusal.objects.filter(case=item.round.process_id).exclude(dismissed_at=None)
    for alarm in alarms.select_related("user", "doubted_by", "dismissed_by").order_by("pk"):
        yield _("Alarm dismissed: %(name)s (%(rule)s); %(why)s; by %(first)s and %(second)s") % {
            "name": alarm.user,
            "rule": alarm.get_rule_display(),
            "why": alarm.doubt,
            "first": alarm.doubted_by,
            "second": alarm.dismissed_by,
        }


def _counts(item: AgendaItem) -> Iterator[str]:
    for number, counted in enumerate(item.counts, start=1):
        heading = _("Second ballot") if number == SECOND else _("Vote")
        yield _(
            "%(heading)s: %(present)d of %(electorate)d voted; for %(approve)d, against %(reject)d, "
            "to defer %(defer)d, abstained %(abstain)d; needed %(needed)d"
        ) % {"heading": heading, **counted}
        if "returns" in counted:
            yield _("To return it: %(returns)d") % counted
        if not item.round.rule.secret:
            yield from _by_name(item, vote_no=number)


def _by_name(item: AgendaItem, *, vote_no: int) -> Iterator[str]:
    """Say who voted how in an open ballot; a secret one has no names."""
    options = options_of(item.round.rule)
    cast = item.round.ballots.filter(role="", vote_no=vote_no, state=Ballot.State.CAST).order_by("pk")
    for choice in options:
        names = [str(ballot.user) for ballot in cast.select_related("user") if ballot.verdict == choice]
        if names:
            yield _("%(vote)s: %(names)s") % {"vote": dict(VOTE_TITLES)[choice], "names": _(", ").join(names)}


def _result(item: AgendaItem) -> str:
    round = item.round
    if not item.counts or item.counts[-1]["verdict"] == AGAIN:
        return _("Not counted: %(why)s") % {"why": round.reason}
    return _("Result: %(verdict)s") % {"verdict": VERDICT_TITLES[round.verdict]}


def _duties(meeting: Meeting) -> Iterator[str]:
    duties = list(meeting.duties.select_related("owner").order_by("pk"))
    if duties:
        yield _("Duties:")
    for number, duty in enumerate(duties, start=1):
        yield _("%(n)d. %(text)s; %(name)s, by %(day)s") % {
            "n": number,
            "text": duty.text,
            "name": duty.owner,
            "day": day(duty.due_on),
        }
