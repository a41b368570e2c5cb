"""A text is a policy, or every reason why not is said with its line."""

from decimal import Decimal
from fractions import Fraction

import pytest

from approvals.policies.document import Seat, Text
from approvals.policies.read import PolicyError, read
from approvals.policies.shape import schema
from core.calendar.rules import Span


def refused(text: str) -> list[str]:
    with pytest.raises(PolicyError) as error:
        read(text)
    return [finding.message for finding in error.value.findings]


def test_the_policy_says_what_its_text_says(xiqing):
    policy = read(xiqing)

    assert policy.text == xiqing
    assert list(policy.stages)[:3] == ["school_meeting", "school_notice", "review"]
    assert policy.places.by_track == {"head": 5, "class_teacher": 10, "teacher": 20}
    assert policy.places.term_years == 3
    assert policy.sources["B"].date == "2021-04-27"
    assert policy.windows["school"].shuts_at.hour == 18


def test_a_stage_carries_who_when_and_where_to(xiqing):
    review = read(xiqing).stages["review"]

    assert review.seats("head") == (Seat("officer", "personnel"),)
    assert review.within == Span.parse("10 working days")
    assert review.then == {"approve": "approval", "return": "correction", "reject": "refused"}
    assert review.tell == (Seat("head", "personnel"),)


def test_the_onward_verdict_leads_to_the_next_stage_and_the_last_one_to_the_first_outcome(xiqing):
    policy = read(xiqing)

    assert policy.stages["school_notice"].then["clear"] == "review"
    assert policy.stages["joint"].then["approve"] == "honoured"


def test_a_deferred_matter_waits_for_the_next_meeting_of_the_same_stage(xiqing):
    assert read(xiqing).stages["party"].then["defer"] == "party"


def test_a_meeting_knows_its_quorum_and_its_pass_rule(xiqing):
    party = read(xiqing).stages["party"]

    assert party.quorum == Fraction(2, 3)
    assert (party.passes.share, party.passes.strict, party.passes.of) == (Fraction(1, 2), True, "electorate")
    assert party.clerk == Seat("clerk", "party")


def test_figures_of_a_sheet_are_exact(edited):
    sheet = read(edited(("max: 40}", "max: 40.0}"))).sheets["sheet"]

    assert sheet.criteria[1].max == Decimal("40.0")
    assert sheet.places == 2


def test_an_office_may_differ_by_track(edited):
    by = "by: {head: officer@group, else: [principal@school, secretary@school]}"
    stage = read(edited(("by: secretary@school\n    within: 10", by + "\n    within: 10"))).stages["school_meeting"]

    assert stage.seats("head") == (Seat("officer", "group"),)
    assert stage.seats("teacher") == (Seat("principal", "school"), Seat("secretary", "school"))


def test_the_nominator_is_a_person_not_an_office(xiqing):
    assert read(xiqing).stages["correction"].seats("head") == (Seat(None, "nominator"),)


def test_words_are_shown_in_the_readers_language():
    assert str(Text("资格初审", "Eligibility review")) == "Eligibility review"
    assert str(Text("资格初审")) == "资格初审"


def test_the_digest_is_that_of_the_text(xiqing):
    assert read(xiqing).digest != read(xiqing + "\n").digest


def test_yaml_1_1_readings_are_not_made(edited):
    policy = read(edited(("  - 标明“assumed”", "  - on\n  - 18:00\n  - 2014-11-01\n  - 标明“assumed”")))

    assert [note.zh for note in policy.notes[1:4]] == ["on", "18:00", "2014-11-01"]


