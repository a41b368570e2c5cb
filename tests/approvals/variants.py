"""Other ways to write 西青's policy, for what its own text does not say."""

from tests.season import POLICY

FIRST = """    kind: review
    title: {zh: 学校党组织会议研究, en: School Party meeting}
    asks: {zh: 学校党组织会议是否同意推荐？, en: "Does the school's Party meeting agree to the nomination?"}
    by: secretary@school
"""
OFFICES = ("secretary@school", "head@personnel", "leader@bureau", "inspector@inspection", "officer@police")
HOLDERS = ("secretary1", "head", "leader", "inspector", "police")  # for somebody of school 1, in the same order


def changed(*changes: tuple[str, str]) -> str:
    """Return 西青's text with each first text replaced by the second; each stands there exactly once."""
    text = POLICY.read_text(encoding="utf-8")
    for old, new in changes:
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in the policy"
        text = text.replace(old, new)
    return text


def signed_first(n: int, *, decides: str = "all", more: str = "") -> str:
    """Return a text whose first stage is signed by ``n`` offices, by a rule; the officer keeps it."""
    signed = f"""    kind: countersign
    title: {{zh: 会签, en: Countersignature}}
    by: [{", ".join(OFFICES[:n])}]
    decides: {decides}
    clerk: officer@personnel
{more}"""
    return changed((FIRST, signed))
