"""The tags and filters of every page."""

import datetime as dt

import pytest
from django.template import engines
from django.utils import translation

from core.web.icons import PATHS
from tests.core.web.pages import Letter

MOMENT = dt.datetime(2026, 3, 1, 16, 5, tzinfo=dt.UTC)  # already Monday 2 March in Shanghai


def drawn(source, **context):
    return engines["django"].from_string(source).render(context)


@pytest.mark.parametrize(("language", "said"), [("zh-hans", "2026年3月2日 星期一"), ("en", "Mon 2 Mar 2026")])
def test_a_day_is_said_in_full_with_its_weekday(language, said):
    with translation.override(language):
        assert drawn("{{ value|day }}", value=dt.date(2026, 3, 2)) == said
        assert drawn("{{ value|day }}", value=MOMENT) == said
        assert drawn("{{ value|moment }}", value=MOMENT) == f"{said} 00:05"


@pytest.mark.parametrize("filter_name", ["day", "moment"])
def test_no_day_says_nothing(filter_name):
    assert drawn("{{ value|%s }}" % filter_name, value=None) == ""  # noqa: UP031


@pytest.mark.parametrize("name", PATHS)
def test_an_icon_is_silent_to_screen_readers(name):
    assert 'aria-hidden="true"' in drawn("{% icon name %}", name=name)


def test_a_badge_is_a_word_and_refuses_a_tone_it_does_not_know():
    assert drawn('{% badge word "late" %}', word="<退回>").strip() == '<span class="tag tag-late">&lt;退回&gt;</span>'
    with pytest.raises(ValueError, match="tone"):
        drawn('{% badge "退回" "pink" %}')


def test_an_error_is_tied_to_its_control():
    html = drawn("{% field form.title %}", form=Letter({"title": "很" * 21}))
    assert 'aria-describedby="id_title_helptext id_title_error"' in html
    assert 'id="id_title_error"' in html
    assert 'aria-invalid="true"' in html
    assert "is-invalid" in html


def test_choices_are_a_group_with_a_legend():
    html = drawn("{% field form.kind %}", form=Letter())
    assert "<fieldset" in html
    assert "<legend" in html
    assert html.count('type="radio"') == 2


def test_an_optional_field_says_so():
    with translation.override("en"):
        assert "(optional)" in drawn("{% field form.paper %}", form=Letter())
        assert "(optional)" not in drawn("{% field form.title %}", form=Letter())
