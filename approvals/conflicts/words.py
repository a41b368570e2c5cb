"""Why somebody stays out of a case, in a sentence that also says whom to ask."""

from django.utils.translation import gettext as _

from approvals.conflicts.models import Recusal
from core import clock
from core.clock import day_of
from core.models import Appointment, User
from core.organisations.roles import Role
from core.templatetags.yucai import day

ASKED = (Role.INSPECTOR, Role.ADMINISTRATOR)


def rule_words(recusal: Recusal) -> str:
    """Return what keeps a user out: the rule and what it rests on."""
    rule = str(recusal.get_rule_display())
    return _("%(rule)s: %(words)s") % {"rule": rule, "words": recusal.words} if recusal.words else rule


def why_not(user: User, case) -> str:
    """Return why a user stays out of a case, since when, and who may look at it again."""
    recusals = list(Recusal.objects.binding().filter(case=case, user=user))
    if not recusals:
        return _("This case is about yourself, so you take no part in it.")
    said = {
        "reasons": _("; ").join(rule_words(recusal) for recusal in recusals),
        "day": day(day_of(min(recusal.found_at for recusal in recusals))),
        "who": _(", ").join(whom_to_ask(user)),
    }
    return _("You stay out of this case since %(day)s (%(reasons)s). If that is a mistake, ask: %(who)s.") % said


def whom_to_ask(user: User) -> list[str]:
    """Return who looks into a false alarm: the district's inspectors, or its administrators where there are none."""
    in_force = Appointment.objects.in_force(clock.today()).filter(district=user.district_id, user__is_active=True)
    for role in ASKED:
        if found := list(in_force.filter(role=role).exclude(user=user).values_list("user__name", flat=True)):
            return sorted(set(found))
    return [_("the bureau")]
