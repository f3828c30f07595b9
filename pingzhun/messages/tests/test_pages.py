import pytest
from django.contrib.auth import get_user_model
from django.db import connection, transaction
from django.db.utils import ProgrammingError
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from pingzhun.messages import backends, delivery, inbox
from pingzhun.messages.models import Delivery, Message
from pingzhun.messages.outbox import Mobile, send
from pingzhun.messages.tests.cast import DAY, NOW, Gateway, person

pytestmark = pytest.mark.django_db


def tell(*to, code="ZJ-1", kind="test.inbox", link=None):
    with transaction.atomic():
        send(kind, to=to, context={"code": code}, now=NOW, dedupe=f"event:{code}", link=link)


@pytest.fixture
def alice(client):
    user = person("alice")
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return user


def texts(response):
    return [message.text for message in response.context["page"]]


@pytest.mark.covers("P8")
def test_the_inbox_shows_ones_own_messages_and_nobody_elses(client, alice):
    tell(alice, code="ZJ-ALICE")
    tell(person("bob"), code="ZJ-BOB")
    response = client.get(reverse("messages:inbox"))
    assert texts(response) == ["ZJ-ALICE 有变更。"]
    assert "ZJ-BOB" not in response.content.decode()


def test_a_message_opens_its_link_and_is_read_from_then_on(client, alice):
    tell(alice, link="/console/?case=1")
    message = Message.objects.get()
    assert inbox.unread(alice) == 1
    response = client.get(reverse("messages:open", args=[message.pk]))
    assert (response.status_code, response["Location"]) == (302, "/console/?case=1")
    assert inbox.unread(alice) == 0
    message.refresh_from_db()
    first = message.read_at
    client.get(reverse("messages:open", args=[message.pk]))
    message.refresh_from_db()
    assert message.read_at == first


def test_a_message_without_a_link_is_shown(client, alice):
    tell(alice)
    response = client.get(reverse("messages:open", args=[Message.objects.get().pk]))
    assert "ZJ-1 有变更。" in response.content.decode()


def test_anothers_message_is_not_found_and_stays_unread(client, alice):
    bob = person("bob")
    tell(bob)
    assert client.get(reverse("messages:open", args=[Message.objects.get().pk])).status_code == 404
    assert inbox.unread(bob) == 1


def test_the_unread_filter_and_mark_all(client, alice):
    bob = person("bob")
    tell(alice, bob, code="ZJ-1")
    tell(alice, code="ZJ-2")
    inbox.open_message(user=alice, pk=Message.objects.get(user=alice, text__startswith="ZJ-1").pk, now=NOW)
    assert texts(client.get(reverse("messages:inbox"), {"show": "unread"})) == ["ZJ-2 有变更。"]
    assert client.get(reverse("messages:mark_all_read")).status_code == 405
    assert client.post(reverse("messages:mark_all_read")).status_code == 302
    assert (inbox.unread(alice), inbox.unread(bob)) == (0, 1)


def test_the_inbox_costs_the_same_number_of_queries_for_1_message_and_30(client, alice):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            client.get(reverse("messages:inbox"))
        return len(captured)

    tell(alice, code="ZJ-0")
    one = queries()
    for number in range(1, 30):
        tell(alice, code=f"ZJ-{number}")
    assert queries() == one


def test_a_sent_message_cannot_be_changed_in_the_database():
    tell(person("alice"))
    with pytest.raises(ProgrammingError, match="Cannot update"), transaction.atomic():
        Message.objects.update(text="另一句话")


def test_the_demo_page_shows_what_was_sent_newest_first_and_by_number(client, settings):
    settings.DEMO = True
    for number, at in (("13800000001", NOW), ("13800000002", NOW + DAY)):
        tell(Mobile(number), code=number, kind="test.all_ways")
        delivery.deliver_due(now=at)
    page = reverse("messages:demo")
    assert [row.address for row in client.get(page).context["page"]] == ["13800000002", "13800000001"]
    one = client.get(page, {"mobile": " 13800000001 "})
    assert [row.address for row in one.context["page"]] == ["13800000001"]
    assert "13800000002" not in one.content.decode()


def test_there_is_no_demo_page_outside_demo_mode(client, alice, settings):
    settings.DEMO = False
    assert client.get(reverse("messages:demo")).status_code == 404


def test_an_operator_sees_what_was_given_up_and_sends_it_again(client, alice, monkeypatch):
    gateway = Gateway()
    gateway.refuses = True
    monkeypatch.setattr(backends, "for_channel", lambda channel: gateway)
    tell(Mobile("13800000001"), kind="test.all_ways")
    page = reverse("messages:undelivered")
    assert client.get(page).status_code == 403
    get_user_model().objects.filter(pk=alice.pk).update(is_operator=True)
    assert list(client.get(page).context["page"]) == []
    for hours in range(6):
        delivery.deliver_due(now=NOW + hours * DAY)
    given_up = Delivery.objects.get()
    content = client.get(page).content.decode()
    assert "13800000001" in content
    assert "网关繁忙" in content
    assert client.post(reverse("messages:send_again", args=[given_up.pk])).status_code == 302
    given_up.refresh_from_db()
    assert given_up.state == "queued"
    assert client.post(reverse("messages:send_again", args=[given_up.pk])).status_code == 404


@pytest.mark.parametrize("name", ["inbox", "undelivered"])
def test_who_is_not_signed_in_is_asked_to(client, name):
    response = client.get(reverse(f"messages:{name}"))
    assert response.status_code == 302
    assert response["Location"].endswith(f"?next={reverse(f'messages:{name}')}")
