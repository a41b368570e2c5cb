"""密封: what was given in secret is unreadable in the database until it is opened with a key kept outside it.

It does not protect against an operator who holds both the database and the key.
"""

import base64
import json
import os
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

BLOCK = 512  # bytes; what is sealed is filled up to it, so that its length tells nothing
NONCE = 12


class SealBroken(Exception):  # noqa: N818 — it says what is so
    """What was sealed was changed, belongs elsewhere, or was sealed with another key."""


def seal(value: Any, *, about: str) -> str:
    """Return a JSON value as text that only the key opens; ``about`` ties it to its place."""
    plain = json.dumps(value, ensure_ascii=False).encode()
    plain += b" " * (-len(plain) % BLOCK)
    nonce = os.urandom(NONCE)
    return base64.b64encode(nonce + _box().encrypt(nonce, plain, about.encode())).decode()


def unseal(sealed: str, *, about: str) -> Any:
    """Return what was sealed; SealBroken where it is not what was sealed for this place."""
    raw = base64.b64decode(sealed)
    try:
        return json.loads(_box().decrypt(raw[:NONCE], raw[NONCE:], about.encode()))
    except InvalidTag as broken:
        raise SealBroken(about) from broken


def _box() -> AESGCM:
    key = settings.SEAL_KEY.encode()
    return AESGCM(HKDF(algorithm=SHA256(), length=32, salt=None, info=b"yucai ballots").derive(key))