MALFORMED = [
    ("kind: panel", "kind: pannel", "Line {n}: “stages.panel.kind” should be one of: filing, review"),
    ("blind: true", "blind: yes", "Line {n}: “stages.panel.blind” should be true or false."),
    ("blind: true", "blint: true", "Line {n}: “blint” is not known in “stages.panel”."),
    ("draw: {n: 3}", "draw: {n: 3, k: 2}", "Line {n}: “k” is not known in “stages.panel.draw”."),
    ("draw: {n: 3}", "draw: {n: 0}", "Line {n}: “stages.panel.draw.n” should be a number above 0"),
    ("draw: {n: 3}", 'draw: {n: "3"}', "Line {n}: “stages.panel.draw.n” should be a number above 0"),
    ("within: 15 working days", "within: 15", "Line {n}: “stages.panel.within” should be a time such as"),
    ("within: 15 working days", "within: two weeks", "Line {n}: “stages.panel.within” should be a time such as"),
    ("by: expert@pool", "by: expert@", "Line {n}: “stages.panel.by” should be an office such as"),
    ("passes: more than 1/2 of electorate\n    ballot", "passes: 1/2\n    ballot",
     "Line {n}: “stages.joint.passes” should be a rule such as “more than 1/2 of electorate”"),
    ("shuts_at: \"18:00\"", "shuts_at: 25:00",
     "Line {n}: “windows.school.shuts_at” should be an hour such as “18:00”."),
    ("to: 0.01", "to: 0.05", "Line {n}: “scores.sheet.round.to” should be one of: 1, 0.1, 0.01, 0.001."),
    ("  teacher:\n    title", "  Teacher:\n    title", "Line {n}: “Teacher” cannot be a key in “tracks”"),
    ("  teacher:\n    title", "  else:\n    title", "Line {n}: “else” cannot be a key in “tracks”"),
    ("then: {fail: refused}", "then: {failed: refused}", "Line {n}: “failed” cannot be a key in “stages.panel.then”"),
    ("process: selection\n", "", "Line 1: “the policy” lacks “process”."),
    (", person: true}", "}", "Line {n}: “ranking.list.ties.2” should be something with either “by” or “person: true”."),
    ("out_of: 100", "out_of: 0", "Line {n}: “scores.sheet.out_of” should be a number above 0."),
    ("judges: {then: mean}", "judges: {trim: 1, then: mean}", "Line {n}: “scores.sheet.judges” says “trim” and “from”"),
    ("approx: 1,", "approx: -1,", "Line {n}: “quotas.places.approx” should be 0 or more."),
    ("date: 2021-04-27", "date: 27.4.2021", "Line {n}: “sources.B.date” should be a date such as “2021-04-27”."),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "says"), MALFORMED, ids=[row[1][:30] for row in MALFORMED])
def test_what_is_no_policy_is_refused_with_its_line_and_key(xiqing, edited, old, new, says):
    line = xiqing[: xiqing.index(old)].count("\n") + 1

    messages = refused(edited((old, new)))

    assert [message[: len(says.format(n=line))] for message in messages] == [says.format(n=line)]


UNREADABLE = [
    ("blind: true", "blind: &b true", "anchors and aliases (& and *) are not used; write it out."),
    ("blind: true", "blind: !!bool true", "tags (!) are not used; write the value alone."),
    ("blind: true", "blind: true\n    blind: false", "“blind” is written twice."),
    ("blind: true", "blind:", "“blind” has no value."),
    ("blind: true", "blind: null", "“blind” has no value."),
    ("blind: true", "blind: true: false", "This is not YAML; look at indents, colons and quotes"),
    ("blind: true", "[a, b]: true", "a key is one word."),
    ("blind: true", "blind: " + "[" * 20 + "]" * 20, "this is nested too deeply."),
]


@pytest.mark.parametrize(("old", "new", "says"), UNREADABLE, ids=[row[1][:30] for row in UNREADABLE])
def test_what_is_no_strict_yaml_is_refused_with_its_line(xiqing, edited, old, new, says):
    line = xiqing[: xiqing.index(old)].count("\n") + 1 + new.count("\n")

    (message,) = refused(edited((old, new)))

    assert message.startswith(f"Line {line}: {says}")


@pytest.mark.parametrize("text", ["", "policy", "- policy", "42"])
def test_a_text_that_is_no_section_is_refused(text):
    assert refused(text) == ["Line 1: A policy starts with “policy:”; this text does not."]


def test_a_text_of_two_documents_is_refused(xiqing):
    (message,) = refused(xiqing + "---\n" + xiqing)

    assert "This is not YAML" in message


def test_a_control_character_is_refused(xiqing):
    assert refused(xiqing + "\x00") == ["The text holds a character YAML does not allow."]


def test_every_error_is_said_at_once_from_top_to_bottom(edited):
    messages = refused(edited(("blind: true", "blint: true"), ("quotas:", "quota:")))

    assert ["“quota”" in messages[0], "“blint”" in messages[1], len(messages)] == [True, True, 2]


def test_every_key_of_the_format_is_described():
    """The schema is the format's reference: a clerk's editor shows its descriptions."""
    bare = []

    def look(rule, path):
        for key, says in rule.get("properties", {}).items():
            known = says.get("description") or schema()["$defs"].get(says.get("$ref", "").rpartition("/")[2], {})
            if not known and "properties" not in says and "enum" not in says and "type" not in says:
                bare.append(f"{path}.{key}")
            look(says, f"{path}.{key}")

    look(schema(), "policy")
    assert bare == []
