"""Check codes: drawn by lot, read however they are typed, and a slip in one shows."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from approvals.documents.codes import ALPHABET, LENGTH, draw_code, read_code, shown

CODES = st.builds(draw_code)


def test_codes_are_sixteen_signs_and_never_the_same():
    codes = {draw_code() for _ in range(1000)}

    assert len(codes) == 1000
    assert {len(code) for code in codes} == {LENGTH}


@given(CODES)
def test_a_code_is_read_in_groups_in_small_letters_and_in_full_width(code):
    wide = "".join(chr(ord(sign) + 0xFEE0) for sign in code)

    assert {read_code(typed) for typed in (code, shown(code), f" {code.lower()} ", wide)} == {code}


@given(CODES)
def test_what_is_misread_is_read_right(code):
    assert read_code(code.replace("0", "O").replace("1", "l")) == code


@given(CODES, st.integers(0, LENGTH - 1), st.sampled_from(ALPHABET))
def test_every_single_wrong_sign_shows(code, at, sign):
    slip = code[:at] + sign + code[at + 1 :]

    assert read_code(slip) == (code if slip == code else "")


@given(CODES)
def test_every_two_neighbours_that_changed_places_show(code):
    for at, (first, second) in enumerate(pairwise(code)):
        swapped = code[:at] + second + first + code[at + 2 :]
        assert read_code(swapped) == (code if first == second else "")


def test_what_is_no_code_is_none():
    assert [read_code(typed) for typed in ("", "0", "U" * 16, "0" * 17, "校验码", "0" * 15 + "*")] == [""] * 6
