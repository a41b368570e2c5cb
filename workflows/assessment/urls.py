from django.urls import path

from workflows.assessment import unit_views, views

urlpatterns = [
    path("assessments/", views.assessments, name="assessments"),
    path("assessments/<int:pk>/", views.assessment, name="assessment"),
    path("assessments/<int:pk>/papers/<slug:material>/", views.attach, name="assessment-attach"),
    path("assessments/<int:pk>/papers/<int:entry>/remove/", views.detach, name="assessment-detach"),
    path("assessments/<int:pk>/answer/", views.answer, name="assessment-answer"),
    path("assessments/<int:pk>/better/", views.better, name="assessment-better"),
    path("assessments/<int:pk>/refusal/", views.refusal, name="assessment-refusal"),
    path("assessments/<int:pk>/end/", views.end, name="assessment-end"),
    path("assessments/years/<int:campaign>/", unit_views.year, name="assessment-year"),
    path("assessments/years/<int:campaign>/draw/", unit_views.draw, name="assessment-draw"),
    path("assessments/years/<int:campaign>/units/<int:unit>/", unit_views.unit, name="assessment-unit"),
]
