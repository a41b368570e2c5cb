from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from core.record import chain
from core.record.chain import Head
from core.record.services import heads, verify


class Command(BaseCommand):
    help = (
        "Prove the record: name each event that was changed, moved or removed (exit code 1). "
        "Someone with rights over the database can cut events off the end of a chain and rewrite the stored head to "
        "match; that is found only against heads printed before (--print-heads, kept elsewhere, then --against)."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--print-heads", action="store_true", help="print where each chain stands, to keep elsewhere"
        )
        parser.add_argument("--against", type=Path, metavar="FILE", help="compare with heads printed before")

    def handle(self, *, print_heads: bool = False, against: Path | None = None, **options: Any) -> None:
        faults = verify(printed=printed_in(against) if against else None)
        for fault in faults:
            self.stdout.write(str(fault))
        if faults:
            raise CommandError(_("The record is broken: %(count)s faults.") % {"count": len(faults)})
        if print_heads:
            self.stdout.write("\n".join(written(heads())))
        else:
            self.stdout.write(_("The record is whole: %(count)s chains.") % {"count": len(heads())})


def written(stored: dict[str, Head]) -> list[str]:
    """Return one line a chain, and a last line whose digest ties them together."""
    lines = [f"{name} {head.length} {head.digest}" for name, head in stored.items()]
    return [*lines, f"all {len(lines)} {chain.merkle_root(lines)}"]


def printed_in(path: Path) -> dict[str, Head]:
    """Return the heads of a printed file; CommandError where it cannot be read or was changed."""
    try:
        words = [line.split() for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
        printed = {name: Head(int(length), digest) for name, length, digest in words[:-1]}
    except (OSError, ValueError) as error:
        raise CommandError(
            _("%(path)s cannot be read as printed heads: %(why)s") % {"path": path, "why": error}
        ) from error
    if not words or " ".join(words[-1]) != written(printed)[-1]:
        raise CommandError(_("%(path)s is not whole: its last line does not match the others.") % {"path": path})
    return printed
