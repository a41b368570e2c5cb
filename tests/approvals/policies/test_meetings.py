"""What publishing refuses of meetings, each in a sentence."""

import pytest

from approvals.policies.proof import prove
from approvals.policies.read import read

SHORT = "    quorum: 2/3\n    passes: more than 1/2 of electorate\n    ballot: secret\n"


class Held:
    """Offices that are all filled, each with so many people."""

    def __init__(self, size: int) -> None:
        self.size = size

    def vacant(self, role, place):
        return []

    def strength(self, role, place):
        return self.size

    def most_of_one_school(self, role, place):
        return 1

    def units(self, place):
        return 100


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (
            "    quorum: 1/2\n    passes: at least 2/3 of electorate\n    ballot: secret\n",
            "“Joint meeting”: with only the quorum present, 1/2 of the members, nothing could be carried, since "
            "2/3 of the members must vote for it.",
        ),
        (
            "    quorum: 2/3\n    passes: at least 1/2 of cast\n    ballot: secret\n",
            "“Joint meeting”: a tie carries the question, so there is never a second ballot.",
        ),
        (
            "    quorum: 2/3\n    passes: at least 2/3 of present\n    abstain: against\n    ballot: secret\n",
            "“Joint meeting”: what an abstention is matters only where “passes” is a share of the votes cast; "
            "here it is one of: those present.",
        ),
        (
            "    quorum: 2/3\n    passes: more than 1/2 of electorate\n    abstain: cast\n    ballot: secret\n",
            "“Joint meeting”: what an abstention is matters only where “passes” is a share of the votes cast; "
            "here it is one of: the members.",
        ),
    ],
)
def test_words_that_could_never_work_are_refused(refusals, words, sentence):
    assert refusals((SHORT, words)) == [sentence]


def test_what_an_abstention_is_may_be_said_of_a_share_of_the_votes_cast(refusals):
    words = "    quorum: 2/3\n    passes: more than 1/2 of cast\n    abstain: cast\n    ballot: secret\n"

    assert refusals((SHORT, words)) == []


def test_a_secret_ballot_of_two_is_none(xiqing, law):
    def said(size):
        found = prove(read(xiqing), law=law, offices=Held(size))
        return [finding.message for finding in found if "in secret" in finding.message]

    sentence = "“Joint meeting” votes in secret, but has 2 members; from 3 on a count does not tell who voted how."
    assert (said(2), said(3)) == ([sentence], [])


def test_the_words_of_a_meeting_are_read(xiqing):
    stages = read(xiqing).stages
    joint, party = stages["joint"], stages["party"]

    assert (joint.secret, joint.papers, joint.decides.tie, joint.decides.returns) == (True, True, "again", None)
    assert (party.secret, party.papers, party.decides.tie) == (False, False, "reject")
