import io

import pytest
from django.core.management import CommandError, call_command

from core.organisations.models import Organisation
from core.record.models import Event
from core.record.services import record

from .test_services import unguarded


@pytest.fixture
def history(school, now):
    return [record("drill.held", on=school, by=None, now=now, turn=turn) for turn in range(3)]


@pytest.fixture
def printed(history, tmp_path):
    """The heads as they were printed and kept in a drawer."""
    file = tmp_path / "heads.txt"
    file.write_text(told("--print-heads"), encoding="utf-8")
    return file


def told(*arguments):
    out = io.StringIO()
    call_command("verify_log", *arguments, stdout=out)
    return out.getvalue()


def cut_the_end(school, history):
    unguarded("DELETE FROM core_event WHERE id = %s", history[2].pk)
    Organisation.objects.filter(pk=school.pk).update(chain_length=2, chain_head=history[1].digest)


def test_printed_heads_name_each_chain_and_tie_them_together(school, history, printed):
    *lines, last = printed.read_text().splitlines()

    assert f"{school.chain} 3 {history[2].digest}" in lines
    assert last.split()[:2] == ["all", str(len(lines))]


def test_a_whole_record_that_has_grown_agrees_with_the_printed_heads(school, history, printed, now):
    record("drill.held", on=school, by=None, now=now)

    assert told("--against", str(printed))


def test_a_fault_is_written_out_and_fails_the_command(school, history):
    unguarded("UPDATE core_event SET body = '{}' WHERE id = %s", history[0].pk)
    out = io.StringIO()

    with pytest.raises(CommandError) as error:
        call_command("verify_log", stdout=out)

    assert error.value.returncode == 1
    assert f"{school.chain} #1: " in out.getvalue()


def test_a_cut_at_the_end_shows_only_against_printed_heads(school, history, printed):
    cut_the_end(school, history)

    assert Event.objects.filter(chain=school.chain).count() == 2
    assert told()
    with pytest.raises(CommandError):
        told("--against", str(printed))


def test_a_printed_file_that_was_itself_cut_is_refused(school, history, printed):
    printed.write_text("\n".join(printed.read_text().splitlines()[1:]))

    with pytest.raises(CommandError, match=r"heads\.txt"):
        told("--against", str(printed))


@pytest.mark.parametrize("content", ["", "not a head", "organisation:1 many 00"])
def test_a_file_without_heads_is_refused(db, tmp_path, content):
    file = tmp_path / "heads.txt"
    file.write_text(content)

    with pytest.raises(CommandError, match=r"heads\.txt"):
        told("--against", str(file))


def test_the_help_says_what_stays_hidden_without_printed_heads():
    from core.management.commands.verify_log import Command

    assert "found only against heads printed before" in Command.help


def test_a_missing_file_is_refused(db, tmp_path):
    with pytest.raises(CommandError, match="nowhere"):
        told("--against", str(tmp_path / "nowhere.txt"))
