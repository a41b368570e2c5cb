"""The words of a message, in the language of whoever gets it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.template import Context
from django.template.loader import select_template
from django.utils.translation import override

from notifications.models import Channel


@dataclass(frozen=True)
class Texts:
    """What a template says: a subject, the text of a mail, and the short text of an SMS."""

    subject: str
    text: str
    sms: str

    def over(self, channel: Channel) -> tuple[str, str]:
        """Return subject and text as the channel carries them."""
        return (self.subject, self.sms if channel == Channel.SMS else self.text)


def render(template: str, *, context: Mapping[str, Any], language: str) -> Texts:
    """Return the texts in a language; TemplateDoesNotExist where subject or text is not written.

    An SMS without words of its own says the subject.
    """
    words = Context({"site_url": settings.SITE_URL, **context}, autoescape=False)
    with override(language):
        subject = _one_line(f"{template}.subject.txt", words=words)
        text = _rendered(f"{template}.txt", words=words)
        sms = _one_line(f"{template}.sms.txt", f"{template}.subject.txt", words=words)
    return Texts(subject, text, sms)


def _rendered(*names: str, words: Context) -> str:
    # The backend's own render() escapes for HTML whatever the file is called.
    return select_template(names).template.render(words).strip()


def _one_line(*names: str, words: Context) -> str:
    return " ".join(_rendered(*names, words=words).split())
