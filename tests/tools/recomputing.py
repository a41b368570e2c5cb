"""The tool that works a season out again, as a module and as a program."""

import json
import subprocess
import sys
from importlib import util
from pathlib import Path

TOOL = Path(__file__).parents[2] / "tools" / "recompute.py"


def module():
    """Return the tool as a module."""
    spec = util.spec_from_file_location("recompute", TOOL)
    found = util.module_from_spec(spec)
    spec.loader.exec_module(found)
    return found


def differing(season: dict) -> list[str]:
    """Return the names of the figures that differ; what cannot even be worked out counts as one that does."""
    try:
        return [name for name, said, found in module().compared(season) if said != found]
    except (ArithmeticError, LookupError, TypeError, ValueError) as error:
        return [f"{type(error).__name__}: {error}"]


def run(text: str, path: Path) -> subprocess.CompletedProcess[str]:
    """Run the tool on an export, far from the product."""
    path.write_text(text, encoding="utf-8")
    command = [sys.executable, "-I", str(TOOL), str(path)]
    return subprocess.run(command, capture_output=True, text=True, cwd=path.parent, check=False)


def leaves(value, path=()):
    """Give the path of every figure below a value: numbers, and texts that are numbers."""
    parts = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, part in parts:
        yield from leaves(part, (*path, key))
    if isinstance(value, int | str) and not isinstance(value, bool) and str(value).replace(".", "", 1).isdigit():
        yield path


def mutated(text: str, path) -> dict:
    """Return an export with one figure made greater by one."""
    season = json.loads(text)
    place = season
    for key in path[:-1]:
        place = place[key]
    was = place[path[-1]]
    place[path[-1]] = (
        was + 1
        if isinstance(was, int)
        else f"{int(was.partition('.')[0]) + 1}{was[was.find('.') :] if '.' in was else ''}"
    )
    return season
