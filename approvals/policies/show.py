"""The table a clerk would draw of a policy: who is asked, in which order, by when, and where each answer leads."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from approvals.policies.document import ELSE, Policy, Seat, Stage
from approvals.policies.kinds import KINDS, VERDICT_TITLES
from core.calendar.rules import Span, Unit
from core.organisations.roles import Role

COLUMNS = (
    gettext_lazy("No."),
    gettext_lazy("Stage"),
    gettext_lazy("Who acts"),
    gettext_lazy("Time limit"),
    gettext_lazy("Goes on to"),
    gettext_lazy("Otherwise"),
    gettext_lazy("Told when late"),
)
PLACES = {
    "school": gettext_lazy("the school"),
    "group": gettext_lazy("the school group"),
    "self": gettext_lazy("the person"),
    "nominator": gettext_lazy("the nominating office"),
}
NONE = "—"


@dataclass(frozen=True)
class Row:
    """One stage as the table shows it."""

    number: int
    key: str
    title: str
    who: str
    within: str
    onward: str
    otherwise: str
    late: str

    @property
    def cells(self) -> tuple[str, ...]:
        return (str(self.number), self.title, self.who, self.within, self.onward, self.otherwise, self.late)


def rows(policy: Policy, *, places: Mapping[str, str] | None = None) -> list[Row]:
    """Give a policy's stages as rows, even of one that cannot be published yet.

    ``places`` names the organisations its place words stand for.
    """
    names = {**PLACES, **(places or {})}
    return [_row(policy, stage, number, names) for number, stage in enumerate(policy.stages.values(), start=1)]


def span_text(span: Span) -> str:
    """Write a span of time in the reader's language."""
    words = {
        Unit.WORKING_DAY: ngettext("%(number)s working day", "%(number)s working days", span.number),
        Unit.CALENDAR_DAY: ngettext("%(number)s calendar day", "%(number)s calendar days", span.number),
        Unit.YEAR: ngettext("%(number)s year", "%(number)s years", span.number),
    }
    return words[span.unit] % {"number": span.number}


def seat_text(seat: Seat, *, places: Mapping[str, object] | None = None) -> str:
    """Write an office in words: where, then as what."""
    place = (places or PLACES).get(seat.place, seat.place)
    if seat.role is None:
        return str(place)
    role = Role(seat.role).label if seat.role in Role.values else seat.role
    return _("%(role)s (%(place)s)") % {"place": place, "role": role}


def _row(policy: Policy, stage: Stage, number: int, places: Mapping[str, object]) -> Row:
    onward = KINDS[stage.kind].onward
    others = [verdict for verdict in stage.then if verdict != onward]
    return Row(
        number=number,
        key=stage.key,
        title=str(stage.title),
        who=_who(policy, stage, places),
        within=_clock(stage),
        onward=_title(policy, stage.then[onward]),
        otherwise=_("; ").join(_leads(policy, stage, verdict) for verdict in others) or NONE,
        late=_(", ").join(seat_text(seat, places=places) for seat in stage.tell) or NONE,
    )


def _clock(stage: Stage) -> str:
    if stage.due is not None:
        return _("on the day set for it")
    return span_text(stage.within) if stage.within else NONE


def _who(policy: Policy, stage: Stage, places: Mapping[str, object]) -> str:
    if not stage.by:
        return _("by rule")
    said = {track: _(", ").join(seat_text(seat, places=places) for seat in seats) for track, seats in stage.by.items()}
    if list(said) == [ELSE]:
        return said[ELSE]
    return _("; ").join(f"{_track(policy, track)}: {who}" for track, who in said.items())


def _track(policy: Policy, key: str) -> str:
    if key == ELSE:
        return _("the others")
    return str(policy.tracks[key].title) if key in policy.tracks else key


def _leads(policy: Policy, stage: Stage, verdict: str) -> str:
    return f"{VERDICT_TITLES[verdict]} → {_title(policy, stage.then[verdict])}"


def _title(policy: Policy, key: str) -> str:
    node = policy.stages.get(key) or policy.outcomes.get(key)
    return str(node.title) if node else key
