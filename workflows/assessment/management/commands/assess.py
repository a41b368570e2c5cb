"""``assess``: everybody who is due is listed and their assessments are opened, with progress."""

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from approvals.models import Campaign
from core import clock
from core.models import User
from workflows.assessment.opening import announce, open_batch, progress


class Command(BaseCommand):
    help = "List who is due in a campaign and open their assessments; interrupted, it goes on where it was."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("campaign", type=int, help="the campaign's number")
        parser.add_argument("--by", required=True, help="the user name of who announces it")
        parser.add_argument("--bodies", action="store_true", help="the studios instead of the staff")

    def handle(self, *, campaign: int, by: str, bodies: bool, **options) -> None:
        found = Campaign.objects.filter(pk=campaign).select_related("version", "district").first()
        user = User.objects.filter(username=by).first()
        if found is None or user is None or found.policy.process != "assessment":
            raise CommandError(_("There is no such assessment campaign or no such user."))
        announce(found, by=user, now=clock.now(), bodies=bodies)
        while (stands := progress(found)).waits:
            open_batch(found, now=clock.now())
            self.stdout.write(f"{progress(found).percent} %", ending="\r")
        words = _("Opened: %(opened)d; held up: %(held)d; not due: %(not_due)d.")
        told = {"opened": stands.opened, "held": stands.held, "not_due": stands.not_due}
        self.stdout.write(self.style.SUCCESS(words % told))
