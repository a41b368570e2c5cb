"""Tags and filters every page may use without loading them."""

import datetime as dt

from django import forms, template
from django.forms import BoundField
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import pgettext

from core.web.icons import PATHS

register = template.Library()

TONES = frozenset({"plain", "info", "good", "soon", "late"})


@register.simple_tag
def icon(name: str) -> SafeString:
    """Return a drawing that stands beside a word and is silent to screen readers; KeyError for an unknown name."""
    return format_html(
        '<svg class="icon" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true"><path d="{}"/></svg>',
        PATHS[name],
    )


@register.filter
def day(value: dt.date | None) -> str:
    """Return a day in full with its weekday: 2026年3月2日 星期一, or Mon 2 Mar 2026; nothing for no day."""
    if not value:
        return ""
    if isinstance(value, dt.datetime):
        value = timezone.localdate(value)
    return date_format(value, pgettext("a day in full, as a Django date format", "D j M Y"))


@register.filter
def moment(value: dt.datetime | None) -> str:
    """Return a day in full with hour and minute in the bureau's time zone; nothing for no moment."""
    return f"{day(value)} {timezone.localtime(value):%H:%M}" if value else ""


@register.inclusion_tag("core/badge.html")
def badge(word: str, tone: str = "plain") -> dict[str, str]:
    """Show a state as a word on a colour; the word alone says it too. ValueError for an unknown tone."""
    if tone not in TONES:
        raise ValueError(f"A badge's tone is one of {', '.join(sorted(TONES))}, not {tone!r}.")
    return {"word": word, "tone": tone}


@register.inclusion_tag("core/field.html")
def field(bound: BoundField) -> dict[str, object]:
    """Show a form's field with its label, help and errors, each tied to the control for screen readers."""
    widget = bound.field.widget
    return {
        "field": bound,
        "control": bound if widget.use_fieldset else bound.as_widget(attrs={"class": _control_class(bound)}),
        "is_switch": isinstance(widget, forms.CheckboxInput),
        "is_group": widget.use_fieldset,
    }


def _control_class(bound: BoundField) -> str:
    widget = bound.field.widget
    if isinstance(widget, forms.CheckboxInput):
        kind = "form-check-input"
    elif isinstance(widget, forms.Select):
        kind = "form-select"
    else:
        kind = "form-control"
    return f"{kind} is-invalid" if bound.errors else kind
