"""``policy show``: the table a clerk would draw; ``policy check``: why not publish it; ``policy publish``: do."""

from pathlib import Path
from unicodedata import east_asian_width

from django.apps import apps
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from approvals.campaigns.services import publish
from approvals.policies.clauses import title_of
from approvals.policies.document import Policy
from approvals.policies.proof import prove
from approvals.policies.read import PolicyError, read
from approvals.policies.show import COLUMNS, rows
from approvals.processes import law_of, seat_words
from approvals.routes import RESERVED
from core import clock
from core.models import Organisation
from core.organisations.models import Kind


class Command(BaseCommand):
    help = "Show a policy as a table, say why it cannot be published, or publish it for a district."

    def add_arguments(self, parser: CommandParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True)
        for verb, says in (("show", "print the table"), ("check", "print what stands against publishing")):
            verbs.add_parser(verb, help=says).add_argument("policy", help="a file, or the key of a shipped policy")
        publishing = verbs.add_parser("publish", help="prove it against the district's offices and publish it")
        publishing.add_argument("policy", help="a file, or the key of a shipped policy")
        publishing.add_argument("--district", default="", help="the district's code, where there are several")

    def handle(self, *, verb: str, policy: str, district: str = "", **options) -> None:
        try:
            document = read(text_of(policy))
        except PolicyError as error:
            raise CommandError("\n".join(map(str, error.findings))) from error
        if verb == "show":
            self.show(document)
        elif verb == "check":
            self.check_policy(document)
        else:
            self.publish(text_of(policy), district=district_of(district))

    def show(self, policy: Policy) -> None:
        self.stdout.write(self.style.MIGRATE_HEADING(str(policy.title)))
        for line in table(
            [tuple(map(str, COLUMNS)), *(row.cells for row in rows(policy, places=seat_words(policy.process)))]
        ):
            self.stdout.write(line)
        if assumed := policy.assumptions():
            self.stdout.write(self.style.MIGRATE_HEADING(_("Assumed; a named person has to confirm each:")))
        for path, reason in assumed:
            self.stdout.write(f"  {title_of(policy, path)}: {reason}")

    def check_policy(self, policy: Policy) -> None:
        try:
            law = law_of(policy.process)
        except KeyError as error:
            raise CommandError(_("There is no process “%(process)s”.") % {"process": policy.process}) from error
        if found := prove(policy, law=law, reserved=RESERVED):
            raise CommandError("\n".join(f"{finding.line}: {finding.message}" for finding in found))
        self.stdout.write(self.style.SUCCESS(_("“%(policy)s” can be published.") % {"policy": policy.title}))

    def publish(self, text: str, *, district: Organisation) -> None:
        try:
            version = publish(text, district=district, by=None, now=clock.now())
        except PolicyError as error:
            raise CommandError("\n".join(map(str, error.findings))) from error
        said = {"policy": version.document.title, "number": version.number, "district": district}
        self.stdout.write(
            self.style.SUCCESS(_("“%(policy)s” is published in %(district)s: version %(number)d.") % said)
        )


def district_of(code: str) -> Organisation:
    """Return the district of a code, or the only one there is."""
    districts = Organisation.objects.filter(kind=Kind.DISTRICT)
    found = districts.filter(code=code) if code else districts
    if len(found) != 1:
        raise CommandError(
            _("Name one district with --district: %(codes)s.") % {"codes": ", ".join(d.code for d in districts)}
        )
    return found[0]


def text_of(name: str) -> str:
    """Read a policy's text from a file, or from the one an app ships under that key."""
    shipped = (Path(config.path) / "policies" / f"{name}.yaml" for config in apps.get_app_configs())
    path = next((path for path in (Path(name), *shipped) if path.is_file()), None)
    if path is None:
        raise CommandError(_("There is no file and no shipped policy “%(name)s”.") % {"name": name})
    try:
        return path.read_text("utf-8")
    except UnicodeDecodeError as error:
        raise CommandError(_("“%(name)s” is not UTF-8 text.") % {"name": name}) from error


def table(lines: list[tuple[str, ...]]) -> list[str]:
    """Align columns; a Chinese character is two columns wide."""
    widths = [max(map(width, column)) for column in zip(*lines, strict=True)]
    return [
        "  ".join(cell + " " * (wide - width(cell)) for cell, wide in zip(line, widths, strict=True)).rstrip()
        for line in lines
    ]


def width(words: str) -> int:
    return sum(2 if east_asian_width(letter) in "WF" else 1 for letter in words)
