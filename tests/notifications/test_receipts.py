"""回执: what a gateway reports after it has taken a text message."""

import hashlib
import hmac
import json
from io import StringIO

import pytest
from django.core.management import call_command

from notifications.models import Channel, Message, State
from notifications.services import deliver_due, resend

DELIVERED = {"err_code": "DELIVERED", "err_msg": "用户接收成功", "success": True}
LOST = {"err_code": "MK:0005", "err_msg": "空号", "success": False}


@pytest.fixture
def message(tell, principal, now):
    """A text message that waits to be sent."""
    tell(principal, channels=[Channel.SMS])
    return Message.objects.get()


@pytest.fixture
def at_aliyun(aliyun, message, now):
    """A text message that Alibaba Cloud has taken."""
    deliver_due(now)
    message.refresh_from_db()
    return message


@pytest.fixture
def report(client):
    """Call the address that the command prints, as a provider does."""

    def report(*receipts, body=None, **headers):
        out = StringIO()
        call_command("receipts", stdout=out)
        path = "/" + out.getvalue().strip().split("/", 3)[3]
        said = json.dumps(receipts) if body is None else body
        return client.post(path, said, content_type="application/json", headers=headers)

    return report


def state_of(message):
    message.refresh_from_db()
    return message.state


def test_alibaba_cloud_reports_that_a_message_arrived(at_aliyun, report):
    answer = report({**DELIVERED, "biz_id": at_aliyun.provider_ref, "out_id": str(at_aliyun.pk)})

    assert (answer.status_code, answer.json()["code"]) == (200, 0)
    assert (state_of(at_aliyun), at_aliyun.answer) == (State.DELIVERED, "DELIVERED 用户接收成功")
    assert not at_aliyun.may_be_sent_again


def test_alibaba_cloud_reports_that_a_message_it_took_was_lost(at_aliyun, report):
    report({**LOST, "biz_id": at_aliyun.provider_ref})

    assert (state_of(at_aliyun), at_aliyun.answer) == (State.FAILED, "MK:0005 空号")
    assert at_aliyun.may_be_sent_again


@pytest.mark.parametrize(("status", "state"), [("SUCCESS", State.DELIVERED), ("FAIL", State.FAILED)])
def test_tencent_cloud_reports_by_its_serial_number(message, tencent, report, now, status, state):
    deliver_due(now)

    answer = report({"report_status": status, "errmsg": "DELIVRD", "description": "…", "sid": f"serial-{message.pk}"})

    assert (state_of(message), answer.json()["result"]) == (state, 0)


def test_a_gateway_of_ones_own_signs_its_receipts(message, sms_gateway, report, now):
    deliver_due(now)
    body = json.dumps([{"id": f"local-{message.pk}", "arrived": False, "words": "switched off"}])
    signature = hmac.new(b"a key that both sides know", body.encode(), hashlib.sha256).hexdigest()

    assert report(body=body, **{"X-Yucai-Signature": "0" * 64}).status_code == 403
    assert state_of(message) == State.SENT
    assert report(body=body, **{"X-Yucai-Signature": signature}).status_code == 200
    assert (state_of(message), message.answer) == (State.FAILED, "switched off")


def test_without_a_key_nothing_is_taken_from_a_gateway(message, sms_gateway, report, settings, now):
    deliver_due(now)
    settings.SMS_GATEWAY_KEY = ""
    body = json.dumps([{"id": f"local-{message.pk}", "arrived": False}])
    signature = hmac.new(b"", body.encode(), hashlib.sha256).hexdigest()

    assert report(body=body, **{"X-Yucai-Signature": signature}).status_code == 403


@pytest.mark.parametrize(
    "path", ["aliyun/", "aliyun/" + "0" * 64 + "/", "tencent/" + "0" * 64 + "/", "http/", "pigeon/0/"]
)
def test_who_does_not_know_the_address_reports_nothing(client, at_aliyun, path):
    receipt = [{**LOST, "biz_id": at_aliyun.provider_ref}]

    answer = client.post(f"/messages/receipts/{path}", json.dumps(receipt), content_type="application/json")

    assert (answer.status_code, state_of(at_aliyun)) == (403, State.SENT)


def test_what_has_arrived_is_not_lost_later_but_what_was_lost_may_arrive(at_aliyun, report):
    lost = {**LOST, "biz_id": at_aliyun.provider_ref}
    arrived = {**DELIVERED, "biz_id": at_aliyun.provider_ref}

    assert [report(lost), state_of(at_aliyun)][1] == State.FAILED
    assert [report(arrived), state_of(at_aliyun)][1] == State.DELIVERED
    assert [report(lost), state_of(at_aliyun)][1] == State.DELIVERED


def test_a_late_receipt_does_not_touch_a_message_in_line_to_be_sent_again(at_aliyun, administrator, report, now):
    lost = {**LOST, "biz_id": at_aliyun.provider_ref, "out_id": str(at_aliyun.pk)}
    report(lost)
    resend(at_aliyun, by=administrator, now=now)

    assert report(lost).status_code == 200
    assert state_of(at_aliyun) == State.WAITING


def test_a_receipt_settles_what_nobody_knew(message, aliyun, report, now):
    aliyun.pause = 1.0
    deliver_due(now)
    assert state_of(message) == State.UNKNOWN

    report({**DELIVERED, "biz_id": f"biz-{message.pk}^0", "out_id": str(message.pk)})

    assert state_of(message) == State.DELIVERED


def test_a_receipt_of_nothing_of_ours_is_to_be_said_again_and_the_others_count(at_aliyun, report):
    answer = report({**LOST, "biz_id": "", "out_id": "77"}, {**DELIVERED, "biz_id": at_aliyun.provider_ref})

    assert (answer.status_code, answer.json()["code"]) == (404, 404)
    assert state_of(at_aliyun) == State.DELIVERED


@pytest.mark.parametrize("body", ["", "nonsense", "{}", "[1]", "[{}]", '[{"success": "yes"}]', "[" * 100_000])
def test_a_call_that_means_nothing_is_refused(at_aliyun, report, body):
    assert (report(body=body).status_code, state_of(at_aliyun)) == (400, State.SENT)


def test_strange_characters_in_a_receipt_are_no_obstacle(at_aliyun, report):
    receipt = {"success": False, "err_code": "\0\ud800", "biz_id": at_aliyun.provider_ref, "out_id": "9" * 40}

    assert report(receipt).status_code == 200
    assert (state_of(at_aliyun), at_aliyun.answer) == (State.FAILED, "?")


def test_receipts_are_not_to_be_looked_at(client, db):
    assert client.get("/messages/receipts/http/").status_code == 405
