"""校验码: a short code nobody can guess, in which a slip of the pen shows before anything is looked up.

Crockford's base 32 has no I, L, O and U, so that what is misread is read right; its check sign, the number modulo 37,
finds every single wrong sign and every two that changed places. Of all codes only those are drawn whose check sign is
an ordinary one, so that a code can stand in an address.
"""

import secrets
import unicodedata

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CHECKS = f"{ALPHABET}*~$=U"
LENGTH = 16  # of which the last is the check sign: 75 bits are drawn by lot
GROUP = 4
MISREAD = str.maketrans("OIL", "011", " -_\u00b7\u2013\u2014")


def draw_code() -> str:
    """Return a new code, drawn by lot."""
    while True:
        body = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH - 1))
        if (check := _check(body)) in ALPHABET:
            return body + check


def read_code(typed: str) -> str:
    """Return a code as it is stored, whatever its case, its groups and its width; empty where it cannot be one."""
    code = unicodedata.normalize("NFKC", typed).upper().translate(MISREAD)
    is_whole = len(code) == LENGTH and set(code) <= set(ALPHABET)
    return code if is_whole and _check(code[:-1]) == code[-1] else ""


def shown(code: str) -> str:
    """Return a code in groups, as it is printed."""
    return "-".join(code[at : at + GROUP] for at in range(0, len(code), GROUP))


def _check(body: str) -> str:
    number = 0
    for sign in body:
        number = number * len(ALPHABET) + ALPHABET.index(sign)
    return CHECKS[number % len(CHECKS)]
