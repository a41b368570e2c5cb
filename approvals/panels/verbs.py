"""What the office that looks after a panel may do besides closing it."""

from django import forms
from django.utils.translation import gettext_lazy as _

from approvals.panels.services import LEFT, draw_another
from approvals.rounds.models import Round
from approvals.rounds.services import is_clerk
from approvals.rounds.verbs import Verb
from core.models import User


class WhyForm(forms.Form):
    """Why another judge is needed."""

    reason = forms.CharField(label=_("Reason"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args, round: Round, user: User, **kwargs) -> None:
        super().__init__(*args, **kwargs)


def may_draw(user: User, round: Round) -> bool:
    """Tell whether a user looks after an open panel that a judge has left without a successor."""
    if round.kind != "panel" or not round.is_open or not is_clerk(user, round):
        return False
    return round.ballots.filter(role="", state__in=LEFT, successors=None).exists()


VERBS = [
    Verb(
        key="draw-judge",
        title=_("Draw another judge"),
        says=_("A judge has left. Another is drawn by lot from those in the pool who are free of conflict."),
        done=_("Another judge is drawn and asked."),
        form=WhyForm,
        may=may_draw,
        do=draw_another,
    )
]
