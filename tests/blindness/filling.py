"""What the arguments of an address are in a world: which rounds, papers, lists and people are asked for."""

from collections.abc import Callable

from approvals.cohorts import COLLECTIVE
from approvals.conflicts.models import Recusal
from approvals.documents.kinds import kinds
from approvals.documents.models import IssuedDocument
from approvals.feeds.services import hash_of
from approvals.models import (
    AgendaItem,
    CalendarFeed,
    Meeting,
    NoticeEntry,
    PublicNotice,
    Round,
)
from approvals.rounds import verbs
from core.models import Person
from tests.blindness.worlds import World
from workflows.selection.models import NominationPaper

Filled = list[tuple]


def nothing(world: World) -> Filled:
    return []


def once(world: World) -> Filled:
    return [()]


def own_feed(world: World) -> Filled:
    """Return the secret address of the reader's own calendar, which is opened for them first."""
    if world.reader is None:
        return [("nobody's",)]
    token = f"of-{world.reader.pk}"
    kept = {"district": world.season.district, "token_hash": hash_of(token), "made_at": world.season.now}
    CalendarFeed.objects.update_or_create(user=world.reader, defaults=kept)
    return [(token,)]


def keys_of(model) -> Callable[[World], Filled]:
    return lambda world: list(model.objects.order_by("pk").values_list("pk"))


def rounds(world: World) -> Filled:
    """Return the rounds of the case in which people have judged it, and the one where it waits."""
    judged = Round.objects.filter(process=world.case, kind__in=("panel", "meeting"))
    waiting = Round.objects.filter(process=world.case, closed_at=None)
    return list((judged | waiting).order_by("pk").values_list("process", "pk"))


def all_verbs(world: World) -> Filled:
    """Return the verbs that the reader is offered where the case waits, and one that they are not."""
    open_round = Round.objects.filter(process=world.case, closed_at=None).select_related("process__version").first()
    if open_round is None:
        return []
    keys = {True: list[str](), False: list[str]()}
    for key, verb in sorted(verbs._verbs.items()):
        keys[bool(world.reader and verb.may(world.reader, open_round))].append(key)
    return [(world.case.pk, open_round.pk, key) for key in [*keys[True], *keys[False][:1]]]


def cohorts(world: World) -> Filled:
    """Return where the case waits with others, or would: the first collegial stages of its campaign."""
    campaign = world.case.campaign
    now = Round.objects.filter(process=world.case, closed_at=None, kind__in=COLLECTIVE).values_list("stage", flat=True)
    ranked = [stage.key for stage in campaign.policy.stages.values() if stage.kind == "ranking"]
    return [(campaign.pk, stage) for stage in dict.fromkeys([*now, *ranked])]


def lists(world: World) -> Filled:
    return [(*where, world.case.track) for where in cohorts(world)]


def units(world: World) -> Filled:
    return [(*where, 0) for where in cohorts(world)]  # a unit's own list has the school in its address


def entries(world: World) -> Filled:
    return list(NoticeEntry.objects.filter(round__process=world.case).order_by("pk").values_list("notice", "pk"))


def papers_listed(world: World) -> Filled:
    listed = NominationPaper.objects.filter(nomination=world.case.nomination)
    return list(listed.order_by("pk").values_list("nomination", "pk"))


def the_nomination(world: World) -> Filled:
    return [(world.case.nomination.pk,)]


def the_case(world: World) -> Filled:
    return [(world.case.pk,)]


def somebody(world: World) -> Filled:
    """Return the first file opened: the same person in every world, since the one judged is not."""
    return list(Person.objects.order_by("pk").values_list("pk")[:1])


def first_papers(world: World) -> Filled:
    return [(*where, 1) for where in rounds(world)]


def recusals(world: World) -> Filled:
    return list(Recusal.objects.order_by("pk").values_list("case", "pk"))


def matters(world: World) -> Filled:
    return list(AgendaItem.objects.order_by("pk").values_list("meeting", "pk"))


def drafts(world: World) -> Filled:
    """Return every kind of paper with what it could be of: the meetings, the notices, the campaign.

    Papers of a case print the head of its record, which every act changes; they are tested with the papers.
    """
    things = {"meeting": keys_of(Meeting), "notice": keys_of(PublicNotice), "case": nothing}
    things["campaign"] = lambda world: [(world.case.campaign_id,)]
    return [(kind.key, *key) for kind in kinds() for key in things[kind.of](world)]


def drawings(world: World) -> Filled:
    """Return every draft as Word, of which print is made: what one does not say the other cannot."""
    return [(*args, "docx") for args in drafts(world)]


def codes(world: World) -> Filled:
    return [("0" * 16,), *IssuedDocument.objects.values_list("code")]
