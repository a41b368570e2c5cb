"""A paper that speaks of nobody, on which a template is tried before it is taken in."""

from functools import lru_cache
from typing import Any

from django.utils.translation import gettext as _

from approvals.documents.kinds import DocumentKind
from approvals.documents.words import Box, Fact, Opinion, Words, as_stored, in_the_office_language


@in_the_office_language
def sample_words(kind: DocumentKind) -> dict[str, Any]:
    """Return what a sample of a kind says; every part is there, so that a template meets each at least once."""
    return as_stored(_sample(str(kind.title), tuple(kind.facts)), number=_("[sample number]"), day=_("[day]"))


@lru_cache(maxsize=32)
def _sample(title: str, keys: tuple[str, ...]) -> Words:
    words = _("Sample")
    return Words(
        title=title,
        issuer=words,
        subtitle=words,
        addressee=words,
        facts=tuple(Fact(key, words, words) for key in keys),
        paragraphs=(words, words),
        columns=(words, words, words),
        rows=((words, words, words),) * 2,
        boxes=(Box(words, (Opinion(words, words, words),)), Box(words, ())),
        closing=(words,),
        note=words,
    )
