import datetime as dt

import pytest

from core.people.models import User
from notifications.models import LEASE, Channel, Message, State
from notifications.services import RETRY_AFTER, deliver_due

AFTER_EVERY_RETRY = [dt.timedelta(), *RETRY_AFTER, dt.timedelta(days=1)]


@pytest.fixture
def mail(tell, principal):
    tell(principal, channels=[Channel.EMAIL])
    return Message.objects.get(channel=Channel.EMAIL)


@pytest.fixture
def text_message(tell, principal):
    tell(principal, channels=[Channel.SMS])
    return Message.objects.get(channel=Channel.SMS)


def sweep_until_nothing_is_due(now):
    """Sweep at every moment at which a retry falls due, and once more the day after."""
    tried = []
    for wait in AFTER_EVERY_RETRY:
        now += wait
        tried.append(deliver_due(now))
    return tried


def test_a_mail_arrives_with_our_number(mail, mail_server, now):
    assert deliver_due(now) == 1

    [received] = mail_server.received
    mail.refresh_from_db()
    assert received["to"] == ["wang.fang@example.com"]
    assert received["subject"] == "[zh-hans] 海州名师"
    assert received["text"].startswith("海州名师")
    assert received["message_id"] == mail.provider_ref == f"<yucai-{mail.pk}@example.com>"
    assert (mail.state, mail.sent_at, mail.claimed_until, mail.attempts) == (State.SENT, now, None, 1)


def test_a_text_message_arrives_signed(text_message, sms_gateway, now):
    deliver_due(now)

    text_message.refresh_from_db()
    assert sms_gateway.received == [
        {"channel": "sms", "id": text_message.pk, "to": "13800000001", "text": "[zh-hans] 海州名师"}
    ]
    assert (text_message.state, text_message.provider_ref) == (State.SENT, f"local-{text_message.pk}")
    assert text_message.answer == f'200 {{"id": "local-{text_message.pk}"}}'


def test_what_is_sent_is_not_sent_again(mail, text_message, mail_server, sms_gateway, now):
    assert sweep_until_nothing_is_due(now) == [2, 0, 0, 0, 0, 0]

    assert len(mail_server.received) == len(sms_gateway.received) == 1


def test_a_message_waits_for_its_time(mail, mail_server, now):
    Message.objects.update(send_after=now + dt.timedelta(hours=1))

    assert deliver_due(now) == 0
    assert mail_server.received == []
    assert deliver_due(now + dt.timedelta(hours=1)) == 1


def test_a_gateway_in_trouble_is_tried_again_until_the_message_is_given_up(text_message, sms_gateway, now):
    sms_gateway.status = 500

    assert sweep_until_nothing_is_due(now) == [1, 1, 1, 1, 1, 0]

    text_message.refresh_from_db()
    assert (text_message.state, text_message.attempts, sms_gateway.received) == (State.FAILED, 5, [])
    assert text_message.answer == '500 {"error": "as the test wants it"}'


def test_a_retry_that_gets_through_is_the_last(text_message, sms_gateway, now):
    sms_gateway.status = 429
    deliver_due(now)
    sms_gateway.status = 200

    assert deliver_due(now + dt.timedelta(seconds=59)) == 0
    assert deliver_due(now + dt.timedelta(minutes=1)) == 1

    text_message.refresh_from_db()
    assert (text_message.state, text_message.attempts, len(sms_gateway.received)) == (State.SENT, 2, 1)


def test_a_gateway_that_refuses_for_good_is_not_asked_again(text_message, sms_gateway, settings, now):
    settings.SMS_GATEWAY_KEY = "the gateway's key"
    sms_gateway.status = 403

    assert sweep_until_nothing_is_due(now) == [1, 0, 0, 0, 0, 0]

    text_message.refresh_from_db()
    assert text_message.state == State.FAILED


def test_a_gateway_that_hangs_leaves_the_state_unknown_and_is_not_asked_again(text_message, sms_gateway, now):
    sms_gateway.pause = 1.0

    assert sweep_until_nothing_is_due(now) == [1, 0, 0, 0, 0, 0]

    text_message.refresh_from_db()
    assert text_message.state == State.UNKNOWN
    assert len(sms_gateway.received) == 1


def test_a_gateway_that_is_down_is_tried_again(text_message, sms_gateway, now):
    sms_gateway.refuse()

    assert deliver_due(now) == 1

    text_message.refresh_from_db()
    assert (text_message.state, text_message.send_after) == (State.WAITING, now + RETRY_AFTER[0])


def test_an_unusable_gateway_address_is_tried_again_and_then_given_up(text_message, settings, now):
    settings.SMS_GATEWAY_URL = "gateway.example.com/sms"

    sweep_until_nothing_is_due(now)

    text_message.refresh_from_db()
    assert text_message.state == State.FAILED
    assert text_message.answer.startswith("the SMS gateway cannot be reached: Invalid URL")


