"""Exact figures: fractions while one computes, text in what is kept, rounded only where the policy says so."""

from decimal import Decimal
from fractions import Fraction
from math import floor

DIGITS = 4  # of a fraction that no decimal writes out, where it is shown or kept


def rounded(value: Fraction, *, places: int, half: str) -> Fraction:
    """Return a figure rounded to so many digits; ``half`` says where the middle goes: up, down or to the even digit."""
    scaled = value * 10**places
    whole = floor(scaled)
    rest = scaled - whole
    up = rest > Fraction(1, 2) or (rest == Fraction(1, 2) and (half == "up" or (half == "even" and whole % 2 == 1)))
    return Fraction(whole + up, 10**places)


def decimal(value: Fraction, *, places: int) -> Decimal:
    """Return a figure as a decimal of so many digits; what would be lost is rounded half up."""
    scaled = rounded(value, places=places, half="up") * 10**places
    return Decimal(f"{scaled.numerator}E-{places}")


def text(value: Fraction) -> str:
    """Write a figure down exactly: 86.5, or 260/3 where no decimal is exact."""
    rest = value.denominator
    twos = fives = 0
    while rest % 2 == 0:
        rest, twos = rest // 2, twos + 1
    while rest % 5 == 0:
        rest, fives = rest // 5, fives + 1
    if rest != 1:
        return str(value)
    places = max(twos, fives)
    return _point(value, places) if places else str(value.numerator)


def _point(value: Fraction, places: int) -> str:
    digits = f"{abs(value.numerator) * 10**places // value.denominator:0{places + 1}d}"
    return f"{'-' if value < 0 else ''}{digits[:-places]}.{digits[-places:]}"


def shown(figure: str) -> str:
    """Return a figure that was written down as people read it: 86.5, or ≈ 86.6667."""
    if "/" not in figure:
        return figure
    return f"≈ {text(rounded(Fraction(figure), places=DIGITS, half='up'))}"
