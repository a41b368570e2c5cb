"""加签·减签·转办·委派·催办: what is offered on a case's page to whoever sits in its round, keeps it or waits for it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from approvals.escalation.services import may_urge, urge
from approvals.members import judges, services
from approvals.members.candidates import BY_VERDICT, leavers, own_seat
from approvals.members.forms import AddForm, AskForm, DropForm, HandForm, ReasonOnly
from approvals.members.judges import open_sheet
from approvals.rounds.models import Ballot, Round
from approvals.rounds.services import is_clerk
from approvals.rounds.verbs import Verb
from core.models import User


class NothingForm(forms.Form):
    """Nothing is asked; the button is enough."""

    def __init__(self, *args: Any, round: Round, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)


def may_ask(user: User, round: Round) -> bool:
    """Tell whether a user sits in a round of verdicts in their own name, and it is their turn."""
    return round.kind in BY_VERDICT and own_seat(user, round) is not None


def may_drop(user: User, round: Round) -> bool:
    """Tell whether a user may take anybody off a round."""
    return bool(leavers(user, round))


def may_add_judge(user: User, round: Round) -> bool:
    """Tell whether a user keeps an open panel."""
    return round.is_open and round.kind == "panel" and is_clerk(user, round)


def may_pass_on(user: User, round: Round) -> bool:
    """Tell whether a user has a sheet to hand in."""
    return open_sheet(user, round) is not None


def drop(round: Round, *, ballot: Ballot, **said: Any) -> Ballot:
    """Take a seat off its round."""
    return services.drop_member(ballot, **said)


VERBS = (
    Verb(
        key="add",
        title=_("Add somebody"),
        says=_("They answer in this stage too, and their answer counts like yours."),
        done=_("They are asked; the round waits for them too."),
        form=AddForm,
        may=may_ask,
        do=services.add_member,
    ),
    Verb(
        key="ask",
        title=_("Ask for an opinion"),
        says=_("They give you an opinion first. It does not count; you still decide."),
        done=_("They are asked; the case comes back to you with their answer."),
        form=AskForm,
        may=may_ask,
        do=services.lend,
    ),
    Verb(
        key="hand-over",
        title=_("Hand over"),
        says=_("A colleague decides instead of you. The case leaves your list for good."),
        done=_("The case is handed over."),
        form=HandForm,
        may=may_ask,
        do=services.hand_over,
    ),
    Verb(
        key="add-judge",
        title=_("Draw one more judge"),
        says=_("The lot finds somebody of the pool who is free of conflict; the panel then waits for their sheet too."),
        done=_("One more judge is drawn."),
        form=ReasonOnly,
        may=may_add_judge,
        do=judges.add_judge,
    ),
    Verb(
        key="pass-on",
        title=_("Give the sheet up"),
        says=_("The lot finds another judge for it. What you have not handed in is not passed on."),
        done=_("Another judge is drawn; the sheet has left your list."),
        form=ReasonOnly,
        may=may_pass_on,
        do=judges.pass_on,
    ),
    Verb(
        key="drop",
        title=_("Take somebody off"),
        says=_("Whoever has not answered yet is asked no longer, and the rule counts those who are left."),
        done=_("They are asked no longer."),
        form=DropForm,
        may=may_drop,
        do=drop,
    ),
    Verb(
        key="urge",
        title=_("Urge"),
        says=_("Whoever must act is reminded, at most once a day. The last day stays as it is."),
        done=_("A reminder goes out."),
        form=NothingForm,
        may=may_urge,
        do=urge,
    ),
)
