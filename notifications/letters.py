"""A mail as a page: the words of the message, with its link as a button."""

import re
from dataclasses import dataclass

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import override

from notifications.models import Message


@dataclass(frozen=True)
class Paragraph:
    """Some lines of the text, or a link of ours that stands on a line of its own."""

    text: str = ""
    link: str = ""


def page_of(message: Message) -> str:
    """Return the HTML of a mail, in the language of the message.

    Only an address of this site becomes a button: what somebody else wrote into a reason stays text.
    """
    with override(message.language):
        return render_to_string(
            "notifications/letter.html", {"message": message, "paragraphs": paragraphs_of(message.text)}
        )


def paragraphs_of(text: str) -> list[Paragraph]:
    """Return a text by its blank lines, every link of ours apart."""
    ours = re.compile(rf"^({re.escape(settings.SITE_URL.rstrip('/'))}/\S*)$", re.MULTILINE)
    paragraphs: list[Paragraph] = []
    for block in re.split(r"\n\s*\n", text):
        for part in ours.split(block):
            if ours.fullmatch(part):
                paragraphs.append(Paragraph(link=part))
            elif part.strip():
                paragraphs.append(Paragraph(text=part.strip("\n")))
    return paragraphs
