"""``export_season``: a campaign's figures as a file, to be worked out again elsewhere."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from approvals.exports.services import export_season
from approvals.models import Campaign
from core import clock
from core.errors import Refused


class Command(BaseCommand):
    help = "Write a campaign's policy, sheets, lists and counts as JSON; tools/recompute.py works them out again."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("campaign", type=int, help="its number, as in the address of its pages")
        parser.add_argument("--out", type=Path, help="a file; left out, it is printed")

    def handle(self, *, campaign: int, out: Path | None, **options) -> None:
        wanted = Campaign.objects.select_related("version", "district").filter(pk=campaign).first()
        if wanted is None:
            raise CommandError(_("There is no campaign with the number %(number)s.") % {"number": campaign})
        try:
            text = export_season(wanted, by=None, now=clock.now())
        except Refused as refusal:
            raise CommandError(refusal.message) from refusal
        if out is None:
            self.stdout.write(text)
        else:
            out.write_text(text, encoding="utf-8")
            self.stdout.write(self.style.SUCCESS(_("Written to %(file)s.") % {"file": out}))
