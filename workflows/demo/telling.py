"""What the demo's long commands say: a bar for each step, and what a season came to."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

import click

from approvals.gradings.models import Grading
from approvals.models import Campaign
from workflows.assessment.models import Assessment


class Steps:
    """A progress bar for each step that is told, one below the other."""

    step = ""
    bar: Any = None

    def __enter__(self) -> "Steps":
        return self

    def __call__(self, step: str, done: int, of: int) -> None:
        if step != self.step:
            self._end()
            self.step, self.bar = step, click.progressbar(length=of, label=f"{step:<8}", show_pos=True)
        self.bar.update(done - self.bar.pos)

    def __exit__(self, *_failed: object) -> None:
        self._end()

    def _end(self) -> None:
        if self.bar:
            self.bar.render_finish()


def reckoned(campaign: Campaign) -> Iterator[str]:
    """Say of each unit how many were due, which cap that gave and who got what; then of all of them."""
    all_given: Counter[str] = Counter()
    lists = Grading.objects.filter(campaign=campaign).select_related("organisation").prefetch_related("entries")
    for grading in lists.order_by("organisation"):
        given = Counter(entry.grade for entry in grading.entries.all())
        caps = [f"{line['grade']} ≤ {line['places']}" for line in grading.basis["lines"] if line["places"] is not None]
        yield f"{grading.organisation}: due {grading.basis['due']}, {', '.join(caps)}: {_counted(given)}"
        all_given += given
    states = Counter(Assessment.objects.filter(campaign=campaign).values_list("state", flat=True))
    yield f"All {states.total()}: {_counted(all_given)}; {_counted(states)}"


def _counted(counted: Counter[str]) -> str:
    return ", ".join(f"{what} {n}" for what, n in sorted(counted.items()))
