"""What the tests of objections share: the words of one, and a policy that says more about them."""

from approvals.models import Case
from approvals.notices.objecting import object_to
from tests.season import POLICY

WORDS = {"name": "李群众", "contact": "13800001111", "text": "2024年曾受处分，未如实填报。"}
SAID = "objections: {real_name: true, accept: 5 working days, answer: 15 working days}\n    then: {upheld: party}"
ANSWERED = "objections: {real_name: true, accept: 2 working days, answer: 10 working days}\n    then: {upheld: party}"
UNSIGNED = SAID.replace("true", "false")


def reopen(season, *changes: tuple[str, str]) -> None:
    """Let the season run under its policy with each first text replaced by the second."""
    text = POLICY.read_text(encoding="utf-8")
    for old, new in changes:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    season.campaign = season.open(text)


def publish(season, *, names: int = 1):
    """Bring so many teachers to the public notice and publish it."""
    for number in range(1, names + 1):
        season.nominate(f"教师{number}", school=number)
    season.walk_to("public_notice")
    return season.publish(season.round(Case.objects.first()))


def entry_of(notice, name="教师1"):
    return notice.entries.get(round__process__person__name=name)


def objected(season, **said):
    """Return an objection to the only name of a fresh notice."""
    return object_to(publish(season).entries.get(), **{**WORDS, **said}, now=season.now)
