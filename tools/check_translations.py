"""Fails when the Chinese catalogue is behind the code: untranslated, doubtful or unused entries, or a stale .mo."""

import gettext
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CATALOGUE = Path("core/locale/zh_Hans/LC_MESSAGES/django.po")
NOT_COPIED = shutil.ignore_patterns(".*", "var", "tests", "node_modules", "__pycache__")
HEADER = 'msgid ""\nmsgstr ""'
FAULTS = {
    "Without a translation": "--untranslated",
    "Doubtful (fuzzy)": "--only-fuzzy",
    "No longer in the code": "--only-obsolete",
}


def collected(copy: Path) -> Path:
    """Return the catalogue as makemessages would leave it, made in a copy of the code."""
    shutil.copytree(ROOT, copy, ignore=NOT_COPIED)
    command = [sys.executable, "manage.py", "makemessages", "--locale", "zh_Hans", "--no-location", "--verbosity", "0"]
    subprocess.run(command, cwd=copy, check=True)
    return copy / CATALOGUE


def faulty_entries(catalogue: Path) -> Iterator[str]:
    """Yield every entry that keeps the catalogue from being complete, under the word for its fault."""
    for fault, option in FAULTS.items():
        doubtful = [] if option == "--only-fuzzy" else ["--no-fuzzy"]
        command = ["msgattrib", option, *doubtful, "--no-wrap", str(catalogue)]
        found = subprocess.run(command, check=True, capture_output=True, text=True).stdout
        entries = [entry.strip() for entry in found.split("\n\n") if HEADER not in entry]
        yield from (f"{fault}:\n{entry}" for entry in entries if entry)


def compilation_faults(catalogue: Path, to: Path) -> Iterator[str]:
    """Yield what msgfmt says of placeholders, and whether the .mo file beside the catalogue is another one."""
    command = ["msgfmt", "--check-format", "-o", str(to), str(catalogue)]
    result = subprocess.run(command, capture_output=True, text=True)
    if result.returncode:
        yield result.stderr.strip()
    elif messages(to) != messages(catalogue.with_suffix(".mo")):
        yield f"{CATALOGUE.with_suffix('.mo')} is not what its .po says."


def messages(mo: Path) -> dict[str, str]:
    """Return the messages of a .mo file; the bytes themselves differ between versions of gettext."""
    if not mo.exists():
        return {}
    with mo.open("rb") as file:
        return vars(gettext.GNUTranslations(file))["_catalog"]


def main() -> int:
    """Print every fault and return the exit code."""
    with tempfile.TemporaryDirectory() as folder:
        faults = list(faulty_entries(collected(Path(folder) / "code")))
        faults += compilation_faults(ROOT / CATALOGUE, to=Path(folder) / "django.mo")
    for fault in faults:
        print(fault, end="\n\n")
    if faults:
        print(f"Run `make messages`, fill what is missing in {CATALOGUE}, and run it once more.")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
