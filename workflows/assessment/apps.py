from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AssessmentConfig(AppConfig):
    name = "workflows.assessment"
    label = "assessment"
    verbose_name = _("Annual assessment")

    def ready(self) -> None:
        from workflows.assessment.documents import register_documents
        from workflows.assessment.facts import register_kinds
        from workflows.assessment.process import register_assessment

        register_kinds()
        register_assessment()
        register_documents()
