"""What publishing refuses of rankings, waiting lists, caps and reserved shares: each broken 西青 and its sentence."""

import pytest

from approvals.policies.quotas import Share
from approvals.policies.read import PolicyError, read

PER_UNIT = "  per_unit: {at: school, max: 1"
SHORTLIST = "then: {in: clearance, waitlist: reserve, out: refused}"
UNREACHED = "No case ever comes to “Waiting list”."
EXPIRED = "then: {expired: refused}"


def caps(*lines):
    """Return the change that adds caps to the quotas."""
    return PER_UNIT, "  caps:\n" + "".join(f"    {line}\n" for line in lines) + PER_UNIT


REFUSED = {
    "a waiting list that leads nowhere": (
        (SHORTLIST, "then: {in: clearance, out: refused}"),
        "“Shortlist” keeps a waiting list but does not say where it leads (waitlist).",
        UNREACHED,
    ),
    "a lead without a waiting list": (
        ("    waitlist: {n: 2}\n", ""),
        "“Shortlist” says where its waiting list leads, but “list” keeps none.",
    ),
    "a waiting list that is an outcome": (
        (SHORTLIST, "then: {in: clearance, waitlist: refused, out: refused}"),
        "“Shortlist”: its waiting list must lead to a stage of kind waitlist that names it as its ranking.",
        UNREACHED,
    ),
    "a waiting list of another ranking": (
        ("ranking: shortlist", "ranking: clearance"),
        "“Waiting list” names the ranking “clearance”, which does not exist.",
    ),
    "a waiting list with a condition": (
        ("    kind: waitlist\n", "    kind: waitlist\n    when: in_system\n"),
        "“Waiting list” cannot depend on a condition: where it did not hold, a case would go on without a place.",
    ),
    "a waiting list that others lead to": (
        ("then: {fail: refused}", "then: {fail: reserve}"),
        "“Expert panel” (Fail) leads to the waiting list “Waiting list”; only its ranking may.",
    ),
    "called up behind the ranking": (
        (EXPIRED, "then: {called: panel, expired: refused}"),
        "“Waiting list”: whoever is called up would go back behind the ranking that put them on the list.",
    ),
    "a waiting list without an end": (
        (EXPIRED, "then: {called: clearance}"),
        "“Waiting list” does not say where “No place came free” leads.",
    ),
    "a waiting list without a clock": (
        ("    within: 60 working days\n", ""),
        "“Waiting list” has no time limit.",
    ),
    "a reserve above the places": (
        caps("rural: {says: 农村至少6人, at_least: 6, who: rural, for: [head], assumed: 试}"),
        "“农村至少6人” reserves 6 places of “Outstanding principal”, which has only 5.",
    ),
    "a reserve that rounds to nothing": (
        caps("rural: {says: 农村, at_least: {pct: 10, round: down}, who: rural, for: [head], assumed: 试}"),
        "“农村” reserves nothing: of the 5 places of “Outstanding principal” the share rounds down to none.",
    ),
    "a cap that lets nobody in": (
        caps("rural: {says: 农村, at_most: {pct: 10, round: down}, who: rural, for: [head], assumed: 试}"),
        "“农村” lets nobody in: of the 5 places of “Outstanding principal” the share rounds down to none.",
    ),
    "a reserve above its own cap": (
        caps(
            "rural: {says: 农村至少3人, at_least: 3, who: rural, for: [head], assumed: 试}",
            "few: {says: 农村至多2人, at_most: 2, who: rural, assumed: 试}",
        ),
        "“农村至少3人” and “农村至多2人” cannot both be kept on a list of “Outstanding principal”.",
    ),
    "a cap on an unknown category": (
        caps("rural: {says: 农村, at_least: 1, who: rural, for: [nobody], assumed: 试}"),
        "“农村” names the track “nobody”, which does not exist.",
    ),
    "a cap on an unknown fact": (
        caps("rural: {says: 农村, at_least: 1, who: mountain, assumed: 试}"),
        "“农村”: the expression “mountain” cannot be used: there is no fact or function called “mountain”.",
    ),
    "a cap counted by no words": (
        caps("each: {says: 每个, at_most: 1, per: rural, assumed: 试}"),
        "“每个”: the expression “rural” cannot be used: it gives bool where string is asked for.",
    ),
    "a cap without a source": (
        caps("rural: {says: 农村, at_least: 1, who: rural}"),
        "“农村” says neither where it comes from (from) nor why it is assumed (assumed).",
    ),
}


