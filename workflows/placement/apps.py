from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PlacementConfig(AppConfig):
    name = "workflows.placement"
    label = "placement"
    verbose_name = _("Placement by personal plan")

    def ready(self) -> None:
        from workflows.placement.documents import register_documents
        from workflows.placement.facts import register_kinds
        from workflows.placement.process import register_placement

        register_kinds()
        register_placement()
        register_documents()
