"""等次: pure; the word a score earns by the lines of its sheet, before any ratio is asked."""

from decimal import Decimal
from fractions import Fraction

from approvals.policies.sheets import Sheet


def grade_of(sheet: Sheet, score: Decimal | Fraction) -> str:
    """Return the best grade whose line a score reaches; nothing on a sheet without grades."""
    return next((grade for grade, least in sheet.grades.items() if score >= least), "")
