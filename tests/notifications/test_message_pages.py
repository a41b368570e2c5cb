import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core import clock
from core.errors import Conflict
from core.models import Event
from core.organisations.models import Kind
from core.organisations.roles import Role
from core.organisations.services import found, found_district
from core.people.models import User
from notifications.models import Channel, Message, State
from notifications.services import deliver_due, resend


@pytest.fixture
def undeliverable(tell, make_user, now):
    tell(make_user("赵敏"), channels=[Channel.EMAIL])
    deliver_due(now)
    return Message.objects.get()


def test_messages_are_read_once_they_were_shown(client, tell, principal, officer):
    tell(principal, officer)
    client.force_login(principal)

    first = client.get(reverse("messages")).content.decode()
    second = client.get(reverse("messages")).content.decode()

    assert first.count("[zh-hans] 海州名师") == 1
    assert ("tag-info" in first, "tag-info" in second) == (True, False)
    assert Message.objects.inbox(principal).get().read_at is not None
    assert Message.objects.inbox(officer).get().read_at is None


def test_the_text_of_a_message_is_shown_as_text(client, tell, officer):
    tell(officer, title="<script>alert(1)</script>")
    client.force_login(officer)

    page = client.get(reverse("messages")).content.decode()

    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page


@pytest.mark.parametrize("page", ["messages", "outbox"])
def test_the_pages_ask_for_a_login(client, db, page):
    assert client.get(reverse(page)).status_code == 302


def test_only_an_administrator_sees_the_outbox(client, principal, administrator, undeliverable):
    client.force_login(principal)
    assert client.get(reverse("outbox")).status_code == 403

    client.force_login(administrator)
    assert client.get(reverse("outbox")).status_code == 200


def test_the_outbox_counts_states_and_filters(client, tell, administrator, undeliverable, officer):
    tell(officer, channels=[Channel.SMS])
    client.force_login(administrator)

    everything = client.get(reverse("outbox"))
    filtered = client.get(reverse("outbox"), {"state": "undeliverable", "channel": "email"})

    counts = {value: count for value, _label, count in everything.context["states"]}
    assert counts == {"waiting": 1, "sent": 0, "delivered": 0, "failed": 0, "unknown": 0, "undeliverable": 1}
    assert len(everything.context["page"]) == 2
    assert list(filtered.context["page"]) == [undeliverable]


def test_a_message_is_sent_again_to_the_address_now_on_file(client, administrator, undeliverable, mail_server):
    User.objects.filter(name="赵敏").update(email="zhao.min@example.com")
    client.force_login(administrator)

    response = client.post(reverse("resend", args=[undeliverable.pk]))
    deliver_due(clock.now())

    assert response.status_code == 302
    assert [received["to"] for received in mail_server.received] == [["zhao.min@example.com"]]
    event = Event.objects.get(verb="message.resent")
    assert (event.actor, event.district) == (administrator, administrator.district)


@pytest.mark.parametrize("state", [State.WAITING, State.SENT])
def test_what_is_sent_or_waiting_is_not_sent_again(administrator, undeliverable, now, state):
    Message.objects.update(state=state)

    with pytest.raises(Conflict):
        resend(undeliverable, by=administrator, now=now)

    assert Message.objects.get().state == state


def test_an_administrator_sends_nothing_of_another_district(client, make_user, undeliverable):
    elsewhere = found_district(code="linhe", name="临河区")
    found(Kind.BUREAU, under=elsewhere, code="bureau", name="临河区教育局")
    client.force_login(make_user("外区管理员", Role.ADMINISTRATOR, elsewhere, district=elsewhere))

    assert client.post(reverse("resend", args=[undeliverable.pk])).status_code == 404
    assert list(client.get(reverse("outbox")).context["page"]) == []
    assert Message.objects.get().state == State.UNDELIVERABLE


def test_the_outbox_shows_where_a_message_goes(client, tell, administrator, officer):
    tell(officer, channels=[Channel.SMS])
    client.force_login(administrator)

    assert "发往 13800000002" in client.get(reverse("outbox")).content.decode()


def test_a_full_outbox_costs_no_more_queries(client, tell, make_user, administrator):
    client.force_login(administrator)
    tell(make_user("第一人"), channels=[Channel.EMAIL])

    few = queries_for(client, reverse("outbox"))
    tell(*[make_user(f"教师{number}") for number in range(40)], channels=[Channel.EMAIL])
    many = queries_for(client, reverse("outbox"))

    assert many == few


def queries_for(client, page):
    with CaptureQueriesContext(connection) as queries:
        assert client.get(page).status_code == 200
    return len(queries)
