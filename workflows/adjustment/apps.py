from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AdjustmentConfig(AppConfig):
    name = "workflows.adjustment"
    label = "adjustment"
    verbose_name = _("Adjustment")

    def ready(self) -> None:
        from workflows.adjustment.documents import register_documents
        from workflows.adjustment.facts import register_kinds
        from workflows.adjustment.process import register_adjustment

        register_kinds()
        register_adjustment()
        register_documents()
