"""While a page is read offices and conflicts stay as they are, so what is asked again and again is answered once."""

import functools
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")

_answers: ContextVar[dict[Hashable, Any] | None] = ContextVar("answers of the page that is read", default=None)


@contextmanager
def reading() -> Iterator[None]:
    """Remember what is asked until the page is done; nothing outlives it."""
    token = _answers.set({})
    try:
        yield
    finally:
        _answers.reset(token)


def asked_once(question: Callable[P, R]) -> Callable[P, R]:
    """Answer a question once for the same arguments while a page is read, and afresh each time everywhere else."""

    @functools.wraps(question)
    def answered(*args: P.args, **kwargs: P.kwargs) -> R:
        answers = _answers.get()
        if answers is None:
            return question(*args, **kwargs)
        asked = (question, args, frozenset(kwargs.items()))
        if asked not in answers:
            answers[asked] = question(*args, **kwargs)
        return answers[asked]

    return answered
