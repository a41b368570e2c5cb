"""What is sealed stays shut without its key, and tells nothing by its length."""

import pytest

from core.seal import SealBroken, seal, unseal


def test_what_was_sealed_comes_back_as_it_was():
    given = {"ethics": "18.5", "opinion": "同意·赞成"}

    assert unseal(seal(given, about="ballot:1"), about="ballot:1") == given


def test_the_same_vote_never_looks_the_same_twice_and_every_vote_is_as_long():
    votes = [seal(vote, about="ballot:1") for vote in ("approve", "approve", "reject", "赞成" * 20)]

    assert len(set(votes)) == 4
    assert len({len(vote) for vote in votes}) == 1


def test_a_sealed_vote_moved_to_another_seat_does_not_open():
    with pytest.raises(SealBroken):
        unseal(seal("approve", about="ballot:1"), about="ballot:2")


def test_another_key_does_not_open_it(settings):
    sealed = seal("approve", about="ballot:1")
    settings.SEAL_KEY = "another key"

    with pytest.raises(SealBroken):
        unseal(sealed, about="ballot:1")