@pytest.fixture
def law(law):
    return type(law)(**{**vars(law), "facts": {**law.facts, "rural": "bool", "subject": "string"}})


@pytest.mark.parametrize(("change", "sentences"), [(case[0], case[1:]) for case in REFUSED.values()], ids=REFUSED)
def test_a_list_that_cannot_be_kept_is_not_published(refusals, change, sentences):
    assert sorted(refusals(change)) == sorted(sentences)


def test_caps_without_a_ranking_bound_nothing(refusals):
    shortlist = "then: {in: clearance, waitlist: reserve, out: refused}"
    cap = caps("rural: {says: 农村, at_least: 1, who: rural, assumed: 试}")
    review = (
        "    kind: ranking\n    title: {zh: 择优排名, en: Shortlist}\n    by: officer@personnel\n"
        "    within: 5 working days\n    late: {tell: head@personnel}\n    ranking: list\n    scope: campaign\n"
        f"    {shortlist}",
        "    kind: review\n    title: {zh: 择优排名, en: Shortlist}\n    by: officer@personnel\n"
        "    within: 5 working days\n    then: {approve: clearance}",
    )

    assert "“农村” bounds a list, but no stage ranks anybody." in refusals(cap, review)


def test_whoever_is_called_up_needs_a_meeting_and_a_public_notice_of_their_own(refusals):
    (sentence,) = refusals((EXPIRED, "then: {called: honoured, expired: refused}"))

    assert sentence.startswith("One road comes to “Honoured” without a collective decision and a public notice: ")
    assert sentence.endswith("Shortlist (On the waiting list) → Waiting list (Called up) → Honoured")


def test_caps_and_shares_of_a_policy_that_can_be_kept_are_published(refusals):
    lines = (
        "rural: {says: 农村, at_least: {pct: 15, round: up}, who: rural, unfilled: keep, assumed: 试}",
        "school: {says: 同校, at_most: 1, per: school, assumed: 试}",
        "subject: {says: 同学科, at_most: 3, per: subject, for: [teacher], assumed: 试}",
    )

    assert refusals(caps(*lines)) == []


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (
            "cap: {says: 农村, at_least: 1, assumed: 试}",
            "either “at_least” with “who”, or “at_most” with “who” or “per”",
        ),
        ("cap: {says: 农村, at_least: 1, per: school, assumed: 试}", "either “at_least” with “who”"),
        ("cap: {says: 农村, at_most: 1, at_least: 1, who: rural, assumed: 试}", "either “at_least” with “who”"),
        ("cap: {says: 农村, at_least: 0, who: rural, assumed: 试}", "a number above 0, or a share such as"),
        ("cap: {says: 农村, at_least: {pct: 15}, who: rural, assumed: 试}", "a number above 0, or a share such as"),
        ("cap: {says: 农村, at_least: {pct: 101, round: up}, who: rural, assumed: 试}", "a number above 0, or a share"),
    ],
)
def test_a_malformed_cap_is_refused_with_its_line(edited, line, message):
    with pytest.raises(PolicyError) as refusal:
        read(edited(caps(line)))

    assert message in str(refusal.value)


@pytest.mark.parametrize(("share", "places"), [(Share(3), 3), (Share(pct=15, up=True), 2), (Share(pct=15), 1)])
def test_a_share_is_rounded_the_way_it_says(share, places):
    assert share.of(10) == places
