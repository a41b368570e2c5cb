"""Every address of the product, and what is asked there: the URL table with its arguments filled from a world.

An address that is not here fails the build. One that is here only by a reason in words tells nothing of any case.
"""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from urllib.parse import quote

from django.urls import URLPattern, get_resolver, reverse

from approvals.covers.models import Cover
from approvals.documents.models import IssuedDocument
from approvals.meetings.models import Duty
from approvals.models import (
    Case,
    Meeting,
    Objection,
    PublicNotice,
    Reconsideration,
)
from core.models import Paper
from tests.blindness.filling import (
    Filled,
    all_verbs,
    codes,
    cohorts,
    drafts,
    drawings,
    entries,
    first_papers,
    keys_of,
    lists,
    matters,
    once,
    own_feed,
    papers_listed,
    recusals,
    rounds,
    somebody,
    the_case,
    the_nomination,
    units,
)
from tests.blindness.worlds import World
from workflows.adjustment.models import Adjustment, Proposal
from workflows.assessment.models import Assessment, Evidence
from workflows.selection.models import Nomination

WORDS = "{word}"  # asked once for every word by which the hidden fact might be searched for


@dataclass(frozen=True)
class Asked:
    """How an address is filled from a world, and the questions put to it behind a question mark."""

    args: Callable[[World], Filled]
    asks: tuple[str, ...] = ("",)


