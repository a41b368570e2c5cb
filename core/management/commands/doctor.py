"""``doctor``: every examination of the stored rows, with what each complains of."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from core import clock
from core.health import examine


class Command(BaseCommand):
    help = "Look for what should never be so, and change nothing; exit code 1 where anything is found."

    def handle(self, **options: Any) -> None:
        found = examine(clock.now())
        for name, complaints in found.items():
            self.stdout.write(f"{'–' if complaints else '✓'} {name.replace('_', ' ')}")
            for complaint in complaints:
                self.stdout.write(f"    {complaint}")
        if count := sum(map(len, found.values())):
            raise CommandError(_("%(n)d complaints.") % {"n": count})
        self.stdout.write(self.style.SUCCESS(_("Nothing is amiss.")))
