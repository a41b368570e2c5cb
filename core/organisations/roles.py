"""Who sits where: the roles of the field."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """What a user may hold at an organisation; a policy names it as ``role@place``."""

    PRINCIPAL = "principal", _("Principal")
    SECRETARY = "secretary", _("Party secretary")
    OFFICER = "officer", _("Case handler")
    HEAD = "head", _("Head of section")
    LEADER = "leader", _("Bureau leader")
    EXPERT = "expert", _("Expert judge")
    MEMBER = "member", _("Member")
    CLERK = "clerk", _("Meeting clerk")
    INSPECTOR = "inspector", _("Discipline inspector")
    ADMINISTRATOR = "administrator", _("System administrator")

    @property
    def codename(self) -> str:
        return f"{self.prefix()}{self.value}"

    @staticmethod
    def prefix() -> str:
        return "act_as_"

    @property
    def permission(self) -> str:
        return f"core.{self.codename}"


SCHOOL_LEADERS = (Role.PRINCIPAL, Role.SECRETARY)
