"""Works a season's scores and lists out again from its export, without any code of the product.

``python tools/recompute.py season.json`` prints each figure with "same" or "differs"; it ends with 1 where one differs.
"""

import hashlib
import json
import math
import sys
from collections import Counter
from datetime import date
from fractions import Fraction
from functools import cache
from itertools import product


def rounded(value, rule):
    low, rest = divmod(value / Fraction(rule["to"]), 1)
    goes_up = {"up": True, "even": low % 2 == 1, "down": False}[rule["half"]]
    return Fraction(rule["to"]) * (low + (rest > Fraction(1, 2) or (rest == Fraction(1, 2) and goes_up)))


def digits(value, places):
    whole = str(int(rounded(value, {"to": Fraction(1, 10**places), "half": "up"}) * 10**places)).rjust(places + 1, "0")
    return f"{whole[:-places]}.{whole[-places:]}" if places else whole


def exact(value):
    return next((digits(value, n) for n in range(40) if (value * 10**n).denominator == 1), digits(value, 4))


def take(values, how):
    values = sorted(values) or [Fraction(0)]
    if how == "max":
        return values[-1]
    if how == "median":
        return (values[(len(values) - 1) // 2] + values[len(values) // 2]) / 2
    return Fraction(sum(values)) / (len(values) if how == "mean" else 1)


def holds(name, item, on):
    word, _, years = name.rpartition("_")
    if word not in ("older_than", "within") or not years[:-1].isdigit():
        return name in item.get("marks", [])
    return (full_years(item["date"], on) >= int(years[:-1])) == (word == "older_than")


def full_years(day, on):
    day = date.fromisoformat(day)
    return on.year - day.year - ((on.month, on.day) < (day.month, day.day))


def worth(item, rule, on):
    points = Fraction(rule["each"][item["level"]] if isinstance(rule["each"], dict) else rule["each"])
    if "unit" in rule:
        points *= max(Fraction(item["number"]) - Fraction(rule.get("beyond", 0)), 0)
    for name, factor in rule.get("factors", {}).items():
        points *= Fraction(factor) if holds(name, item, on) else 1
    author = rule.get("author", {})
    if "less" in author:
        rank, less = int(item["rank"]), Fraction(author["less"])
        return max(points - less * (rank - 1), Fraction(0)) if rank <= author.get("to", rank) else Fraction(0)
    return points * Fraction(author.get(str(int(item["rank"])), 0)) if author else points


def listed_points(items, rule, most, on):
    counted = [item for item in items if all(holds(name, item, on) for name in rule.get("only", []))]
    mean, least = rule.get("mean_per", {}), rule.get("least", {"items": 0})
    ages = [full_years(item["date"], on) for item in counted] if "each_of_years" in least else []
    each = [ages.count(year) for year in range(least["each_of_years"])] if ages else [len(counted)]
    if min(each) < least["items"]:
        return Fraction(0)
    groups = {}
    for number, item in enumerate(counted):
        group = {"year": item.get("date", "")[:4], "work": "".join(item["title"].split()), None: number}
        here = group[rule.get("highest_per") or mean.get("group")]
        groups.setdefault(here, []).append(worth(item, rule, on))
    times, how = Fraction(mean.get("times", 1)), "mean" if mean else "max"
    values = [take(group, how) * (times if len(group) > 1 else 1) for group in groups.values()]
    return min(take(values, rule.get("take", "sum")) * Fraction(rule.get("times", 1)), most)


def line_points(given, key, line, on):
    """Return a criterion's points, or a part's: nothing where its condition does not hold or a required part lacks."""
    said, parts = given.get(key), line.get("parts", {})
    if "only_if" in line and not given.get(f"{key}?"):
        return Fraction(0)
    if parts:
        points = {name: line_points(given, f"{key}.{name}", part, on) for name, part in parts.items()}
        return Fraction(0) if lacks(points, parts) else sum(points.values())
    if "points" in line:
        return listed_points(said or [], line["points"], Fraction(line["max"]), on)
    return Fraction(0 if said in (None, "") else line["levels"][said] if "levels" in line else said)


def lacks(points, lines):
    return any(points[key] == 0 for key, line in lines.items() if line.get("required"))


def figures_of(given, sheet, track, on):
    lines = {key: line for key, line in sheet["criteria"].items() if track in line.get("for", [track])}
    points = {key: line_points(given, key, line, on) for key, line in lines.items()}
    part = 0 if lacks(points, lines) else 1
    return {key: points[key] * Fraction(line.get("weight", 1)) * part for key, line in lines.items()}


def score_of(sheets, sheet, track, on):
    """Return a panel's score, each judge's total, and the totals that counted and that were struck."""
    judges, rule, size = sheet["judges"], sheet["round"], len(sheets)
    when, per, cap = rule.get("when", "end"), judges.get("per", "judge"), Fraction(sheet.get("cap", 10**9))
    lines = [figures_of(given, sheet, track, on) for given in sheets]
    if when == "criterion" and per == "judge":
        lines = [{key: rounded(value, rule) for key, value in line.items()} for line in lines]
    totals = [min(Fraction(sum(line.values())), cap) for line in lines]
    totals = [rounded(total, rule) for total in totals] if when == "judge" else totals
    strike = judges.get("trim", 0) if size >= judges.get("from", 0) else 0
    ordered, inner = sorted(totals), slice(strike, size - strike)
    full = min(Fraction(sheet["out_of"]), cap)
    scale = Fraction(sheet.get("converted_to", full)) / full
    if per == "judge":
        struck = ordered[:strike] + ordered[size - strike :]
        return rounded(take(ordered[inner], judges["then"]) * scale, rule), totals, ordered[inner], struck
    figures = [take(sorted(line[key] for line in lines)[inner], judges["then"]) for key in lines[0]]
    figures = [rounded(figure, rule) for figure in figures] if when == "criterion" else figures
    return rounded(min(sum(figures), cap) * scale, rule), totals, ordered, []


def completes(taken, rest, places, bounds, stand):
    """Tell whether some of the rest make the taken ones a list that keeps every cap and fills every reserve."""
    sort_of = {key: tuple(key in bound["members"] for bound in bounds) for key in (*taken, *rest)}
    stock = sorted(Counter(sort_of[key] for key in rest).items())
    have = [sum(sort_of[key][n] for key in taken) for n in range(len(bounds))]
    most = [math.inf if b["at_most"] is None else max(b["at_most"], len(stand & {*b["members"]})) for b in bounds]
    wants = [min(bound["at_least"], len(bound["members"])) for bound in bounds]

    @cache
    def found(used):
        more = list(zip(used, stock, strict=True))
        now = [start + sum(number * sort[n] for number, (sort, _) in more) for n, start in enumerate(have)]
        if len(taken) + sum(used) > places or any(a > b for a, b in zip(now, most, strict=True)):
            return False
        short = next((n for n, want in enumerate(wants) if now[n] < want), None)
        left = [at for at, (n, (sort, of)) in enumerate(more) if short is not None and n < of and sort[short]]
        return short is None or any(found((*used[:at], used[at] + 1, *used[at + 1 :])) for at in left)

    return found((0,) * len(stock))


def listed(basis):
    """Return each key with its position and standing by the declared rule, the best first."""
    stand = {one["key"] for one in basis["standing"]}
    bounds = [rule for rule in basis["rules"] if rule["rule"] not in basis["put_aside"]]
    chosen = {key: n for n, key in enumerate(basis["order_of_equals"])}
    ties = {one["key"]: [(value is None, -Fraction(value or 0)) for value in one["ties"]] for one in basis["entries"]}
    merit = {one["key"]: (-Fraction(one["score"]), ties[one["key"]]) for one in basis["entries"]}
    keys = sorted(merit, key=lambda key: (*merit[key], chosen.get(key, len(chosen)), key))
    empty = [max(rule["at_least"] - len(rule["members"]), 0) for rule in bounds if rule["unfilled"] == "keep"]
    places, taken, passed = max(basis["places"] - sum(empty), 0) + len(stand), [*stand], []
    for n, key in enumerate(keys):
        (taken if completes((*taken, key), keys[n + 1 :], places, bounds, stand) else passed).append(key)
    standing = dict.fromkeys(keys, "out") | dict.fromkeys(passed[: basis["waitlist"]], "waitlist")
    return [[key, n, (standing | dict.fromkeys(taken, "in"))[key]] for n, key in enumerate(keys, start=1)]


def compared(season):
    """Give what is compared: its name, what the export says, and what is worked out here."""
    rules, on, scores = season["rules"], date.fromisoformat(season["campaign"]["measured_on"]), {}
    yield "policy", season["policy"]["digest"], hashlib.sha256(season["policy"]["text"].encode()).hexdigest()
    for panel in season["panels"]:
        sheet, name = rules["scores"][panel["sheet"]], f"{panel['case']} {panel['stage']} {panel['visit']}"
        value, totals, counted, struck = score_of([one["given"] for one in panel["sheets"]], sheet, panel["track"], on)
        for one, total in zip(panel["sheets"], totals, strict=True):
            yield f"{name} judge {one['judge']}", one["total"], digits(total, 4)
        yield f"{name} counted", " ".join(panel["counted"]), " ".join(map(exact, counted))
        yield f"{name} struck", " ".join(panel["struck"]), " ".join(map(exact, struck))
        yield f"{name} score", panel["score"], digits(value, len(str(sheet["round"]["to"]).partition(".")[2]))
        scores.setdefault((panel["case"], panel["sheet"], panel["column"]), []).append(value)
    for ranking in season["rankings"]:
        yield from compared_list(ranking, rules, scores, {case["number"]: case["unit"] for case in season["cases"]})


def compared_list(ranking, rules, scores, units):
    basis, name = ranking["basis"], f"{ranking['stage']} {ranking['track']}"
    sheet = rules["ranking"][rules["stages"][ranking["stage"]]["ranking"]]["by"]
    for entry in basis["entries"]:
        could = [*brought(entry["case"], sheet, rules["scores"][sheet], scores)] or [Fraction(0)]
        value = next((one for one in could if one == Fraction(entry["score"])), could[-1])
        yield f"{name} {entry['case']}", entry["score"], digits(value, len(entry["score"].partition(".")[2]))
    unit_of = {entry["key"]: units[entry["case"]] for entry in basis["entries"] + basis["standing"]}
    for bound in basis["rules"]:
        cap = rules["quotas"]["caps"][bound["rule"]]
        for word, left_out in (("at_least", 0), ("at_most", None)):
            yield f"{name} {bound['rule']} {word}", bound[word], share_of(cap.get(word, left_out), basis["of"])
        if cap.get("per") == "school":
            here = {unit_of[key] for key in bound["members"]}
            yield f"{name} {bound['rule']}", bound["members"], [key for key in sorted(unit_of) if unit_of[key] in here]
    found = listed(basis)
    text = json.dumps({"basis": basis, "list": found}, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    yield f"{name} list", [[one["key"], one["position"], one["standing"]] for one in ranking["entries"]], found
    yield f"{name} digest", ranking["digest"], hashlib.sha256(text.encode()).hexdigest()


def brought(case, key, sheet, scores):
    """Return what a case could bring to a list: a score of its panels, or the weighted sum of its columns."""
    weights = {column: Fraction(one["weight"]) for column, one in sheet.get("columns", {}).items() if "weight" in one}
    given = [scores.get((case, key, column), []) for column in weights or [None]]
    parts = weights.values() or [1]
    return [rounded(sum(v * w for v, w in zip(one, parts, strict=True)), sheet["round"]) for one in product(*given)]


def share_of(said, places):
    part = Fraction(said["pct"]) * places / 100 if isinstance(said, dict) else None
    return said if part is None else math.ceil(part) if said["round"] == "up" else math.floor(part)


if __name__ == "__main__":
    with open(sys.argv[1], encoding="utf-8") as file:
        lines = list(compared(json.load(file)))
    for name, said, found in lines:
        print(f"{name}: {found} {'same' if said == found else f'differs, the export says {said}'}")
    sys.exit(any(said != found for _name, said, found in lines))
