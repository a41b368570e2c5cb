"""What only a real browser shows: a sheet with levels and rows on a phone, and the total that is shown while typing."""

import pytest

from tests.approvals.addresses import page_of
from tests.approvals.panels.policies import with_columns
from tests.approvals.panels.test_rows import FILLED, parted, sheet
from tests.browser import PHONE, assert_accessible, assert_no_overflow, look, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
__all__ = ["parted", "sheet"]


def visit(page, user, *, to):
    page.set_viewport_size(PHONE)
    sign_in(page, user, to="/inbox/")
    page.goto(to)


def inspect(page, name):
    look(page, f"panels-{name}")
    assert_no_overflow(page)
    assert_accessible(page)


def test_a_sheet_with_levels_and_rows_fits_a_phone_and_adds_up(page, live_server, sheet):
    visit(page, sheet.ballots.first().user, to=page_of(sheet))
    page.select_option("[name=score-ethics]", FILLED["score-ethics"])
    page.fill("[name=score-teaching]", "35")

    inspect(page, "rows")

    assert page.inner_text(".total output") == "47"  # 合格 12 + 35
    page.click("button[name=more]")
    assert page.locator(".item").count() == 10
    assert page.input_value("[name=score-teaching]") == "35"


def test_parts_and_conditions_fit_a_phone_and_count_once_ticked(page, live_server, parted):
    visit(page, parted.ballots.first().user, to=page_of(parted))
    page.fill("[name='score-teaching.lessons']", "12")
    page.select_option("[name='score-teaching.class']", "好")

    inspect(page, "parts")

    assert page.inner_text(".total output") == "22"  # 12 + 好 10


def test_a_column_fits_a_phone_and_goes_with_the_decision(page, live_server, season):
    with_columns(season)
    round = season.round(season.nominate().case)
    visit(page, season.principal1, to=page_of(round))
    for key, figure in {"ethics": "18", "teaching": "36", "research": "16", "influence": "17"}.items():
        page.fill(f"[name=score-{key}]", figure)

    inspect(page, "column")

    assert page.inner_text(".total output") == "87"
    page.click("#your-decision button[value=done]")
    page.wait_for_selector(".alert-success")
    assert season.round(round.case).stage == "school_meeting"
