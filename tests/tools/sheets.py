"""Sheets with every rule a policy can write, and what people may fill in on them."""

import datetime as dt
from decimal import Decimal

from hypothesis import strategies as st

ON = dt.date(2026, 3, 2)
TRACKS = ("head", "teacher")
figures = st.decimals(min_value=0, max_value=40, places=2).map(str)
factors = st.sampled_from(["0.5", "0.8", "1", "1.5"])
dates = st.dates(min_value=dt.date(2018, 1, 1), max_value=ON).map(str)
names = st.sampled_from(["获奖", "论文", "older_than_3y", "within_2y"])
groups = st.sampled_from(["year", "work"])
OPTIONAL = {
    "only": st.lists(names, min_size=1, max_size=2, unique=True),
    "factors": st.dictionaries(names, factors, min_size=1, max_size=2),
    "author": st.sampled_from([{"1": 1, "2": "0.6", "3": "0.4"}, {"less": 2}, {"less": 1, "to": 3}]),
    "least": st.sampled_from([{"items": 1}, {"items": 2}, {"items": 1, "each_of_years": 2}]),
    "take": st.sampled_from(["sum", "max", "mean"]),
    "times": factors,
}


def some(draw, choices):
    return {key: draw(value) for key, value in choices.items() if draw(st.booleans())}


@st.composite
def pipelines(draw):
    said = {"each": draw(st.sampled_from([{"国家": 10, "省": "6.5", "区": 3}, 4])), **some(draw, OPTIONAL)}
    if draw(st.booleans()):
        mean = {"mean_per": st.fixed_dictionaries({"group": groups}, optional={"times": factors})}
        said |= some(draw, draw(st.sampled_from([{"highest_per": groups}, mean])))
    return {**said, "unit": "次", "beyond": draw(st.integers(0, 2))} if draw(st.booleans()) else said


@st.composite
def lines(draw, *, in_parts=False):
    """Draw a criterion out of 40, or a part of one out of 20."""
    most = 20 if in_parts else 40
    line = {"title": "项", "max": most}
    line |= some(draw, {"required": st.booleans(), "only_if": st.just("前置条件")})
    kind = draw(st.sampled_from(["figure", "levels", "points", "figure" if in_parts else "parts"]))
    if kind == "parts":
        line["parts"] = {key: draw(lines(in_parts=True)) for key in ("a", "b")}
    elif kind != "figure":
        line[kind] = draw(pipelines()) if kind == "points" else {"优秀": most, "合格": "14.5", "没有": 0}
    return line


@st.composite
def sheets(draw):
    criteria = {}
    for number in range(draw(st.integers(1, 3))):
        tracks = st.sampled_from([["teacher"], ["head"], ["head", "teacher"]])
        criteria[f"c{number}"] = draw(lines()) | some(draw, {"weight": factors, "for": tracks})
    criteria["always"] = {"title": "项", "max": 40}
    judges = {"then": draw(st.sampled_from(["mean", "median", "sum"]))}
    judges |= {"trim": 1, "from": draw(st.integers(3, 5))} if draw(st.booleans()) else {}
    judges |= some(draw, {"per": st.sampled_from(["judge", "criterion"])})
    rule = {
        "to": draw(st.sampled_from(["1", "0.1", "0.01", "0.001"])),
        "half": draw(st.sampled_from(["up", "even", "down"])),
    }
    rule |= some(draw, {"when": st.sampled_from(["end", "judge", "criterion"])})
    said = {"out_of": full(criteria), "criteria": criteria, "judges": judges, "round": rule, "missing": "zero"}
    grades = {"优秀": {"from": 30}, "合格": {"from": "20.5"}, "不合格": {"from": 0}}
    return said | some(draw, {"cap": st.just(50), "converted_to": st.just(60), "grades": st.just(grades)})


def full(criteria):
    """Return the most that any track can have."""
    return str(max(_full(criteria, track) for track in TRACKS))


def _full(criteria, track):
    mine = [line for line in criteria.values() if track in line.get("for", TRACKS)]
    return sum(Decimal(line["max"]) * Decimal(line.get("weight", 1)) for line in mine)


@st.composite
def items(draw, rule):
    item = {
        "title": draw(st.sampled_from(["甲", "甲 ", "乙"])),
        "date": draw(dates),
        "rank": str(draw(st.integers(1, 5))),
    }
    item |= {"marks": draw(st.lists(st.sampled_from(["获奖", "论文"]), unique=True))}
    item |= {"level": draw(st.sampled_from(sorted(rule["each"])))} if isinstance(rule["each"], dict) else {}
    return item | ({"number": draw(figures)} if "unit" in rule else {})


def answers(key, line):
    """Return what may be filled in for a criterion, its parts and their conditions, by the names a sheet keeps."""
    found = {f"{key}?": st.booleans()} if "only_if" in line else {}
    for name, part in line.get("parts", {}).items():
        found |= answers(f"{key}.{name}", part)
    if "points" in line:
        return found | {key: st.lists(items(line["points"]), max_size=4)}
    if "levels" in line:
        return found | {key: st.sampled_from(sorted(line["levels"]))}
    most = Decimal(line["max"])
    figure = st.decimals(min_value=0, max_value=most, places=2).map(str)
    return found if "parts" in line else found | {key: st.one_of(st.none(), st.just("0"), figure)}


@st.composite
def panels(draw):
    """Draw a sheet and what one to six judges fill in."""
    sheet = draw(sheets())
    filled = {key: value for name, line in sheet["criteria"].items() for key, value in answers(name, line).items()}
    return sheet, draw(st.lists(st.fixed_dictionaries(filled), min_size=1, max_size=6))
