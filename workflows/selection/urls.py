from django.urls import path

from workflows.selection import views

urlpatterns = [
    path("nominations/", views.nominations, name="nominations"),
    path("nominations/new/", views.nomination_new, name="nomination-new"),
    path("nominations/<int:pk>/", views.nomination, name="nomination"),
    path("nominations/<int:pk>/save/", views.nomination_save, name="nomination-save"),
    path("nominations/<int:pk>/papers/<slug:material>/", views.nomination_attach, name="nomination-attach"),
    path("nominations/<int:pk>/papers/<int:entry>/remove/", views.nomination_detach, name="nomination-detach"),
    path("nominations/<int:pk>/submit/", views.nomination_submit, name="nomination-submit"),
    path("nominations/<int:pk>/withdraw/", views.nomination_withdraw, name="nomination-withdraw"),
]