def test_a_mail_server_that_is_down_is_tried_again(mail, mail_server, now):
    mail_server.refuse()

    deliver_due(now)

    mail.refresh_from_db()
    assert (mail.state, mail.attempts, mail.send_after) == (State.WAITING, 1, now + RETRY_AFTER[0])


@pytest.mark.parametrize(
    ("answer", "state"), [("451 try later", State.WAITING), ("554 no such text here", State.FAILED)]
)
def test_a_mail_server_says_not_now_or_never(mail, mail_server, now, answer, state):
    mail_server.answer = answer

    deliver_due(now)

    mail.refresh_from_db()
    assert (mail.state, mail.answer) == (state, answer)


def test_a_refused_recipient_is_refused_for_good(mail, mail_server, now):
    mail_server.unknown.add("wang.fang@example.com")

    deliver_due(now)

    mail.refresh_from_db()
    assert (mail.state, mail.answer) == (State.FAILED, "550 no such mailbox")


def test_a_mail_server_that_hangs_leaves_the_state_unknown(mail, mail_server, now):
    mail_server.pause = 1.0

    assert sweep_until_nothing_is_due(now) == [1, 0, 0, 0, 0, 0]

    mail.refresh_from_db()
    assert (mail.state, len(mail_server.received)) == (State.UNKNOWN, 1)


def test_nothing_is_sent_where_there_is_no_address(tell, make_user, mail_server, sms_gateway, now):
    tell(make_user("赵敏"))

    assert deliver_due(now) == 2

    rows = Message.objects.exclude(channel=Channel.INAPP).order_by("channel").values_list("state", "answer")
    assert list(rows) == [
        (State.UNDELIVERABLE, "no e-mail address is on file"),
        (State.UNDELIVERABLE, "no mobile phone is on file"),
    ]


def test_without_a_gateway_a_text_message_says_so(text_message, settings, now):
    settings.SMS_GATEWAY_URL = ""

    deliver_due(now)

    text_message.refresh_from_db()
    assert (text_message.state, text_message.answer) == (State.UNDELIVERABLE, "no SMS gateway is configured")


def test_a_bad_row_does_not_hold_up_the_others(tell, principal, officer, mail_server, now):
    tell(principal, officer, channels=[Channel.EMAIL])
    User.objects.filter(pk=principal.pk).update(email="wang fang@example.com\nBcc: all@example.com")

    assert deliver_due(now) == 2

    states = dict(Message.objects.values_list("recipient__name", "state"))
    assert states == {"王芳": State.FAILED, "Li Ming": State.SENT}
    assert [received["to"] for received in mail_server.received] == [["li.ming@example.com"]]


def test_a_message_goes_to_the_number_on_file_when_it_is_sent(text_message, principal, sms_gateway, now):
    User.objects.filter(pk=principal.pk).update(phone="13900000009")

    deliver_due(now)

    text_message.refresh_from_db()
    assert [received["to"] for received in sms_gateway.received] == [text_message.address] == ["13900000009"]


def test_a_number_taken_off_the_file_is_not_written_to(text_message, principal, sms_gateway, now):
    User.objects.filter(pk=principal.pk).update(phone="")

    deliver_due(now)

    text_message.refresh_from_db()
    assert (text_message.state, text_message.address, sms_gateway.received) == (State.UNDELIVERABLE, "", [])


@pytest.mark.parametrize(
    ("answer", "state"),
    [
        ((200, "<html>Please sign in to this network</html>"), State.UNKNOWN),
        ((200, "taken"), State.SENT),
        ((200, "taken\0"), State.SENT),
        ((200, {"id": "\0\ud800" + "x" * 300}), State.SENT),
        ((502, "<html>Bad gateway</html>"), State.WAITING),
    ],
)
def test_a_strange_answer_is_kept_and_a_page_is_no_yes(text_message, aliyun, settings, now, answer, state):
    settings.SMS_GATEWAY, aliyun.answer = "http", answer

    deliver_due(now)

    text_message.refresh_from_db()
    assert text_message.state == state


def test_the_rows_of_a_dead_worker_come_back(text_message, sms_gateway, now):
    [claimed] = Message.objects.claim(most=20, now=now)

    assert deliver_due(now + LEASE - dt.timedelta(seconds=1)) == 0
    assert deliver_due(now + LEASE) == 1

    assert [received["id"] for received in sms_gateway.received] == [claimed.pk]


def test_more_than_a_batch_goes_out_in_one_sweep(tell, make_user, sms_gateway, now):
    tell(*[make_user(f"教师{number}", phone=f"139{number:08}") for number in range(45)], channels=[Channel.SMS])

    assert deliver_due(now) == 45

    assert len({received["id"] for received in sms_gateway.received}) == len(sms_gateway.received) == 45
