"""The adapters for two providers, against their published examples and against local stand-ins for them."""

import json

import pytest

from notifications.channels import aliyun as aliyun_channel
from notifications.channels import tencent as tencent_channel
from notifications.channels.wording import international
from notifications.models import Channel, Message, State
from notifications.services import deliver_due


@pytest.fixture
def sent(tell, principal, now):
    """Send one text message and return what became of it."""

    def sent():
        tell(principal, channels=[Channel.SMS])
        deliver_due(now)
        return Message.objects.get()

    return sent


def refusal(code):
    return {"Code": code, "Message": "as the test wants it"}


def test_the_example_of_alibaba_clouds_documentation_is_signed_as_published(settings):
    settings.SMS_GATEWAY_ID, settings.SMS_GATEWAY_KEY = "YourAccessKeyId", "YourAccessKeySecret"
    query = {"ImageId": "win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd", "RegionId": "cn-shanghai"}
    headers = {
        "host": "ecs.cn-shanghai.aliyuncs.com",
        "x-acs-action": "RunInstances",
        "x-acs-version": "2014-05-26",
        "x-acs-date": "2023-10-26T10:22:32Z",
        "x-acs-signature-nonce": "3156853299f313e23d1673dc12e1703d",
        "x-acs-content-sha256": "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    }

    signed = aliyun_channel.authorization(query, headers)

    assert signed == (
        "ACS3-HMAC-SHA256 Credential=YourAccessKeyId,"
        "SignedHeaders=host;x-acs-action;x-acs-content-sha256;x-acs-date;x-acs-signature-nonce;x-acs-version,"
        "Signature=06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0"
    )


def test_the_example_of_tencent_clouds_documentation_is_signed_as_published(settings):
    settings.SMS_GATEWAY_ID = "AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE"
    settings.SMS_GATEWAY_KEY = "Gu5t9xGARNpq86cd98joQYCN3EXAMPLE"
    body = rb'{"Limit": 1, "Filters": [{"Values": ["\u672a\u547d\u540d"], "Name": "instance-name"}]}'

    signed = tencent_channel.authorization(body, service="cvm", host="cvm.tencentcloudapi.com", moment=1551113065)

    assert signed == (
        "TC3-HMAC-SHA256 Credential=AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE/2019-02-25/cvm/tc3_request, "
        "SignedHeaders=content-type;host, "
        "Signature=72e494ea809ad7a8c8f7a4507b9bddcbaa8e581f516e8da2f66e2c5a96525168"
    )


def test_parameters_are_encoded_by_the_letter_of_the_rule():
    assert aliyun_channel.canonical({"b": "a b+c/d~e*", "a": "王"}) == "a=%E7%8E%8B&b=a%20b%2Bc%2Fd~e%2A"


def test_a_text_message_fills_the_template_at_alibaba_cloud(sent, aliyun):
    message = sent()

    [received] = aliyun.received
    assert json.loads(received.pop("TemplateParam")) == {"name": "王芳", "content": "[zh-hans] 海州名师"}
    assert received == {
        "PhoneNumbers": "13800000001",
        "SignName": "海州教育",
        "TemplateCode": "SMS_154950909",
        "OutId": str(message.pk),
    }
    assert (message.state, message.provider_ref) == (State.SENT, f"biz-{message.pk}^0")


def test_a_text_message_fills_the_template_at_tencent_cloud(sent, tencent):
    message = sent()

    assert tencent.received == [
        {
            "PhoneNumberSet": ["+8613800000001"],
            "SmsSdkAppId": "1400006666",
            "SignName": "海州教育",
            "TemplateId": "SMS_154950909",
            "TemplateParamSet": ["王芳", "[zh-hans] 海州名师"],
            "SessionContext": str(message.pk),
        }
    ]
    assert (message.state, message.provider_ref) == (State.SENT, f"serial-{message.pk}")


@pytest.mark.parametrize("provider", ["aliyun", "tencent"])
def test_a_wrong_key_is_refused_for_good(sent, request, settings, provider):
    server = request.getfixturevalue(provider)
    settings.SMS_GATEWAY_KEY = "another"

    assert (sent().state, server.received) == (State.FAILED, [])


@pytest.mark.parametrize("code", ["isv.BUSINESS_LIMIT_CONTROL", "isv.OUT_OF_SERVICE", "Throttling.User"])
def test_alibaba_cloud_says_not_now(sent, aliyun, code):
    aliyun.answer = 200, refusal(code)

    assert sent().state == State.WAITING


@pytest.mark.parametrize("code", ["isv.MOBILE_NUMBER_ILLEGAL", "isv.SMS_TEMPLATE_ILLEGAL", "isv.SOMETHING_NEW"])
def test_alibaba_cloud_says_never(sent, aliyun, code):
    aliyun.answer = 200, refusal(code)

    assert sent().state == State.FAILED


@pytest.mark.parametrize(
    ("code", "state"),
    [
        ("LimitExceeded.PhoneNumberDailyLimit", State.WAITING),
        ("FailedOperation.InsufficientBalanceInSmsPackage", State.WAITING),
        ("InternalError.Timeout", State.UNKNOWN),
        ("FailedOperation.PhoneNumberInBlacklist", State.FAILED),
        ("InvalidParameterValue.IncorrectPhoneNumber", State.FAILED),
    ],
)
def test_tencent_cloud_speaks_of_one_number_or_of_the_request(sent, tencent, code, state):
    tencent.answer = 200, {"Response": {"SendStatusSet": [refusal(code)], "RequestId": "1"}}
    of_the_number = sent()
    Message.objects.all().delete()
    tencent.answer = 200, {"Response": {"Error": refusal(code), "RequestId": "1"}}

    assert (of_the_number.state, sent().state) == (state, state)
    assert code in of_the_number.answer


@pytest.mark.parametrize("provider", ["aliyun", "tencent"])
@pytest.mark.parametrize(
    "nonsense", ["<html>Please log in</html>", "", "[]", {"Code": 7}, {"Response": "OK"}, {"Response": {}}]
)
def test_an_answer_that_means_nothing_leaves_the_state_unknown(sent, request, provider, nonsense):
    request.getfixturevalue(provider).answer = 200, nonsense

    assert sent().state == State.UNKNOWN


@pytest.mark.parametrize("provider", ["aliyun", "tencent"])
def test_a_provider_that_hangs_leaves_the_state_unknown_and_is_not_asked_again(sent, request, now, provider):
    server = request.getfixturevalue(provider)
    server.pause = 1.0

    assert (sent().state, deliver_due(now), len(server.received)) == (State.UNKNOWN, 0, 1)


@pytest.mark.parametrize("setting", ["SMS_GATEWAY_ID", "SMS_GATEWAY_KEY", "SMS_SIGN_NAME", "SMS_TEMPLATE_ID"])
@pytest.mark.parametrize("provider", ["aliyun", "tencent"])
def test_a_provider_that_is_not_set_up_is_not_asked(sent, request, settings, provider, setting):
    server = request.getfixturevalue(provider)
    setattr(settings, setting, "")

    message = sent()

    assert (message.state, message.answer) == (State.UNDELIVERABLE, "no SMS gateway is configured")
    assert server.received == []


@pytest.mark.parametrize("number", ["138 0000-0001", "+8613800000001"])
def test_a_number_is_given_with_its_country(number):
    assert international(number) == "+8613800000001"
