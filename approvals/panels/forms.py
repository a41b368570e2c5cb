"""The score sheet as a judge fills it in: figures, levels, listed items, and words."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.forms import BoundField
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from approvals.panels.columns import fills_column, fills_it_in
from approvals.panels.items import BLANK_ROWS, MOST_ROWS, item_fields, item_in, name_of, rows_in
from approvals.panels.sheets import figure_in, gaps_in, idle_in
from approvals.policies.kinds import KINDS
from approvals.policies.sheets import Criterion, Sheet
from approvals.rounds.models import Ballot, Round

STEP = Decimal("0.5")


@dataclass(frozen=True)
class Line:
    """A criterion on the sheet: one field, the rows of a list of items, or the lines of its parts."""

    criterion: Criterion
    field: BoundField | None
    rows: tuple[tuple[BoundField, ...], ...]
    parts: tuple["Line", ...] = ()
    tick: BoundField | None = None  # whether what it hangs on holds
    count: BoundField | None = None
    errors: tuple[str, ...] = ()

    @property
    def may_grow(self) -> bool:
        return 0 < len(self.rows) < MOST_ROWS


class SheetForm(forms.Form):
    """The criteria of a policy's sheet for a track, each as the policy wants it filled in."""

    opinion = forms.CharField(
        label=gettext_lazy("Comment"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, data=None, *, sheet: Sheet, track: str, with_opinion: bool = True, more: str = "", **kwargs):
        self.sheet, self.track = sheet, track
        self.criteria, self.answered = sheet.of(track), sheet.answered(track)
        given = data or kwargs.get("initial") or {}
        self.rows = {one.key: rows_in(given, one.key) for one in self.answered if one.points}
        if more in self.rows:  # asked for more rows: what was typed is shown again, and not judged yet
            self.rows[more] = min(self.rows[more] + BLANK_ROWS, MOST_ROWS)
            typed = {name: given.get(name) for name in given}
            data, kwargs["initial"] = None, {**typed, f"rows-{more}": self.rows[more]}
        super().__init__(data, **kwargs)
        fields = dict(self._made())
        self.fields = fields | self.fields if with_opinion else fields

    def _made(self) -> Iterator[tuple[str, forms.Field]]:
        for criterion in self.criteria:
            yield from self._fields(criterion, weight=criterion.weight)

    def _fields(
        self, line: Criterion, *, weight: Decimal, ticks: tuple[str, ...] = ()
    ) -> Iterator[tuple[str, forms.Field]]:
        """Give the fields of a criterion or a part: its condition, then what it asks for."""
        if line.only_if is not None:
            ticks = (*ticks, name_of(line.tick))
            yield ticks[-1], _tick(line)
        for part in line.parts:
            yield from self._fields(part, weight=weight, ticks=ticks)
        if line.points:
            yield from item_fields(line.key, line.points, rows=self.rows[line.key])
        elif not line.parts:
            needed = self.sheet.missing == "refuse" and not ticks
            yield name_of(line.key), _field(line, weight=weight, required=needed, ticks=" ".join(ticks))

    def lines(self) -> list[Line]:
        """Return the criteria in the sheet's order, each with its fields and what is wrong with it."""
        return [self._line(criterion) for criterion in self.criteria]

    def _line(self, criterion: Criterion) -> Line:
        tick = self[name_of(criterion.tick)] if criterion.only_if else None
        if criterion.parts:
            return Line(criterion, None, (), tuple(map(self._line, criterion.parts)), tick)
        if not criterion.points:
            return Line(criterion, self[name_of(criterion.key)], (), (), tick)
        rows = range(self.rows[criterion.key])
        fields = tuple(
            tuple(self[name] for name in self.fields if name.startswith(f"{name_of(criterion.key)}-{row}-"))
            for row in rows
        )
        count = self[f"rows-{criterion.key}"]
        return Line(criterion, None, fields, (), tick, count, tuple(map(str, count.errors)))

    def clean(self) -> dict[str, Any]:
        """Name every criterion that is empty or out of its range."""
        for criterion in self.answered:
            name = f"rows-{criterion.key}" if criterion.points else name_of(criterion.key)
            for gap in self._gaps(criterion) if name not in self.errors else ():
                self.add_error(name, gap)
        return self.cleaned_data

    def _gaps(self, criterion: Criterion) -> list[str]:
        given = self._given(criterion)
        idle = idle_in(self._ticks(), sheet=self.sheet, track=self.track)
        may_lack = self.sheet.missing == "zero" or criterion.key in idle
        if gaps := list(gaps_in(given, criterion, may_lack=may_lack)):
            return gaps
        figure = None if criterion.points or criterion.levels or not given else figure_in(given)
        if figure is not None and figure % STEP:
            words = {"title": criterion.title, "max": criterion.max}
            return [_("%(title)s: give a figure from 0 to %(max)s, in halves.") % words]
        return []

    def scores(self) -> dict[str, Any]:
        """Return what was given for each criterion and part, and what was ticked."""
        return {line.key: self._given(line) for line in self.answered} | self._ticks()

    def _ticks(self) -> dict[str, Any]:
        conditions = self.sheet.conditions(self.track)
        return {line.tick: bool(self.cleaned_data.get(name_of(line.tick))) for line in conditions}

    def _given(self, criterion: Criterion) -> Any:
        if not criterion.points:
            return self.cleaned_data.get(name_of(criterion.key))
        key, rule = criterion.key, criterion.points
        rows = [item_in(self.cleaned_data, key, row, rule=rule) for row in range(self.rows[key])]
        return [row for row in rows if row]


def column_form(round: Round, data: QueryDict | None = None, *, seat: Ballot | None) -> SheetForm | None:
    """Return the sheet that goes with the decision on a round; None where no column is filled in from the seat.

    Its fields stand outside the decision's form on the page and belong to it by its name.
    """
    if not fills_column(round) or (seat and not fills_it_in(seat)):
        return None
    sheet, more = round.case.policy.sheets[round.rule.sheet], data.get("more", "") if data else ""
    form = SheetForm(data, sheet=sheet, track=round.track, with_opinion=False, more=more)
    form.use_required_attribute = False  # who returns a case gives no figures
    for field in form.fields.values():
        field.widget.attrs["form"] = "your-decision"
    return form


def is_filled(form: SheetForm | None, *, verdict: str, round: Round) -> bool:
    """Tell whether a decision may go ahead: without a column, with a whole one, or with a verdict that needs none."""
    return form is None or verdict != KINDS[round.kind].onward or form.is_valid()


def _hangs_on(ticks: str) -> dict[str, str]:
    """Tell the page which boxes have to be ticked for a field to count."""
    return {"data-tick": ticks} if ticks else {}


def _tick(line: Criterion) -> forms.Field:
    label = _("%(title)s counts only if: %(condition)s") % {"title": line.title, "condition": line.only_if}
    return forms.BooleanField(label=label, required=False, widget=forms.CheckboxInput(attrs={"data-ticks": True}))


def _field(criterion: Criterion, *, weight: Decimal, required: bool, ticks: str) -> forms.Field:
    words = {"title": criterion.title, "max": criterion.max}
    if criterion.levels:
        message = _("%(title)s: choose one of: %(levels)s.") % {**words, "levels": _(", ").join(criterion.levels)}
        choices = [("", ""), *((level, f"{level} · {points}") for level, points in criterion.levels.items())]
        points = {level: str(points * weight) for level, points in criterion.levels.items()}
        return forms.ChoiceField(
            label=str(criterion.title),
            choices=choices,
            required=required,
            error_messages={"required": message, "invalid_choice": message},
            widget=LevelSelect(points=points, ticks=ticks),
        )
    attrs = {"min": "0", "max": str(criterion.max), "step": str(STEP), "inputmode": "decimal"}
    return forms.CharField(
        label=str(criterion.title),
        help_text=_("0 to %(max)s, in halves") % words,
        required=required,
        error_messages={"required": _("%(title)s: give a figure from 0 to %(max)s.") % words},
        widget=forms.NumberInput(attrs={**attrs, "data-score": str(weight), **_hangs_on(ticks)}),
    )


class LevelSelect(forms.Select):
    """A list of levels that tells the page what each is worth."""

    def __init__(self, *, points: Mapping[str, str], ticks: str) -> None:
        super().__init__(attrs={"data-score": "1", **_hangs_on(ticks)})
        self.points = points

    def create_option(self, name, value, *args, **kwargs):
        option = super().create_option(name, value, *args, **kwargs)
        option["attrs"]["data-points"] = self.points.get(str(value), "0")
        return option
