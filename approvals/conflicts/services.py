"""Who must stay out of a case, whatever they hold."""

from approvals.conflicts.models import Recusal
from core.models import Organisation, User


def is_barred(user: User, case, *, at: Organisation | None = None) -> bool:
    """Tell whether a user stays out of a case: it is about themselves, or a recusal binds them.

    ``at`` is the body of the office they would act from: being at the same school keeps nobody from acting for it.
    """
    return user.pk in barred_users(case, at=at)


def barred_users(case, *, at: Organisation | None = None) -> set[int]:
    """Return the users who stay out of a case when they act from an office of ``at``."""
    binding = Recusal.objects.filter(case=case).binding()
    if at is not None and at.pk in {case.organisation_id, case.organisation.parent_id, case.nominator_at_id}:
        binding = binding.exclude(rule=Recusal.Rule.SAME_SCHOOL)
    barred = set(binding.values_list("user", flat=True))
    login = getattr(case.person, "user", None)
    return barred | ({login.pk} if login else set())
