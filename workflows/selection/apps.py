from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SelectionConfig(AppConfig):
    name = "workflows.selection"
    label = "selection"
    verbose_name = _("Selection of distinguished educators")

    def ready(self) -> None:
        from workflows.selection.documents import register_documents
        from workflows.selection.process import register_selection

        register_selection()
        register_documents()
