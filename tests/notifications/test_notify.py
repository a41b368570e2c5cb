from django.db import transaction

from notifications.models import Channel, Message, State


def test_each_person_gets_one_message_a_channel(tell, principal, officer):
    assert tell(principal, officer) == 6

    rows = Message.objects.order_by("recipient", "channel").values_list("recipient__name", "channel", "address")
    assert list(rows) == [
        ("王芳", "email", "wang.fang@example.com"),
        ("王芳", "inapp", ""),
        ("王芳", "sms", "13800000001"),
        ("Li Ming", "email", "li.ming@example.com"),
        ("Li Ming", "inapp", ""),
        ("Li Ming", "sms", "13800000002"),
    ]


def test_saying_the_same_again_changes_nothing(tell, principal):
    tell(principal, principal)

    assert tell(principal, title="another") == 3

    assert Message.objects.count() == 3
    assert not Message.objects.filter(text__contains="another").exists()


def test_a_rolled_back_act_has_told_nobody(tell, principal):
    with transaction.atomic():
        tell(principal)
        transaction.set_rollback(True)

    assert Message.objects.count() == 0


def test_everybody_reads_their_own_language(tell, principal, officer):
    tell(principal, officer, channels=[Channel.INAPP])

    assert Message.objects.get(recipient=principal).subject == "[zh-hans] 海州名师"
    assert Message.objects.get(recipient=officer).subject == "[en] 海州名师"


def test_a_text_message_has_its_own_words_or_says_the_subject(tell, officer):
    tell(officer, key="a", template="letters/opened", channels=[Channel.SMS])
    tell(officer, key="b", template="letters/short", channels=[Channel.SMS])

    assert list(Message.objects.order_by("key").values_list("text", flat=True)) == ["[en] 海州名师", "SMS 海州名师"]


def test_letters_are_text_and_not_html(tell, officer, settings):
    settings.SITE_URL = "https://yucai.example.com"

    tell(officer, title="O'Brien & <Sons>\nTwo", channels=[Channel.EMAIL])

    mail = Message.objects.get()
    assert mail.subject == "[en] O'Brien & <Sons> Two"
    assert mail.text == "O'Brien & <Sons>\nTwo\n\nhttps://yucai.example.com/cases/1"


def test_what_is_told_in_the_application_is_there_at_once(tell, principal, now):
    tell(principal)

    message = Message.objects.inbox(principal).get()
    assert (message.state, message.sent_at, message.read_at) == (State.SENT, now, None)


def test_telling_a_committee_is_one_insert(tell, make_user, django_assert_num_queries):
    committee = [make_user(f"委员{number}", email=f"m{number}@example.com") for number in range(9)]

    with django_assert_num_queries(1):
        tell(*committee)


def test_a_user_of_no_district_is_told_too(tell, make_user):
    tell(make_user("运维", district=None, email="ops@example.com"))

    assert Message.objects.filter(district=None).count() == 3
