"""A reason against a policy, and where the policy says what is refused."""

from dataclasses import dataclass

from approvals.policies.document import Policy


@dataclass(frozen=True)
class Finding:
    """One reason why a policy cannot be read or published, and where it is written."""

    message: str
    line: int | None = None
    path: str = ""

    def __str__(self) -> str:
        return self.message


def found(policy: Policy, path: str, message: str) -> Finding:
    """Put a refusal where the policy says the thing refused, or the nearest section that holds it."""
    place = path
    while place and place not in policy.lines:
        place = place.rpartition(".")[0]
    return Finding(message, policy.lines.get(place), path)
