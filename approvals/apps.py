from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ApprovalsConfig(AppConfig):
    name = "approvals"
    verbose_name = _("Reviews")

    def ready(self) -> None:
        """Offer the verbs of the rooms, and the papers every process has."""
        from approvals.conflicts import verbs as conflicts
        from approvals.copies import verbs as copies
        from approvals.documents.standard import register_standard
        from approvals.members import verbs as members
        from approvals.moves import verbs as moves
        from approvals.panels import verbs as panels
        from approvals.rounds.verbs import offer

        offer(*conflicts.VERBS)
        offer(*members.VERBS, *moves.VERBS, *copies.VERBS, *panels.VERBS)
        register_standard()
