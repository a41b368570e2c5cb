"""What keeps the post office from opening: Django asks at every start from the command line."""

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register
from django.template import TemplateSyntaxError
from django.template.loader import get_template
from django.template.utils import get_app_template_dirs

from notifications.channels.sms import GATEWAYS, missing_settings
from notifications.channels.wording import WORDS

NEEDED = {".subject.txt": "the subject, which the page, the mail and the text message say", ".txt": "the text"}


@register("notifications")
def check_templates(**kwargs: Any) -> list[CheckMessage]:
    """Refuse a message template that says nothing over one of the channels, or that cannot be read."""
    return [fault for name, files in _templates().items() for fault in _template_faults(name, files)]


@register("notifications")
def check_gateway(**kwargs: Any) -> list[CheckMessage]:
    """Refuse an SMS gateway nobody knows, one that is set up by half, and a template variable filled by nothing."""
    return [*_gateway_faults(), *_variable_faults()]


def _gateway_faults() -> Iterator[CheckMessage]:
    name = settings.SMS_GATEWAY
    if name not in GATEWAYS:
        hint = f"Known are {', '.join(GATEWAYS)}."
        yield Error(f"SMS_GATEWAY names “{name}”, which is no gateway.", hint=hint, id="notifications.E001")
    elif name != "http":  # without an address of its own, the HTTP gateway is simply switched off
        for missing in missing_settings():
            yield Error(f"SMS_GATEWAY={name} needs {missing}.", hint=f"Set {missing}.", id="notifications.E002")


def _variable_faults() -> Iterator[CheckMessage]:
    for variable, word in settings.SMS_TEMPLATE_VARIABLES.items():
        if word not in WORDS:
            yield Error(
                f"SMS_TEMPLATE_VARIABLES fills “{variable}” with “{word}”, which no message has.",
                hint=f"A message has {', '.join(WORDS)}.",
                id="notifications.E003",
            )


def _templates() -> dict[str, dict[str, Path]]:
    """Return the files of every message template by their ending: all that stands in a folder named messages."""
    engine: dict[str, Any] = settings.TEMPLATES[0]
    folders = [*engine.get("DIRS", []), *get_app_template_dirs("templates")]
    templates: dict[str, dict[str, Path]] = defaultdict(dict)
    for folder in map(Path, folders):
        for file in sorted(folder.glob("*/messages/*.txt")):
            stem, ending = file.name.split(".", 1)
            templates[f"{file.parent.relative_to(folder).as_posix()}/{stem}"].setdefault(f".{ending}", file)
    return templates


def _template_faults(name: str, files: dict[str, Path]) -> Iterator[CheckMessage]:
    for ending, what in NEEDED.items():
        if ending not in files:
            yield Error(f"The message {name} lacks {what}.", hint=f"Write {name}{ending}.", id="notifications.E004")
    for ending, file in files.items():
        if not file.read_text(encoding="utf-8").strip():
            yield Error(f"The message {name} says nothing in {name}{ending}.", id="notifications.E005")
            continue
        try:
            get_template(f"{name}{ending}")
        except TemplateSyntaxError as error:
            yield Error(f"{name}{ending} cannot be read: {error}", id="notifications.E006")
