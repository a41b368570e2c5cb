"""What holds of every score and draw: order is irrelevant, more is never less, weights are exact, loads stay even."""

import datetime as dt
from collections import Counter
from decimal import Decimal
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from approvals.panels.draw import lots
from approvals.panels.exact import decimal, rounded, text
from approvals.panels.score import combine, weigh
from approvals.policies.sheets import Column, Criterion, Sheet
from approvals.policies.words import Text

ON = dt.date(2026, 1, 1)
HALVES = st.integers(0, 100).map(lambda number: Decimal(number) / 2)


@st.composite
def sheets(draw) -> Sheet:
    """Draw a sheet of one to three criteria out of 50 each, with every rule about judges and rounding."""
    trim = draw(st.integers(0, 2))
    criteria = tuple(
        Criterion(f"c{number}", Text("甲"), Decimal(50), weight=Decimal(draw(st.integers(1, 400))) / 100)
        for number in range(draw(st.integers(1, 3)))
    )
    per = draw(st.sampled_from(["judge", "criterion"]))
    return Sheet(
        key="sheet",
        criteria=criteria,
        out_of=sum((one.max * one.weight for one in criteria), Decimal(0)),
        places=draw(st.integers(0, 3)),
        trim=trim,
        trim_from=draw(st.integers(2 * trim + 1, 7)) if trim else 0,
        per=per,
        take=draw(st.sampled_from(["mean", "median", "sum"])),
        half=draw(st.sampled_from(["up", "even", "down"])),
        when=draw(st.sampled_from(["end", "criterion"] + (["judge"] if per == "judge" else []))),
        cap=draw(st.sampled_from([None, Decimal(60)])),
    )


@st.composite
def panels(draw) -> tuple[Sheet, list[dict[str, Decimal]]]:
    sheet = draw(sheets())
    keys = [criterion.key for criterion in sheet.criteria]
    return sheet, draw(st.lists(st.fixed_dictionaries(dict.fromkeys(keys, HALVES)), min_size=1, max_size=7))


def score(given, sheet):
    return combine(given, sheet=sheet, track="teacher", on=ON)


@given(panels(), st.randoms(use_true_random=False))
def test_the_order_of_judges_is_irrelevant_down_to_the_derivation(panel, random):
    sheet, given = panel
    shuffled = random.sample(given, len(given))

    assert score(shuffled, sheet) == score(given, sheet)


@given(panels(), st.data())
def test_raising_one_figure_never_lowers_the_score(panel, data):
    sheet, given = panel
    judge = data.draw(st.integers(0, len(given) - 1))
    key = data.draw(st.sampled_from(sorted(given[judge])))
    raised = [dict(one) for one in given]
    raised[judge][key] = data.draw(st.sampled_from([Decimal(50), min(given[judge][key] + Decimal("0.5"), Decimal(50))]))

    assert score(raised, sheet).value >= score(given, sheet).value


@given(panels())
def test_the_last_step_of_a_derivation_is_the_score(panel):
    sheet, given = panel
    found = score(given, sheet)

    assert found.steps[-1]["gives"] == str(found.value)
    assert found.steps[-1]["do"] == "round"
    assert len([step for step in found.steps if step["do"] == "sheet"]) == len(given)


@given(panels())
def test_one_or_two_judges_are_never_struck(panel):
    sheet, given = panel
    few = given[:2]

    assert [step for step in score(few, sheet).steps if step["do"] == "strike"] == []


@given(st.lists(st.integers(1, 99), min_size=1, max_size=4), st.lists(HALVES, min_size=5, max_size=5))
def test_column_weights_that_sum_to_one_give_full_marks_for_full_marks(parts, figures):
    whole = sum(parts)
    shares = [Decimal(part) * 1000 // whole / 1000 for part in parts]
    shares[0] += 1 - sum(shares)
    columns = {f"c{number}": Column(f"c{number}", Text("甲"), share) for number, share in enumerate(shares)}
    sheet = Sheet(key="sheet", criteria=(), out_of=Decimal(50), places=3, columns=columns)

    assert weigh(dict.fromkeys(columns, Decimal(50)), sheet=sheet).value == 50
    given = dict(zip(columns, figures, strict=False))
    exact = sum(Fraction(figure) * Fraction(columns[key].weight) for key, figure in given.items())
    assert weigh(given, sheet=sheet).value == decimal(rounded(exact, places=3, half="up"), places=3)


@given(st.fractions(min_value=0, max_value=1000, max_denominator=10**6), st.integers(0, 3))
def test_rounding_agrees_with_the_three_rules_and_loses_at_most_half_a_unit(value, places):
    unit = Fraction(1, 10**places)
    up, even, down = (rounded(value, places=places, half=half) for half in ("up", "even", "down"))

    assert max(abs(up - value), abs(even - value), abs(down - value)) <= unit / 2
    assert (down <= even <= up, up - down in (0, unit)) == (True, True)
    assert (up == down) == (abs(up - value) != unit / 2)


@given(st.fractions(max_denominator=10**6))
def test_a_figure_written_down_is_the_same_figure(value):
    assert Fraction(text(value)) == value


@settings(max_examples=50)
@given(st.integers(3, 12), st.integers(1, 5), st.integers(1, 40), st.integers())
def test_the_draw_keeps_every_load_within_one(pool, n, cases, start):
    loads = Counter(dict.fromkeys(range(pool), 0))

    for case in range(cases):
        loads.update(lots(loads, n=min(n, pool), seed=f"{start}-{case}"))

    assert max(loads.values()) - min(loads.values()) <= 1


@given(st.dictionaries(st.integers(1, 99), st.integers(0, 5), min_size=3, max_size=12), st.text(max_size=5))
def test_a_draw_is_repeated_by_its_seed_and_takes_the_least_loaded(loads, seed):
    drawn = lots(loads, n=3, seed=seed)

    assert lots(dict(reversed(loads.items())), n=3, seed=seed) == drawn
    assert max(loads[pk] for pk in drawn) <= min((load for pk, load in loads.items() if pk not in drawn), default=9)
