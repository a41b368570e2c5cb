"""How the product says no: each refusal is a sentence that tells the reader what to do next."""


class Refused(Exception):  # noqa: N818 — the office's word
    """What was asked cannot be done; the sentence says why and what helps."""

    @property
    def message(self) -> str:
        return str(self.args[0])


class Conflict(Exception):  # noqa: N818 — the office's word
    """Somebody else was first: what the reader looked at is no longer so."""

    @property
    def message(self) -> str:
        return str(self.args[0])
