"""The forms of signing in and of one's own account."""

from django.contrib.auth.forms import AuthenticationForm
from django.utils.translation import gettext_lazy as _


class SignInForm(AuthenticationForm):
    """Asks for the account and says what to do when it does not match."""

    error_messages = {
        "invalid_login": _(
            "The account or the password is wrong. Check capital letters; "
            "if that does not help, ask your administrator to reset it."
        ),
        "inactive": _("This account is closed. Ask your administrator to open it again."),
    }
