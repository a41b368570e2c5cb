"""审批表: the printed form of a case, A4, with a box for every stage people have passed."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.template.loader import render_to_string

from approvals.cases.models import Case
from approvals.cases.page import answers_of
from approvals.cases.progress import outcome_words
from approvals.cases.trail import Entry, entries_of, rounds_of
from approvals.policies.kinds import KINDS

SIZES = (10, 9, 8, 7)  # points; the largest at which the form is one page
CODE_DIGITS = 16


@dataclass(frozen=True)
class Box:
    """An opinion box: the stage, and everybody's words in it."""

    title: str
    entries: tuple[Entry, ...]


def approval_pdf(case: Case, *, now: dt.datetime) -> bytes:
    """Return the form as a PDF of one page; a case with very long opinions goes on to a second."""
    from weasyprint import HTML  # takes a second to load, and few requests need it

    shown = form_of(case, now=now)
    for size in SIZES:
        printed = HTML(string=render_to_string("approvals/form.html", {**shown, "size": size}), url_fetcher=_nothing)
        document = printed.render()
        if len(document.pages) == 1:
            break
    return document.write_pdf()


def form_of(case: Case, *, now: dt.datetime) -> dict[str, Any]:
    """Return what the form shows of a case."""
    return {
        "case": case,
        "policy": case.policy,
        "track": case.policy.tracks[case.track].title,
        "answers": answers_of(case),
        "boxes": boxes_of(case),
        "outcome": "" if case.is_live else outcome_words(case),
        "code": case.chain_head[:CODE_DIGITS],
        "now": now,
    }


def boxes_of(case: Case) -> list[Box]:
    """Return a box for each stage that people have closed and that still counts, in the order of the closing."""
    passed = [
        round
        for round in rounds_of(case)
        if round.closed_at and not round.is_void and round.verdict != "withdrawn" and KINDS[round.kind].human
    ]
    return [Box(str(round.rule.title), tuple(entry for entry in entries_of(round) if entry.counts)) for round in passed]


def _nothing(url: str, **options: Any) -> dict[str, Any]:
    """Fetch nothing: the form needs no file, and what people wrote must not make the server ask for one."""
    raise ValueError(f"The printed form refers to no file, but asks for {url}.")
