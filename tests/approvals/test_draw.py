"""The drawings in the READMEs say what the state machines do."""

import pytest
from django.core.management import CommandError, call_command

from approvals.management.commands.draw import BEGIN, END, mermaid, redrawn
from workflows.selection.models import Nomination


def test_the_drawings_in_the_repository_are_true():
    call_command("draw", check=True)


def test_a_drawing_shows_every_transition_with_its_needs():
    moves = list(Nomination._meta.get_field("state").get_all_transitions(Nomination))
    lines = mermaid(Nomination).splitlines()

    assert sum("-->" in line and "[*]" not in line for line in lines) == len(moves)
    assert "    under_review --> honoured: honour (needs collective and public_notice)" in lines
    assert "    [*] --> draft" in lines
    assert "    honoured --> [*]" in lines


def test_a_false_drawing_is_replaced_and_everything_around_it_stays():
    readme = f"before\n{BEGIN}\ndraft --> honoured\n{END}\nafter\n"

    assert redrawn(readme, model=Nomination) == f"before\n{BEGIN}\n{mermaid(Nomination)}{END}\nafter\n"


def test_a_readme_without_a_place_for_the_drawing_is_refused():
    with pytest.raises(CommandError, match="no place"):
        redrawn("# Nothing here", model=Nomination)
