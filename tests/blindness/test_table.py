"""Every address of the product, and every question it can be asked, stands in the table of the comparison."""

import re

from tests.blindness.table import TABLE, WORDS, Asked, names
from tests.house.repository import product_code, text

QUESTION = re.compile(r"GET(?:\.get(?:list)?\(|\[)\s*\"(\w+)\"")
# Asked in a form and not read from the address itself.
BY_FORM = {"q", "opening", "name", "unit"}
# Asked where nothing is hidden: of the letters in the demo.
ELSEWHERE = {"to"}


def test_every_url_has_an_entry():
    assert sorted(names() - TABLE.keys()) == []


def test_no_entry_outlives_its_url():
    assert sorted(TABLE.keys() - names()) == []


def test_whoever_is_left_out_is_left_out_for_a_reason():
    reasons = [reason for reason in TABLE.values() if isinstance(reason, str)]

    assert [reason for reason in reasons if len(reason.split()) < 4] == []


def test_every_question_an_address_takes_is_asked():
    read = {name for path in product_code() for name in QUESTION.findall(text(path))}
    asked = {
        part.partition("=")[0]
        for entry in TABLE.values()
        if isinstance(entry, Asked)
        for question in entry.asks
        for part in question.split("&")
    }

    assert sorted((read | BY_FORM) - ELSEWHERE - asked) == []


def test_what_is_hidden_is_searched_for_wherever_one_can_search():
    searched = {
        name for name, entry in TABLE.items() if isinstance(entry, Asked) and any(WORDS in ask for ask in entry.asks)
    }

    assert searched == {"adjustment-new", "appointments", "inbox", "nomination-new", "people", "relations"}
