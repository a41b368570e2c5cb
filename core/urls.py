"""The addresses of all floors; the floors above are named as strings only."""

from django.contrib.auth.views import LogoutView
from django.urls import include, path
from django.views.generic import RedirectView

from core.papers.views import paper
from core.web.views import ChangePassword, SignIn, healthz, set_language

handler400 = "core.web.errors.malformed"
handler403 = "core.web.errors.forbidden"
handler404 = "core.web.errors.missing"

urlpatterns = [
    path("", RedirectView.as_view(pattern_name="inbox"), name="home"),
    path("sign-in/", SignIn.as_view(), name="sign-in"),
    path("sign-out/", LogoutView.as_view(), name="sign-out"),
    path("password/", ChangePassword.as_view(), name="password-change"),
    path("language/", set_language, name="set-language"),
    path("healthz", healthz, name="healthz"),
    path("papers/<int:pk>/", paper, name="paper"),
    path("calendar/", include("core.calendar.urls")),
    path("appointments/", include("core.organisations.urls")),
    path("", include("notifications.urls")),
    path("", include("approvals.urls")),
    path("", include("workflows.urls")),
]
