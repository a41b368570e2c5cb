"""E-mail, through the SMTP server of the settings."""

import contextlib
from email.utils import parseaddr
from smtplib import SMTPException, SMTPRecipientsRefused, SMTPResponseException

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.utils.translation import gettext_noop

from notifications.channels.outcomes import Answer, DeliveryError, DeliveryRefused, DeliveryUnknown, NoAddress
from notifications.letters import page_of
from notifications.models import Message


def send(message: Message) -> Answer:
    """Hand a message to the mail server; the Message-ID carries our number, so that a copy can be told."""
    if not message.address:
        raise NoAddress(gettext_noop("no e-mail address is on file"))
    mail = _composed(message)
    connection = get_connection(fail_silently=False)
    try:
        connection.open()
    except (OSError, SMTPException) as error:
        raise DeliveryError(f"the mail server cannot be reached: {error}") from error
    try:
        _hand_over(mail, connection)
    finally:
        # The server has answered by now; a farewell that fails changes nothing.
        with contextlib.suppress(OSError, SMTPException):
            connection.close()
    return Answer("accepted by the mail server", reference=mail.extra_headers["Message-ID"])


def _composed(message: Message) -> EmailMultiAlternatives:
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].partition("@")[2]
    headers = {"Message-ID": f"<yucai-{message.pk}@{domain}>", "Auto-Submitted": "auto-generated"}
    mail = EmailMultiAlternatives(message.subject, message.text, to=[message.address], headers=headers)
    mail.attach_alternative(page_of(message), "text/html")
    try:
        mail.message()
    except ValueError as error:
        raise DeliveryRefused(f"not a mail that can be sent: {error}") from error
    return mail


def _hand_over(mail: EmailMultiAlternatives, connection) -> None:
    try:
        connection.send_messages([mail])
    except SMTPRecipientsRefused as refusal:
        [(code, words)] = refusal.recipients.values()
        raise _by_code(code, words) from refusal
    except SMTPResponseException as answer:  # the sender or the text was refused
        raise _by_code(answer.smtp_code, answer.smtp_error) from answer
    except (OSError, SMTPException) as error:
        raise DeliveryUnknown(f"the mail server did not answer: {error}") from error


def _by_code(code: int, words: bytes | str) -> DeliveryError | DeliveryRefused:
    """Tell "not now" from "never": SMTP answers 4xx and 5xx (RFC 5321, 4.2.1)."""
    said = f"{code} {words.decode(errors='replace') if isinstance(words, bytes) else words}"
    return DeliveryRefused(said) if code >= 500 else DeliveryError(said)
