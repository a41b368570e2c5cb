"""``campaign open``: a published policy is opened for a year."""

import datetime as dt

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from approvals.campaigns.services import open_campaign
from approvals.management.commands.policy import district_of
from approvals.models import PolicyVersion
from core import clock


class Command(BaseCommand):
    help = "Open a campaign of a published policy: its window begins on a day and shuts when the policy says."

    def add_arguments(self, parser: CommandParser) -> None:
        opening = parser.add_subparsers(dest="verb", required=True).add_parser("open", help="open a campaign")
        opening.add_argument("policy", help="the key of a published policy")
        opening.add_argument("--title", required=True)
        opening.add_argument("--opens-on", type=dt.date.fromisoformat, required=True, metavar="DAY")
        opening.add_argument("--measured-on", type=dt.date.fromisoformat, required=True, metavar="DAY")
        opening.add_argument("--term-from", type=dt.date.fromisoformat, required=True, metavar="DAY")
        opening.add_argument("--district", default="", help="the district's code, where there are several")

    def handle(self, *, policy: str, title: str, district: str, **options) -> None:
        versions = PolicyVersion.objects.filter(district=district_of(district), policy__key=policy)
        version = versions.order_by("-number").first()
        if version is None:
            raise CommandError(_("“%(policy)s” is not published in this district yet.") % {"policy": policy})
        days = {name: options[name] for name in ("opens_on", "measured_on", "term_from")}
        campaign = open_campaign(version, title=title, by=None, now=clock.now(), **days)
        said = {"title": campaign, "moment": f"{campaign.closes_at.astimezone():%Y-%m-%d %H:%M}"}
        self.stdout.write(self.style.SUCCESS(_("“%(title)s” is open until %(moment)s.") % said))
