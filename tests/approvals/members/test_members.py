"""Changing who sits in a round: who may, who may be asked, and what the rule counts afterwards."""

import pytest
from django.core.exceptions import PermissionDenied

from approvals.conflicts.stepping import step_aside
from approvals.members import services
from approvals.members.candidates import askable, colleagues
from approvals.models import Ballot, Round
from approvals.rounds.seats import awaited
from approvals.rounds.services import decide
from core.clock import day_of
from core.errors import Conflict, Refused
from core.models import Event, User
from notifications.models import Message

pytestmark = pytest.mark.django_db


@pytest.fixture
def add(season):
    """Let the secretary of school 1 add somebody."""

    def added(round, name, way="before", by="secretary1"):
        who, asks = getattr(season, name), getattr(season, by)
        return services.add_member(round, user=who, way=way, reason="请把关。", by=asks, now=season.now)

    return added


def asked(round, season):
    return [user.username for user in awaited(round, on=day_of(season.now))]


def say(round, season, name, verdict="approve"):
    return decide(round, by=getattr(season, name), verdict=verdict, opinion="意见。", now=season.now)


def verdict_of(round):
    return Round.objects.get(pk=round.pk).verdict


def seats(round):
    return list(round.ballots.order_by("pk").values_list("state", "way", "counts"))


def told(key):
    found = Message.objects.filter(key__contains=key, channel="inapp").order_by("pk")
    return list(found.values_list("recipient__username", flat=True))


def test_the_threshold_follows_who_was_added_and_who_was_dropped(countersign, season, add):
    round = countersign(2)
    added = add(round, "group", "beside")
    say(round, season, "secretary1")
    say(round, season, "head")
    open_still = verdict_of(round)

    services.drop_member(added, reason="不再需要。", by=season.officer, now=season.now)

    assert (open_still, verdict_of(round)) == ("", "approve")


def test_two_added_before_answer_in_the_order_they_were_named(countersign, season, add):
    round = countersign(1)
    add(round, "group")
    order = [asked(round, season)]
    say(round, season, "group")
    add(round, "head")
    order.append(asked(round, season))
    say(round, season, "head")

    assert [*order, asked(round, season)] == [["group"], ["head"], ["secretary1"]]


def test_added_after_somebody_in_turn_comes_before_the_next(countersign, season, add):
    round = countersign(3, decides="in_turn")
    add(round, "group", "after")
    order = []

    for name in ("secretary1", "group", "head", "leader"):
        order.append(asked(round, season))
        say(round, season, name)

    assert order == [["secretary1"], ["group"], ["head"], ["leader"]]


@pytest.mark.parametrize("verb", ["add", "lend", "hand_over"])
@pytest.mark.parametrize(
    ("who", "refusal"),
    [
        ("head", "sits already, by office"),
        ("secretary1", "asks themselves"),
        ("stranger", "of another school, without office"),
        ("subject", "the case is about them"),
    ],
)
def test_who_cannot_be_asked(countersign, season, make_user, verb, who, refusal):
    round = countersign(2)
    people = {
        "stranger": lambda: make_user("外人"),
        "subject": lambda: make_user("王秀英", role="officer", at=season.schools[0], person=round.case.person),
    }
    user = people[who]() if who in people else getattr(season, who)
    before = seats(round)

    with pytest.raises(Refused):
        perform(verb, round, user, by=season.secretary1, now=season.now)

    assert seats(round) == before


@pytest.mark.parametrize("verb", ["add", "lend", "hand_over"])
@pytest.mark.parametrize("by", ["principal1", "officer", "admin"])
def test_who_sits_in_no_seat_of_their_own_asks_nobody(countersign, season, verb, by):
    round = countersign(1)

    with pytest.raises(PermissionDenied):
        perform(verb, round, season.group, by=getattr(season, by), now=season.now)


@pytest.mark.parametrize("verb", ["add", "lend", "hand_over"])
def test_a_change_without_a_reason_is_refused(countersign, season, verb):
    round = countersign(1)

    with pytest.raises(Refused):
        perform(verb, round, season.principal1, by=season.secretary1, now=season.now, reason=" ")


def perform(verb, round, user, *, by, now, reason="请协助。"):
    more = {"way": "before"} if verb == "add" else {}
    does = services.add_member if verb == "add" else getattr(services, verb)
    return does(round, user=user, reason=reason, by=by, now=now, **more)


def test_an_unknown_place_in_the_order_is_refused(countersign, season):
    round = countersign(1)

    with pytest.raises(Refused):
        services.add_member(round, user=season.group, way="above", reason="请。", by=season.secretary1, now=season.now)


def test_whoever_was_asked_for_an_opinion_passes_nothing_on(countersign, season):
    round = countersign(1)
    services.lend(round, user=season.head, reason="请提意见。", by=season.secretary1, now=season.now)

    with pytest.raises(PermissionDenied):
        services.lend(round, user=season.group, reason="请提意见。", by=season.head, now=season.now)


