"""环节种类: the words a policy is written in, and what each may answer."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


@dataclass(frozen=True)
class KindRule:
    """What a kind of stage may answer, the onward verdict first, and what the law gets from it."""

    verdicts: tuple[str, ...]
    optional: frozenset[str] = frozenset()  # offered only where the policy says where it leads
    gives: str | None = None
    needs_clock: bool = True
    human: bool = True
    refusal: str = "reject"  # what a vote against says here

    @property
    def onward(self) -> str:
        return self.verdicts[0]


KINDS: Mapping[str, KindRule] = MappingProxyType(
    {
        "filing": KindRule(("done", "decline", "lapsed"), optional=frozenset({"decline", "lapsed"}), refusal="decline"),
        "review": KindRule(
            ("approve", "return", "reject", "lapsed"), optional=frozenset({"return", "reject", "lapsed"})
        ),
        "countersign": KindRule(("approve", "return", "reject"), optional=frozenset({"return", "reject"})),
        "panel": KindRule(("pass", "fail")),
        "ranking": KindRule(("in", "waitlist", "out"), optional=frozenset({"waitlist"})),
        "waitlist": KindRule(("called", "expired"), human=False),
        "meeting": KindRule(
            ("approve", "return", "defer", "reject"), optional=frozenset({"return"}), gives="collective"
        ),
        "public_notice": KindRule(("clear", "upheld"), gives="public_notice", human=False),
        "check": KindRule(("pass", "fail"), needs_clock=False, human=False),
    }
)

KIND_TITLES = {
    "filing": pgettext_lazy("stage kind", "Filing"),
    "review": pgettext_lazy("stage kind", "Review"),
    "countersign": pgettext_lazy("stage kind", "Countersignature"),
    "panel": pgettext_lazy("stage kind", "Expert panel"),
    "ranking": pgettext_lazy("stage kind", "Ranking"),
    "waitlist": pgettext_lazy("stage kind", "Waiting list"),
    "meeting": pgettext_lazy("stage kind", "Meeting"),
    "public_notice": pgettext_lazy("stage kind", "Public notice"),
    "check": pgettext_lazy("stage kind", "Check by rule"),
}

VERDICT_TITLES = {
    "done": pgettext_lazy("verdict", "Done"),
    "decline": pgettext_lazy("verdict", "Decline"),
    "approve": pgettext_lazy("verdict", "Approve"),
    "return": pgettext_lazy("verdict", "Return for correction"),
    "reject": pgettext_lazy("verdict", "Reject"),
    "pass": pgettext_lazy("verdict", "Pass"),
    "fail": pgettext_lazy("verdict", "Fail"),
    "in": pgettext_lazy("verdict", "Within the places"),
    "out": pgettext_lazy("verdict", "Outside the places"),
    "defer": pgettext_lazy("verdict", "Defer to the next meeting"),
    "clear": pgettext_lazy("verdict", "No objection upheld"),
    "upheld": pgettext_lazy("verdict", "Objection upheld"),
    "lapsed": pgettext_lazy("verdict", "Time ran out"),
    "waitlist": pgettext_lazy("verdict", "On the waiting list"),
    "called": pgettext_lazy("verdict", "Called up"),
    "expired": pgettext_lazy("verdict", "No place came free"),
    "withdrawn": pgettext_lazy("verdict", "Withdrawn"),
    "taken_back": pgettext_lazy("verdict", "Taken back"),
    "dissolved": pgettext_lazy("verdict", "Dissolved"),
}

BY_THE_CLOCK = frozenset({"lapsed"})  # nobody answers this: time has run out
BY_SILENCE = BY_THE_CLOCK | {"decline"}  # … or was not used

SKIPPED = _("condition not met, skipped")
