"""Where the pages of a round are."""

from approvals.models import Round


def page_of(round: Round, verb: str = "") -> str:
    """Return the address of a round's page, or of one of its verbs."""
    return f"/cases/{round.process_id}/rounds/{round.pk}/{verb}"