def test_an_opinion_without_words_is_refused(countersign, season):
    round = countersign(1)
    services.lend(round, user=season.head, reason="请提意见。", by=season.secretary1, now=season.now)

    with pytest.raises(Refused):
        decide(round, by=season.head, verdict="approve", opinion=" ", now=season.now)


def test_an_opinion_that_is_recalled_gives_the_seat_back(countersign, season):
    round = countersign(1)
    lent = services.lend(round, user=season.head, reason="请提意见。", by=season.secretary1, now=season.now)

    services.drop_member(lent, reason="已口头答复。", by=season.secretary1, now=season.now)

    assert (asked(round, season), told(":dropped")) == (["secretary1"], ["head"])


@pytest.mark.parametrize("by", ["principal1", "police", "admin"])
def test_who_neither_asked_nor_keeps_the_round_takes_nobody_off(countersign, season, add, by):
    round = countersign(1)
    added = add(round, "group")

    with pytest.raises(PermissionDenied):
        services.drop_member(added, reason="不需要。", by=getattr(season, by), now=season.now)


def test_who_has_left_the_round_takes_nobody_off(countersign, season, add):
    added = add(countersign(2), "group", by="head")
    step_aside(added.round, by=season.head, reason="师徒", now=season.now)

    with pytest.raises(PermissionDenied):
        services.drop_member(added, reason="不需要。", by=season.head, now=season.now)


@pytest.mark.parametrize("by", ["secretary1", "officer", "leader", "party_clerk"])
def test_who_asked_who_keeps_it_and_who_watches_may_take_off(countersign, season, add, by):
    round = countersign(1)
    added = add(round, "group")

    services.drop_member(added, reason="不需要。", by=getattr(season, by), now=season.now)

    assert Ballot.objects.get(pk=added.pk).state == "dropped"


def test_an_answer_that_was_given_is_not_taken_off(countersign, season, add):
    round = countersign(2)
    added = add(round, "group")
    say(round, season, "group")

    with pytest.raises(Conflict):
        services.drop_member(added, reason="不需要。", by=season.secretary1, now=season.now)


def test_nobody_is_taken_off_without_a_reason(countersign, season, add):
    added = add(countersign(1), "group")

    with pytest.raises(Refused):
        services.drop_member(added, reason=" ", by=season.secretary1, now=season.now)


@pytest.mark.parametrize(("n", "rule"), [(1, "all"), (2, "2 of 2")])
def test_a_round_is_left_as_many_as_its_rule_needs(countersign, season, n, rule):
    round = countersign(n, decides=rule)
    seat = round.ballots.first()

    with pytest.raises(Refused):
        services.drop_member(seat, reason="不需要。", by=season.officer, now=season.now)

    assert Ballot.objects.get(pk=seat.pk).state == "open"


def test_a_seat_handed_over_belongs_to_the_colleague_alone(countersign, season, add):
    round = countersign(1)
    services.hand_over(round, user=season.principal1, reason="书记外出。", by=season.secretary1, now=season.now)

    with pytest.raises(PermissionDenied):
        say(round, season, "secretary1")
    with pytest.raises(PermissionDenied):
        add(round, "group")
    assert seats(round) == [("handed", "", True), ("open", "handed", True)]


def test_handing_over_asks_colleagues_of_the_body_only(countersign, season):
    round = countersign(1)
    seat = round.ballots.get()

    found = colleagues(seat, round, by=season.secretary1, on=day_of(season.now))

    assert [user.username for user in found] == ["principal1"]


def test_who_may_be_asked_is_in_office_and_active(countersign, season):
    round = countersign(1)
    User.objects.filter(pk=season.police.pk).update(is_active=False)
    season.head.appointments.update(ends_on=day_of(season.now).replace(day=1))

    found = {user.username for user in askable(round.ballots.get(), round, by=season.secretary1, on=day_of(season.now))}

    assert {"group", "police", "head", "secretary1"} & found == {"group"}


def test_every_change_carries_who_for_whom_and_why(countersign, season, add):
    round = countersign(1)
    added = add(round, "group")
    services.drop_member(added, reason="不再需要。", by=season.secretary1, now=season.now)
    services.lend(round, user=season.head, reason="请提意见。", by=season.secretary1, now=season.now)
    say(round, season, "head")
    services.hand_over(round, user=season.principal1, reason="外出。", by=season.secretary1, now=season.now)

    acts = Event.objects.filter(chain=round.case.chain).filter(verb__startswith="member.").order_by("number")
    assert list(acts.values_list("verb", flat=True)) == [
        "member.added",
        "member.dropped",
        "member.asked",
        "member.handed",
    ]
    assert told(":asked") == ["group", "head", "principal1"]


def test_whoever_was_still_asked_is_told_once_why_they_are_not(countersign, season):
    round = countersign(5, decides="2 of 5")
    say(round, season, "secretary1")
    say(round, season, "leader")

    assert sorted(told(f"round:{round.pk}:released")) == ["head", "inspector", "police"]
    assert verdict_of(round) == "approve"


def test_in_turn_nobody_is_released_who_was_never_asked(countersign, season):
    round = countersign(3, decides="in_turn")
    say(round, season, "secretary1", "reject")

    assert told(f"round:{round.pk}:released") == []
