"""Signing in and out, the language, and whether the system is alive."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import views as auth
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse_lazy
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST
from django.views.i18n import set_language as remember_language

from core.web.forms import SignInForm


class SignIn(auth.LoginView):
    """Open a session in the language the user has chosen before."""

    template_name = "core/sign_in.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        response = super().form_valid(form)
        response.set_cookie(settings.LANGUAGE_COOKIE_NAME, form.get_user().language, samesite="Lax")
        return response


class ChangePassword(auth.PasswordChangeView):
    """Take a new password from someone who knows the old one; other sessions of the account end."""

    template_name = "core/change_password.html"
    success_url = reverse_lazy("home")

    def form_valid(self, form: PasswordChangeForm) -> HttpResponse:
        messages.success(self.request, _("Your password is changed."))
        return super().form_valid(form)


@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """Change the language of the pages and, for a user, of the texts sent to them."""
    chosen = request.POST.get("language", "")
    if request.user.is_authenticated and translation.check_for_language(chosen) and chosen in dict(settings.LANGUAGES):
        request.user.language = chosen
        request.user.save(update_fields=["language"])
    return remember_language(request)


@require_GET
@never_cache
def healthz(request: HttpRequest) -> JsonResponse:
    """Say whether the database answers: 200 or 503, for the load balancer."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError as error:
        return JsonResponse({"status": "down", "database": type(error).__name__}, status=503)
    return JsonResponse({"status": "ok", "database": "ok"})
