from django.urls import include, path

urlpatterns = [
    path("", include("workflows.selection.urls")),
    path("", include("workflows.placement.urls")),
    path("", include("workflows.assessment.urls")),
    path("", include("workflows.adjustment.urls")),
    path("", include("workflows.demo.urls")),
]
