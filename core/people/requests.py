"""A request behind the sign-in page."""

from django.http import HttpRequest

from core.people.models import User


class SignedInRequest(HttpRequest):
    """What a view behind ``login_required`` receives: its user is never anonymous."""

    user: User