THE_CASE, ROUNDS, MEETINGS, MATTERS = Asked(the_case), Asked(rounds), Asked(keys_of(Meeting)), Asked(matters)
OF_A_PERSON = "its address names the person; who may open it is tested with the talent file and its statements"
TABLE: dict[str, Asked | str] = {
    "home": "leads to the inbox and says nothing itself",
    "sign-in": "the same for everybody; who is signed in does not need it",
    "sign-out": "the same for everybody",
    "password-change": "the same for everybody",
    "set-language": "the same for everybody",
    "healthz": "says whether the database answers",
    "calendar": "the working days of the state",
    "calendar-year": "the working days of the state",
    "calendar-publish": "the working days of the state",
    "calendar-remove": "the working days of the state",
    "appointment-end": "answers a POST only, from the administrator's list",
    "caught": "exists in the demo only, where every letter is open to its visitor",
    "appointments": Asked(once, asks=("", f"q={WORDS}", "page=2")),
    "paper": Asked(keys_of(Paper)),
    "messages": Asked(once, asks=("", "page=2")),
    "outbox": Asked(once, asks=("", "state=sent&channel=sms&page=2")),
    "receipts": "answers a POST of the SMS gateway only, which it knows by a signature or a secret address",
    "resend": "answers a POST only, from the administrator's outbox",
    "inbox": Asked(
        once,
        asks=("", "tab=done&before=100001", "tab=started", "tab=copied", f"q={WORDS}", f"tab=done&q={WORDS}"),
    ),
    "my-calendar": Asked(once),
    "close-my-calendar": "answers a POST only, from the page of one's own feed",
    "calendar-feed": Asked(own_feed),
    "case": Asked(keys_of(Case)),
    "case-record": THE_CASE,
    "withdraw": THE_CASE,
    "round": ROUNDS,
    "decide": ROUNDS,
    "send-up": ROUNDS,
    "verb": Asked(all_verbs),
    "declare-no-relation": ROUNDS,
    "cast": ROUNDS,
    "close-panel": ROUNDS,
    "panel-paper": Asked(first_papers),
    "step-aside": ROUNDS,
    "recusals": THE_CASE,
    "doubt": Asked(recusals),
    "dismiss": Asked(recusals),
    "relations": Asked(once, asks=("", f"name={WORDS}&unit={quote('海州')}")),
    "covers": Asked(once),
    "end-cover": Asked(keys_of(Cover)),
    "cohort": Asked(cohorts),
    "call-meeting": Asked(cohorts),
    "publish-notice": Asked(cohorts),
    "ranking": Asked(lists),
    "freeze": Asked(lists),
    "grant-places": Asked(lists),
    "grading": Asked(units),
    "close-grading": Asked(units),
    "grant-cap": Asked(units),
    "waitlist": Asked(lists),
    "call-up": Asked(lists),
    "meeting": MEETINGS,
    "attend": MEETINGS,
    "vote": MATTERS,
    "move-matter": MATTERS,
    "matter-papers": MATTERS,
    "comment": MATTERS,
    "close-matter": MATTERS,
    "put-off": MATTERS,
    "meeting-ballot": MEETINGS,
    "meeting-standing": MEETINGS,
    "close-meeting": MEETINGS,
    "minutes": MEETINGS,
    "minutes-remark": MEETINGS,
    "minutes-sign": MEETINGS,
    "give-duty": MEETINGS,
    "duties": Asked(once),
    "duty-report": Asked(keys_of(Duty)),
    "duty-send-back": Asked(keys_of(Duty)),
    "duty-close": Asked(keys_of(Duty)),
    "check": "asks for a code, and knows nothing before it is asked",
    "check-code": Asked(codes),
    "documents": Asked(once, asks=("", "year=2026&kind=approval_form&before=100001")),
    "document-templates": "the templates say nothing of any case",
    "document-template": "the templates say nothing of any case",
    "document-template-file": "the templates say nothing of any case",
    "document-template-shipped": "answers a POST only, from the page of a template",
    "document-template-prefix": "answers a POST only, from the page of a template",
    "document-draft": Asked(drafts, asks=("", "replaces=100001")),
    "document-draw": Asked(drawings),
    "document": Asked(keys_of(IssuedDocument)),
    "document-file": Asked(lambda world: [(*key, "pdf") for key in keys_of(IssuedDocument)(world)]),
    "document-withdraw": Asked(keys_of(IssuedDocument)),
    "export-season": Asked(lambda world: [(world.case.campaign_id,)]),
    "notices": Asked(once, asks=("", "before=100002")),
    "notice": Asked(keys_of(PublicNotice)),
    "object": Asked(entries, asks=("", "receipt=20260302-00000000")),
    "objection-look-up": Asked(once, asks=("", "receipt=20260302-00000000")),
    "objection": Asked(keys_of(Objection)),
    "objection-act": Asked(lambda world: [(*key, "answer") for key in keys_of(Objection)(world)]),
    "board-units": Asked(once),
    "board": Asked(once, asks=("", "reason=objected&after=100001")),
    "urge": ROUNDS,
    "extend": ROUNDS,
    "reply": ROUNDS,
    "statement": OF_A_PERSON,
    "statement-correct": OF_A_PERSON,
    "statement-retract": OF_A_PERSON,
    "paper-false": Asked(keys_of(Paper)),
    "reconsideration": Asked(keys_of(Reconsideration)),
    "people": Asked(once, asks=("", f"q={WORDS}", "page=2")),
    "person": Asked(somebody, asks=("", "kind=case", "as_of=2026-03-03")),
    "person-growth": OF_A_PERSON,
    "person-copy": OF_A_PERSON,
    "ask-correction": OF_A_PERSON,
    "corrections": Asked(once),
    "file-correction": "about a request of the person's own, which no season of the comparison makes",
    "correction-accept": "answers a POST only, from who keeps the files",
    "correction-refuse": "answers a POST only, from who keeps the files",
    "correction-withdraw": "answers a POST only, from who made the request",
    "policies": "the policies are public to the district",
    "policy": Asked(lambda world: [(world.case.version.policy.key,)], asks=("version=1",)),
    "placements": "no placement stands in the worlds compared; what its pages show is tested with them",
    "placement-new": "no placement stands in the worlds compared; what its pages show is tested with them",
    "placement": "no placement stands in the worlds compared; what its pages show is tested with them",
    "placement-attach": "answers a POST only, from the page of a plan",
    "placement-detach": "answers a POST only, from the page of a plan",
    "placement-submit": "no placement stands in the worlds compared; what its pages show is tested with them",
    "placement-withdraw": "answers a POST only, from the page of a plan",
    "placement-sheet": "no placement stands in the worlds compared; what its pages show is tested with them",
    "placement-break-off": "no placement stands in the worlds compared; what its pages show is tested with them",
    "milestone-act": "no placement stands in the worlds compared; what its pages show is tested with them",
    "adjustments": Asked(once, asks=("", "before=100001")),
    "adjustment-new": Asked(once, asks=("", f"q={WORDS}")),
    "adjustment": Asked(keys_of(Adjustment)),
    "adjustment-attach": "answers a POST only, from the section's page of an adjustment",
    "adjustment-hand-in": "answers a POST only, from the section's page of an adjustment",
    "adjustment-discard": "answers a POST only, from the section's page of an adjustment",
    "adjustment-speak": "answers a POST only, from the page of the person concerned",
    "adjustment-decision": Asked(keys_of(Adjustment)),
    "proposal": Asked(keys_of(Proposal)),
    "proposal-take-up": "answers a POST only, from the page of a proposal",
    "proposal-dismiss": "answers a POST only, from the page of a proposal",
    "posts": Asked(once),
    "post-enter": "answers a POST only, from the list of posts",
    "nominations": Asked(once, asks=("", "before=100001")),
    "nomination-new": Asked(once, asks=("", f"q={WORDS}", "opening=1-teacher")),
    "nomination": Asked(keys_of(Nomination)),
    "nomination-save": Asked(the_nomination),
    "nomination-attach": Asked(lambda world: [(world.case.nomination.pk, "form")]),
    "nomination-detach": Asked(papers_listed),
    "nomination-submit": Asked(the_nomination),
    "nomination-withdraw": Asked(the_nomination),
    "assessments": Asked(once),
    "assessment": Asked(keys_of(Assessment)),
    "assessment-attach": Asked(lambda world: [(pk, "evidence") for (pk,) in keys_of(Assessment)(world)]),
    "assessment-detach": Asked(lambda world: list(Evidence.objects.values_list("assessment", "pk"))),
    "assessment-answer": Asked(keys_of(Assessment)),
    "assessment-better": Asked(keys_of(Assessment)),
    "assessment-refusal": Asked(keys_of(Assessment)),
    "assessment-end": Asked(keys_of(Assessment)),
    "assessment-year": Asked(lambda world: [(world.case.campaign_id,)]),
    "assessment-draw": Asked(lambda world: [(world.case.campaign_id,)]),
    "assessment-unit": "its address names the school; who may open it is tested with the assessments",
}


