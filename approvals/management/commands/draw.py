"""The law of each process, drawn from the code into the README beside it."""

import inspect
import re
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import models

from approvals.processes import processes

BEGIN, END = "<!-- drawn by manage.py draw -->", "<!-- end of the drawing -->"
OUTSIDE = "[*]"  # Mermaid's word for where a machine begins and ends
BETWEEN = re.compile(f"{re.escape(BEGIN)}.*?{re.escape(END)}", re.DOTALL)


class Command(BaseCommand):
    help = "Draw each process's state machine as Mermaid into the README beside its models."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="change nothing; fail when a drawing differs")

    def handle(self, *args: Any, check: bool, **options: Any) -> None:
        for process in processes():
            readme = Path(inspect.getfile(process.model)).parent / "README.md"
            before = readme.read_text(encoding="utf-8") if readme.exists() else ""
            text = redrawn(before, model=process.model)
            if text == before:
                continue
            if check:
                raise CommandError(f"The drawing in {process.key}/README.md differs from the code. Run manage.py draw.")
            readme.write_text(text, encoding="utf-8")
            self.stdout.write(f"drawn: {process.key}/README.md")


def redrawn(text: str, *, model: type[models.Model]) -> str:
    """Return a README with a model's state machine drawn anew; CommandError where it has no place for the drawing."""
    if not BETWEEN.search(text):
        raise CommandError(f"There is no place for the drawing of {model.__name__}: {BEGIN} … {END}")
    return BETWEEN.sub(lambda _place: f"{BEGIN}\n{mermaid(model)}{END}", text)


def mermaid(model: type[models.Model]) -> str:
    """Return a model's state machine as a Mermaid diagram; a need of a transition stands behind its name.

    A transition that changes nothing is where it may end.
    """
    state: Any = model._meta.get_field("state")
    moves = [(move.source, move.target or OUTSIDE, move) for move in state.get_all_transitions(model)]
    arrows = sorted(f"    {source} --> {target}: {_words(move)}" for source, target, move in moves)
    sources = {source for source, _target, _move in moves}
    ends = sorted(
        f"    {target} --> {OUTSIDE}" for target in {target for _source, target, _move in moves} - sources - {OUTSIDE}
    )
    lines = ["stateDiagram-v2", f"    {OUTSIDE} --> {state.default}", *arrows, *ends]
    return "\n".join(["```mermaid", *lines, "```", ""])


def _words(move: Any) -> str:
    needs = move.custom.get("needs", ())
    return f"{move.name} (needs {' and '.join(needs)})" if needs else move.name
