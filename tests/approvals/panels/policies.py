"""西青's policy with one thing changed, opened as the season's campaign."""

from tests.season import POLICY, Season

PANEL = "draw: {n: 3}\n    closes: all\n"
COLUMNS = """
    columns:
      self: {title: {zh: 自评, en: Self}}
      school: {title: {zh: 学校, en: School}, weight: 0.4}
      bureau: {title: {zh: 教育局, en: Bureau}, weight: 0.6}
    judges: {then: mean}"""
SELF = """stages:
  self_rating:
    kind: filing
    title: {zh: 自评, en: Self-rating}
    by: nominator
    within: 5 working days
    score: sheet
    column: self
    assumed: 试
"""


def reopen(season: Season, *changes: tuple[str, str]) -> None:
    """Open another campaign of the season under 西青's text with each first text replaced by the second."""
    text = POLICY.read_text(encoding="utf-8")
    for old, new in changes:
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in the policy"
        text = text.replace(old, new)
    season.campaign = season.open(text)


def with_columns(season: Season) -> None:
    """Open a campaign in which the nominator, the school and the panel fill in a column each."""
    reopen(
        season,
        ("stages:\n", SELF),
        (
            "    by: secretary@school\n    within: 10 working days\n",
            "    by: secretary@school\n    within: 10 working days\n    score: sheet\n    column: school\n",
        ),
        (
            "    score: sheet\n    then: {fail: refused}",
            "    score: sheet\n    column: bureau\n    then: {fail: refused}",
        ),
        ("\n    judges: {then: mean}", COLUMNS),
    )
