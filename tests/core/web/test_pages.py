"""The frame, signing in, the language and the pages of refusal."""

import json

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.core.web.pages")]

PASSWORD = "correct-horse-battery"


@pytest.fixture
def officer(make_user):
    return make_user("钱科长", username="qian")


@pytest.fixture
def at_work(client, officer):
    client.force_login(officer)
    return client


def english(client):
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    return client


def test_the_frame_names_the_product_the_district_and_the_user(at_work):
    page = at_work.get("/letter/").content.decode()
    assert "海州区" in page
    assert "钱科长" in page
    assert 'lang="zh-hans"' in page


def test_the_frame_speaks_english_where_asked(at_work):
    page = english(at_work).get("/letter/").content.decode()
    assert 'lang="en"' in page
    assert "Change password" in page


def test_a_stranger_is_sent_to_sign_in_and_from_there_to_the_page_asked_for(client, officer):
    asked = client.get("/letter/")
    assert asked["Location"] == "/sign-in/?next=/letter/"
    signed = client.post("/sign-in/", {"username": "qian", "password": PASSWORD, "next": "/letter/"})
    assert signed["Location"] == "/letter/"


def test_signing_in_never_leads_to_another_site(client, officer):
    answer = client.post("/sign-in/", {"username": "qian", "password": PASSWORD, "next": "https://elsewhere.example/"})
    assert answer["Location"] == "/"


def test_a_wrong_password_is_said_in_words_beside_the_form(client, officer):
    answer = english(client).post("/sign-in/", {"username": "qian", "password": "guess"})
    assert answer.status_code == 200
    assert "The account or the password is wrong" in answer.content.decode()


def test_signing_in_brings_back_the_language_the_user_chose(client, officer):
    officer.language = "en"
    officer.save()
    client.post("/sign-in/", {"username": "qian", "password": PASSWORD})
    assert 'lang="en"' in client.get("/letter/").content.decode()


@pytest.mark.parametrize("kept", [None, "", "de", "../en"])
def test_the_first_visit_is_in_chinese_whatever_the_browser_asks_for(client, kept):
    if kept is not None:
        client.cookies[settings.LANGUAGE_COOKIE_NAME] = kept
    answer = client.get("/sign-in/", headers={"accept-language": "en,de;q=0.9"})
    assert answer["Content-Language"] == "zh-hans"
    assert 'lang="zh-hans"' in answer.content.decode()


def test_a_browser_that_forgot_the_language_learns_it_from_the_account(at_work, officer):
    officer.language = "en"
    officer.save()
    assert at_work.get("/letter/", headers={"accept-language": "zh-CN"})["Content-Language"] == "en"


def test_choosing_a_language_changes_the_pages_and_the_texts_sent(at_work, officer):
    answer = at_work.post(reverse("set-language"), {"language": "en", "next": "/letter/"})
    assert answer["Location"] == "/letter/"
    assert 'lang="en"' in at_work.get("/letter/").content.decode()
    officer.refresh_from_db()
    assert officer.language == "en"


@pytest.mark.parametrize("unknown", ["de", "xx", ""])
def test_a_language_we_do_not_speak_changes_nothing(at_work, officer, unknown):
    at_work.post(reverse("set-language"), {"language": unknown, "next": "/letter/"})
    officer.refresh_from_db()
    assert officer.language == "zh-hans"


def test_a_user_changes_the_password_and_stays_signed_in(at_work, officer):
    new = "another-horse-battery"
    answer = at_work.post(
        reverse("password-change"), {"old_password": PASSWORD, "new_password1": new, "new_password2": new}
    )
    assert answer["Location"] == "/"
    officer.refresh_from_db()
    assert officer.check_password(new)
    assert at_work.get("/letter/").status_code == 200


def test_signing_out_needs_a_post_and_ends_the_session(at_work):
    assert at_work.get(reverse("sign-out")).status_code == 405
    at_work.post(reverse("sign-out"))
    assert at_work.get("/letter/").status_code == 302


@pytest.mark.parametrize(
    ("address", "status", "says"),
    [
        ("/malformed/", 400, "cannot be read"),
        ("/forbidden/", 403, "只有校长可以提名。"),
        ("/nowhere/", 404, "no such page"),
        ("/conflict/", 409, "李副局长已经通过了这一件。"),
        ("/refused/", 422, "三名名额已满,请先撤回一件。"),
        ("/broken/", 500, "Something broke on our side"),
    ],
)
def test_every_refusal_is_a_page_that_says_what_to_do(at_work, address, status, says):
    at_work.raise_request_exception = False
    answer = english(at_work).get(address)
    page = answer.content.decode()
    assert answer.status_code == status
    assert says in page
    assert "To my tasks" in page or "See how it stands now" in page
    assert "secret detail" not in page


def test_a_page_open_too_long_is_told_so_and_nothing_is_lost(officer):
    careful = english(Client(enforce_csrf_checks=True))
    careful.force_login(officer)
    answer = careful.post("/letter/", {"title": "x"})
    assert answer.status_code == 403
    assert "open too long" in answer.content.decode()


def test_a_refusal_inside_a_page_is_only_its_sentence(at_work):
    page = at_work.get("/refused/", headers={"HX-Request": "true"}).content.decode()
    assert "三名名额已满" in page
    assert "<html" not in page


def test_the_server_broken_page_asks_the_database_nothing(client, django_assert_num_queries):
    client.raise_request_exception = False
    with django_assert_num_queries(0):
        assert client.get("/broken/").status_code == 500


def test_health_is_one_line_of_json(client):
    assert json.loads(client.get("/healthz").content) == {"status": "ok", "database": "ok"}


def test_an_accepted_form_is_told_to_the_browser_that_keeps_its_draft(at_work):
    filled = {"title": "好", "text": "好", "phase": "p", "keep-token": "12-34-56"}
    assert at_work.post("/letter/", filled).cookies["accepted"].value == "12-34-56"


@pytest.mark.parametrize("change", [{"title": ""}, {"title": "refused"}, {"keep-token": "a; path=/"}])
def test_a_form_that_was_not_accepted_keeps_its_draft(at_work, change):
    filled = {"title": "好", "text": "好", "phase": "p", "keep-token": "12-34-56", **change}
    assert "accepted" not in at_work.post("/letter/", filled).cookies


def test_a_form_sent_after_the_session_ended_keeps_its_draft(client):
    answer = client.post("/letter/", {"title": "好", "text": "好", "phase": "p", "keep-token": "12-34-56"})
    assert answer["Location"].startswith("/sign-in/")
    assert "accepted" not in answer.cookies
