"""What publishing refuses: one broken 西青 for each reason, and the sentence that says so."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from approvals.policies.proof import prove
from approvals.policies.read import PolicyError, read

REFUSED = {
    "a stage nobody reaches": (
        ("then: {pass: panel, fail: confirm}", "then: {pass: panel, fail: approval}"),
        "No case ever comes to “Confirmation by a bureau leader”.",
    ),
    "an outcome nobody reaches": (
        ("  refused: {title", "  lapsed: {title: 失效, law: refuse, assumed: 试}\n  refused: {title"),
        "No case ever comes to “失效”.",
    ),
    "a target that does not exist": (
        ("then: {upheld: party}", "then: {upheld: partty}"),
        "“Public notice”: “Objection upheld” leads to “partty”, which does not exist.",
    ),
    "a verdict the kind does not have": (
        ("then: {done: review}", "then: {done: review, reject: refused}"),
        "“Correction” cannot answer “Reject”.",
    ),
    "a verdict that leads nowhere": (
        ("    then: {upheld: party}\n", ""),
        "“Public notice” does not say where “Objection upheld” leads.",
    ),
    "a human stage without a clock": (
        ("by: leader@bureau\n    within: 5 working days\n", "by: leader@bureau\n"),
        "“Confirmation by a bureau leader” has no time limit.",
    ),
    "a notice without a clock": (
        ("within: 5 working days\n    scope: campaign\n    audience", "scope: campaign\n    audience"),
        "“Public notice” has no time limit.",
    ),
    "a step the law does not know": (
        ("law: send_back", "law: sendback"),
        "“Correction”: the law of this process has no step “sendback”; it has: honour, refuse, send_back.",
    ),
    "an outcome the law does not know": (
        ("law: honour,", "law: honor,"),
        "“Honoured”: the law of this process has no step “honor”; it has: honour, refuse, send_back.",
    ),
    "a check that refuses by itself": (
        ("then: {pass: panel, fail: confirm}", "then: {fail: refused}"),
        "“Eligibility checked again”: failing leads straight to “Not honoured”; a person has to confirm a refusal.",
    ),
    "weights that do not add up": (
        ("max: 40}", "max: 45}"),
        "Score sheet “sheet”: the criteria add up to 105, not to 100.",
    ),
    "a pass mark above full marks": (
        ("pass_mark: 60", "pass_mark: 101"),
        "Score sheet “sheet”: the pass mark is above full marks, 100.",
    ),
    "trimming that leaves no judge": (
        ("judges: {then: mean}", "judges: {trim: 1, from: 2, then: mean}"),
        "Score sheet “sheet”: of 2 judges striking 1 at either end leaves none.",
    ),
    "a failure nothing decides": (
        ("    pass_mark: 60\n", ""),
        "“Expert panel” says where failing leads, but “sheet” has no pass mark.",
    ),
    "a tie nobody decides": (
        (", person: true}", ", by: 'years(teaching_since, measured_on)'}"),
        "Ranking “Shortlist” does not say who decides when a tie is left at the end.",
    ),
    "a rule after the person": (
        ("by: 'count(last(reviews, 5), \"优秀\")'}", "person: true}"),
        "Ranking “Shortlist” asks a person before its last rule; what follows is never used.",
    ),
    "an unknown fact": (
        ("is_head && years(post_since", "is_head && years(post_sinse"),
        "“Head of a school for at least three years”: the expression “is_head && years(post_sinse, measured_on) >= 3”"
        " cannot be used: there is no fact or function called “post_sinse”.",
    ),
    "a fact of the wrong type": (
        ("years(teaching_since, measured_on) >= 10", "phase >= 10"),
        "“Teaching for at least ten years”: the expression “phase >= 10” cannot be used:"
        " “>=” cannot be applied to (string, int).",
    ),
    "a clause that is no yes or no": (
        ("test: in_system", "test: phase"),
        "“Employed in the district's schools”: the expression “phase” cannot be used:"
        " it gives string where bool is asked for.",
    ),
    "an expression that cannot be read": (
        ("test: in_system", 'test: "in_system &&"'),
        "“Employed in the district's schools”: the expression “in_system &&” cannot be used:"
        " it cannot be read, from character 13 on.",
    ),
    "a title that does not exist": (
        ('rank("一级教师")', 'rank("壹级教师")'),
        "“An outstanding junior-middle-school teacher may be a first-grade teacher”: the expression"
        ' “rank(title) >= rank("壹级教师") && phase == "初中"” cannot be used:'
        " there is no professional title “壹级教师”.",
    ),
    "a condition over an unknown fact": (
        ("    kind: check\n", "    kind: check\n    when: stage_of_life > 3\n"),
        "“Eligibility checked again”: the expression “stage_of_life > 3” cannot be used:"
        " there is no fact or function called “stage_of_life”.",
    ),
    "a clause from nowhere": (
        ("    test: in_system\n    from: B 三(二)3\n", "    test: in_system\n"),
        "“Employed in the district's schools” says neither where it comes from (from) nor why it is assumed (assumed).",
    ),
    "a source that is not listed": (
        ("from: B 四2", "from: C 四2"),
        "“Joint meeting” comes from “C”, which is not among the sources.",
    ),
    "an unknown track": (
        ("for: [head]", "for: [chief]"),
        "“Head of a school for at least three years” names the track “chief”, which does not exist.",
    ),
    "an unknown score sheet": (
        ("score: sheet", "score: sheat"),
        "“Expert panel” names the score sheet “sheat”, which does not exist.",
    ),
    "an unknown ranking": (
        ("ranking: list", "ranking: lists"),
        "“Shortlist” names the ranking “lists”, which does not exist.",
    ),
    "a window that starts on no date": (
        ("starts: opens", "starts: opened"),
        "“window school” names the date “opened”, which does not exist.",
    ),
    "a track without places": (
        ("places: {head: 5, ", "places: {"),
        "“Shortlist” ranks “Outstanding principal”, for which no places are given.",
    ),
    "places about nobody may move": (
        ("approx: 1, granted_by: leader@bureau,", "approx: 1,"),
        "The places may be moved by 1, but “granted_by” does not say who may.",
    ),
    "a role that does not exist": (
        ("by: head@personnel", "by: boss@personnel"),
        "“Approval by the head of section”: boss@personnel names the role “boss”, which does not exist.",
    ),
    "a track nobody decides": (
        ("by: head@personnel", "by: {head: head@personnel, teacher: head@personnel}"),
        "“Approval by the head of section” names nobody for “Outstanding class teacher”.",
    ),
    "a person who decides on himself": (
        ("by: head@personnel", "by: self"),
        "“Approval by the head of section” is not for the person or the nominator to decide;"
        " name an office, role@place.",
    ),
    "more members than there are": (
        ("clerk: clerk@joint\n    quorum: 2/3", "clerk: clerk@joint\n    quorum: 3/2"),
        "“Joint meeting”: 3/2 of the members is more than all of them.",
    ),
}


@pytest.mark.parametrize("reason", REFUSED)
def test_publishing_refuses(refusals, reason):
    change, sentence = REFUSED[reason]

    assert refusals(change) == [sentence]


@pytest.mark.parametrize("key", ["panel", "honoured"])
def test_a_key_the_system_uses_is_refused(xiqing, law, key):
    (finding,) = prove(read(xiqing), law=law, reserved=frozenset({key}))

    assert f"cannot have the key “{key}”; the system uses it itself." in finding.message


def test_a_finding_names_the_line_it_stands_on(edited, law):
    text = edited(("pass_mark: 60", "pass_mark: 101"))

    (finding,) = prove(read(text), law=law)

    assert finding.path == "scores.sheet.pass_mark"
    assert text.splitlines()[finding.line - 1].strip() == "pass_mark: 101"


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_whatever_lines_are_lost_doubled_or_moved_the_answer_is_sentences(xiqing, law, data):
    """A slip of the clerk's hand gives findings with their lines, never another error."""
    lines = xiqing.splitlines()
    here, there = (data.draw(st.integers(0, len(lines) - 1)) for _ in range(2))
    slip = data.draw(st.sampled_from(["lose", "double", "move", "swap words"]))
    if slip == "lose":
        del lines[here]
    elif slip == "double":
        lines.insert(there, lines[here])
    elif slip == "move":
        lines.insert(there, lines.pop(here))
    else:
        mine, theirs = lines[here].partition(": ")[2], lines[there].partition(": ")[2]
        lines[here], lines[there] = lines[here].replace(mine, theirs), lines[there].replace(theirs, mine)

    try:
        found = prove(read("\n".join(lines)), law=law)
    except PolicyError as error:
        found = error.findings

    assert all(finding.message and 1 <= finding.line <= len(lines) + 1 for finding in found)
