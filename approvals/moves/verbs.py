"""Where a case may go besides onward, as verbs of the round it stands at."""

import datetime as dt

from django.utils.translation import gettext_lazy as _

from approvals.cases.withdrawals import answer_withdrawal, ask_withdrawal, is_free, may_consent, may_withdraw
from approvals.moves.clocks import may_resume, may_stop, resume_clock, stop_clock
from approvals.moves.forms import ConsentForm, PlainForm, WhyForm
from approvals.moves.recalling import own_answer, recall_answer
from approvals.moves.services import close_with_what_is_there, dissolve, may_close, may_dissolve
from approvals.moves.taking_back import may_take_back, take_back_answer
from approvals.rounds.models import Round
from approvals.rounds.verbs import Verb
from core.models import User


def _may_ask(user: User, round: Round) -> bool:
    case = round.case
    return round.is_open and not case.withdrawal_asked_at and may_withdraw(user, case) and not is_free(case)


def _may_answer(user: User, round: Round) -> bool:
    return round.is_open and round.case.withdrawal_asked_at is not None and may_consent(user, round.case)


def _take_back(round: Round, *, by: User, now: dt.datetime) -> Round:
    """Take an answer back: from the round it was given in, or with the round it opened."""
    take = recall_answer if own_answer(by, round) else take_back_answer
    return take(round, by=by, now=now)


VERBS = (
    Verb(
        key="take-back",
        title=_("Take back my answer"),
        says=_(
            "Your stage is open again, with your words; whoever was asked next is told that there is nothing to do."
        ),
        done=_("Your answer is taken back; your stage is open again."),
        form=PlainForm,
        may=lambda user, round: own_answer(user, round) is not None or may_take_back(user, round),
        do=_take_back,
        group="case",
    ),
    Verb(
        key="stop-clock",
        title=_("Stop the clock"),
        says=_("The days that are left are kept until the clock runs on; nobody is reminded meanwhile."),
        done=_("The clock stands still."),
        form=WhyForm,
        may=may_stop,
        do=stop_clock,
        group="case",
    ),
    Verb(
        key="resume-clock",
        title=_("Let the clock run on"),
        says=_("The days that were left are counted from tomorrow."),
        done=_("The clock runs again; a new last day is set."),
        form=PlainForm,
        may=may_resume,
        do=resume_clock,
        group="case",
    ),
    Verb(
        key="close-early",
        title=_("Close with the answers that are in"),
        says=_("Who has not answered counts no longer; they are named on the record."),
        done=_("The stage is closed with the answers that were in."),
        form=WhyForm,
        may=may_close,
        do=close_with_what_is_there,
        group="case",
    ),
    Verb(
        key="dissolve",
        title=_("Dissolve and begin anew"),
        says=_("What was given is kept and counts no more; the stage is asked afresh, a panel is drawn afresh."),
        done=_("It is dissolved, and the stage is open afresh."),
        form=WhyForm,
        may=may_dissolve,
        do=dissolve,
        group="case",
    ),
    Verb(
        key="ask-withdrawal",
        title=_("Ask to withdraw the case"),
        says=_("It takes an office's consent now; the case goes on until it is given."),
        done=_("The office is asked; you are told what it answers."),
        form=WhyForm,
        may=_may_ask,
        do=lambda round, **said: ask_withdrawal(round.case, **said),
        group="case",
    ),
    Verb(
        key="answer-withdrawal",
        title=_("Answer the request to withdraw"),
        says=_("With your consent the case ends here for good; whoever asked reads your words."),
        done=_("Your answer is recorded, and whoever asked is told."),
        form=ConsentForm,
        may=_may_answer,
        do=lambda round, **said: answer_withdrawal(round.case, **said),
        group="case",
    ),
)