def names() -> set[str]:
    """Return the name of every address the product answers."""
    return {str(pattern.name or pattern.pattern) for pattern in _patterns(get_resolver().url_patterns)}


def _patterns(found) -> Iterator[URLPattern]:
    for pattern in found:
        if isinstance(pattern, URLPattern):
            yield pattern
        else:
            yield from _patterns(pattern.url_patterns)


def addresses(world: World, *, words: Collection[str], only: Collection[str] = ()) -> Iterator[tuple[str, str]]:
    """Give every address of a world with the name it stands under in the table."""
    for name, asked in TABLE.items():
        if isinstance(asked, Asked) and (not only or name in only):
            for args in asked.args(world):
                yield from ((name, reverse(name, args=args) + question) for question in _questions(asked, words))


def crossed(world: World) -> Iterator[tuple[str, str]]:
    """Give the addresses that put a round of the case under another case, as somebody does who tries numbers."""
    others = Case.objects.exclude(pk=world.case.pk).order_by("pk").values_list("pk", flat=True)[:1]
    for name, asked in TABLE.items():
        if asked is ROUNDS:
            yield from ((name, reverse(name, args=[other, pk])) for other in others for _case, pk in rounds(world))


def _questions(asked: Asked, words: Collection[str]) -> Iterator[str]:
    for question in asked.asks:
        for word in words if WORDS in question else ("",):
            yield f"?{question.replace(WORDS, quote(word))}" if question else ""
