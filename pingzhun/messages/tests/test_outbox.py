import pytest
from django.db import IntegrityError, transaction
from django.db.transaction import TransactionManagementError
from django.template import Engine
from procrastinate.contrib.django.models import ProcrastinateJob

from pingzhun.messages import kinds
from pingzhun.messages.kinds import Kind, UndefinedVariableError
from pingzhun.messages.models import Delivery, Message
from pingzhun.messages.outbox import Mobile, send
from pingzhun.messages.tests.cast import NOW, member, organisation, person

pytestmark = pytest.mark.django_db


def tell(*to, kind="test.all_ways", dedupe="event:1", **more):
    send(kind, to=to, context={"code": "ZJ-2026-000001"}, now=NOW, dedupe=dedupe, **more)


def addresses():
    return sorted(Delivery.objects.values_list("channel", "address"))


@pytest.mark.covers("P8")
def test_a_person_is_told_in_the_inbox_by_sms_and_by_email():
    alice = person("alice", mobile="13800000001", email="alice@example.com")
    tell(alice, link="/cases/1/")
    message = Message.objects.get()
    assert (message.user, message.title, message.text) == (
        alice,
        "中选通知",
        "ZJ-2026-000001 已确定贵单位为中选机构。",
    )
    assert (message.link, message.read_at) == ("/cases/1/", None)
    assert addresses() == [("email", "alice@example.com"), ("sms", "13800000001")]
    assert Delivery.objects.get(channel="sms").text == "【平准】ZJ-2026-000001 已确定贵单位为中选机构。"
    assert Delivery.objects.get(channel="email").text == "ZJ-2026-000001 已确定贵单位为中选机构。"
    assert ProcrastinateJob.objects.count() == 2


def test_a_kind_goes_only_the_ways_it_says_and_only_to_addresses_there_are():
    tell(person("alice"), kind="test.inbox")
    assert addresses() == []
    tell(person("bob", mobile="13800000002", email=None))
    assert addresses() == [("sms", "13800000002")]


@pytest.mark.covers("Y2", "Y5")
def test_an_organisations_members_with_a_duty_are_told_and_its_contact_gets_the_sms():
    agency = organisation("诚信造价", contact_mobile="13900000001", contact_email=None)
    filer = member("filer", agency, can_file=True)
    reviewer = member("reviewer", agency, can_file=False, can_review=True)
    member("idle", agency, can_file=False)
    member("left", agency, is_active=False)
    closed = member("closed", agency)
    closed.is_active = False
    closed.save()
    member("stranger", organisation("别家"))
    tell(agency)
    assert set(Message.objects.values_list("user", flat=True)) == {filer.pk, reviewer.pk}
    assert addresses() == [("sms", "13900000001")]


def test_who_is_named_twice_is_told_once():
    agency = organisation("诚信造价", contact_mobile="13800000001", contact_email="a@example.com")
    filer = member("filer", agency)
    filer.mobile, filer.email = agency.contact_mobile, agency.contact_email
    filer.save()
    tell(agency, filer, filer, Mobile("13800000001"))
    assert Message.objects.count() == 1
    assert addresses() == [("email", "a@example.com"), ("sms", "13800000001")]


def test_sending_again_is_silent_and_tells_only_those_who_were_not_told():
    alice, bob = person("alice"), person("bob")
    tell(alice)
    first = set(Delivery.objects.values_list("pk", flat=True))
    tell(alice)
    assert set(Delivery.objects.values_list("pk", flat=True)) == first
    assert (Message.objects.count(), ProcrastinateJob.objects.count()) == (1, 2)
    tell(alice, bob)
    assert (Message.objects.count(), ProcrastinateJob.objects.count()) == (2, 4)
    tell(alice, dedupe="event:2")
    assert Message.objects.filter(user=alice).count() == 2


def test_a_closed_account_is_not_told():
    tell(person("alice", is_active=False))
    assert (Message.objects.count(), addresses()) == (0, [])


def test_a_text_that_prints_what_the_context_lacks_is_refused_with_the_name():
    kind = Kind("test.lacking", "缺", "测试", text="{{ project.title }} {{ nothing }}")
    with pytest.raises(UndefinedVariableError, match=r"project\.title"):
        kind.render({"project": {"code": 1}, "nothing": ""})
    assert kind.render({"project": {"title": "<桥> & 路"}, "nothing": ""}) == "<桥> & 路"


def test_a_text_may_stand_in_a_template_file(tmp_path, monkeypatch):
    (tmp_path / "messages").mkdir()
    (tmp_path / "messages" / "test.file.txt").write_text("第一行\n  {{ code }}\n")
    monkeypatch.setattr(kinds, "_engine", lambda: Engine(dirs=[tmp_path]))
    assert Kind("test.file", "文件", "测试").render({"code": "A"}) == "第一行 A"


@pytest.mark.parametrize(
    "link", ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)"]
)
def test_a_message_cannot_link_out_of_the_site(link):
    with pytest.raises(IntegrityError, match="a_message_links_into_this_site"), transaction.atomic():
        tell(person("alice"), link=link)


@pytest.mark.django_db(transaction=True)
@pytest.mark.covers("P8")
def test_a_rolled_back_transaction_tells_nobody_and_without_one_nothing_can_be_told():
    alice = person("alice")
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        tell(alice)
        assert (Message.objects.count(), Delivery.objects.count()) == (1, 2)
        raise ZeroDivisionError
    assert (Message.objects.count(), Delivery.objects.count(), jobs()) == (0, 0, 0)
    with pytest.raises(TransactionManagementError):
        tell(alice)
    assert (Message.objects.count(), Delivery.objects.count(), jobs()) == (0, 0, 0)
    with transaction.atomic():
        tell(alice)
    assert (Message.objects.count(), Delivery.objects.count(), jobs()) == (1, 2, 2)


def jobs():
    return ProcrastinateJob.objects.filter(task_name="messages.deliver").count()
