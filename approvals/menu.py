"""What the reviews put in the menu."""

from collections.abc import Iterator

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from approvals.documents.subjects import keeps_papers
from approvals.documents.templates import may_replace
from approvals.escalation.board import pending
from approvals.escalation.services import may_watch
from approvals.inbox.views import badge_of
from approvals.meetings.duty_lines import has_duties
from core import clock
from core.people.readers import keeps_files, reads_others
from core.web.menu import Entry, Kind


def entries(request: HttpRequest) -> Iterator[Entry]:
    """Offer the inbox and the board with the number of things that wait there, the notices and the policies."""
    user = request.user
    if not user.is_authenticated:
        return
    yield Entry(reverse("inbox"), _("Tasks"), badge=badge_of(request), order=10)
    if user.district and may_watch(user):
        waiting = pending(user.district, now=clock.now(), watcher=user).count()
        yield Entry(reverse("board"), _("Pending escalation"), badge=waiting, order=20)
    yield Entry(reverse("notices"), _("Public notices"), order=57, kind=Kind.PAPER)
    if user.person_id:
        yield Entry(reverse("person", args=[user.person_id]), _("My file"), order=42, kind=Kind.FILE)
    if reads_others(user):
        yield Entry(reverse("people"), _("Talent files"), order=43, kind=Kind.FILE)
    if keeps_files(user):
        yield Entry(reverse("corrections"), _("Corrections"), order=44, kind=Kind.FILE)
    if user.district:
        yield Entry(reverse("my-calendar"), _("Calendar feed"), order=95, aside=True)
        yield Entry(reverse("relations"), _("Relations"), order=50, kind=Kind.OFFICE)
        yield Entry(reverse("covers"), _("Covers"), order=55, kind=Kind.OFFICE)
        if has_duties(user, on=clock.today()):
            yield Entry(reverse("duties"), _("Duties"), order=45, kind=Kind.OFFICE)
        if keeps_papers(user):
            yield Entry(reverse("documents"), _("Documents"), order=58, kind=Kind.PAPER)
        elif may_replace(user):
            yield Entry(reverse("document-templates"), _("Templates and numbers"), order=58, kind=Kind.PAPER)
        yield Entry(reverse("policies"), _("Policies"), order=60, kind=Kind.PAPER)
