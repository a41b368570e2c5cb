"""An upheld objection must change something."""

import pytest

from approvals.policies.read import PolicyError, read

REFUSED = {
    "public_notice": "“Public notice”: an upheld objection leads back to the same notice, which decides nothing.",
    "joint": "“Public notice”: an upheld objection leads to the same place as none, so objecting is in vain.",
}


@pytest.mark.parametrize(("target", "sentence"), REFUSED.items())
def test_an_upheld_objection_must_lead_somewhere_else(target, sentence, refusals):
    assert sentence in refusals(("then: {upheld: party}", f"then: {{upheld: {target}}}"))


def test_an_upheld_objection_may_end_the_case(refusals):
    assert refusals(("then: {upheld: party}", "then: {upheld: refused}")) == []


def test_intake_and_answer_are_counted_in_days(edited):
    said = "objections: {real_name: true, accept: 5 working days, answer: 15 working days}\n    then: {upheld: party}"
    spans = said.replace("true", "false").replace("15 working", "10 working").replace("5 working", "3 working")
    stage = read(edited((said, spans))).stages["public_notice"]

    assert (stage.real_name, str(stage.accept), str(stage.answer)) == (False, "3 working days", "10 working days")


def test_a_notice_that_nobody_publishes_is_refused(edited):
    line = "title: {zh: 公示, en: Public notice}\n    by: officer@personnel\n"

    with pytest.raises(PolicyError, match="public_notice” lacks “by”"):
        read(edited((line, line.replace("    by: officer@personnel\n", ""))))
