"""获取招标文件, 答疑文件 and 询问: what suppliers do with a 招标文件, and that nobody learns who has it (manual 001 §3.6)."""

import io
import zipfile
from collections.abc import Iterable
from datetime import timedelta

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from pingzhun.base.localtime import local_date
from pingzhun.deadlines import schedule
from pingzhun.deadlines.models import Deadline
from pingzhun.directory import services
from pingzhun.directory.actors import SYSTEM
from pingzhun.filings.casting import Player
from pingzhun.filings.desks import desks, overviews, worklists
from pingzhun.filings.driving import FormRefused, submit
from pingzhun.filings.models import Filing
from pingzhun.flow.guards import Refused
from pingzhun.ledger.models import LedgerEntry
from pingzhun.markets.tendering import course
from pingzhun.markets.tendering.demo import shortcuts, steps
from pingzhun.markets.tendering.demo import steps_documents as at
from pingzhun.markets.tendering.demo import steps_notices as announcing
from pingzhun.markets.tendering.desks.clarifications import ClarificationDesk
from pingzhun.markets.tendering.models import DocumentDownload, Lot, Participation
from pingzhun.messages.models import Message
from pingzhun.regimes import clock
from pingzhun.regimes.calendar import deadline_after

BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture
def lot(cast) -> Lot:
    return shortcuts.to_bidding(cast, steps.register(cast)[0])


def signed_in(player) -> Client:
    client = Client()
    client.force_login(player.filer, backend=BACKEND)
    return client


def case_page(player, lot: Lot) -> str:
    return signed_in(player).get(reverse("console:case", args=[lot.pk])).content.decode()


def queries_of(client: Client, url: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    return len(captured)


def pass_days(cast, days: int) -> None:
    clock.shift_forward(timedelta(days=days), actor_user=cast.entity.filer)


def pass_deadline(lot: Lot) -> Lot:
    mover = lot.procuring_entity.members.first().user
    now = clock.shift_forward(lot.opens_at - clock.now() + timedelta(minutes=1), actor_user=mover)
    course.close_bidding(lot, actor=SYSTEM, now=now)
    return steps.again(lot)


# ---- 获取招标文件 -----------------------------------------------------------------------------------------------------


@pytest.mark.covers("H36")
def test_a_supplier_finds_the_lot_gets_the_document_and_downloads_it(cast, lot):
    client = signed_in(cast.huaxing)
    notices = client.get(reverse("desks:tendering.lot-notices")).content.decode()
    assert lot.title in notices
    url = reverse("tendering:document", args=[lot.document_id])
    assert client.get(url).status_code == 404, "not before it is got"
    assert "招标文件和答疑" not in case_page(cast.huaxing, lot)
    taken = at.enrol(lot, cast.huaxing)
    assert (taken.round, taken.contact_name) == (1, "黄伟")
    answer = client.get(url)
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    assert answer.content.startswith(b"%PDF-")
    assert [each.name for each in DocumentDownload.objects.filter(participation=taken)] == ["招标文件.pdf"]
    assert url in case_page(cast.huaxing, lot)
    assert lot.title in client.get(reverse("desks:tendering.my-lots")).content.decode()
    assert signed_in(cast.mingde).get(url).status_code == 404
    assert signed_in(cast.other_agent).get(url).status_code == 404
    assert [signed_in(each).get(url).status_code for each in (cast.agent, cast.entity)] == [200, 200]


@pytest.mark.covers("H36")
def test_it_is_got_once_and_not_by_a_suspended_supplier(cast, lot, now):
    at.enrol(lot, cast.huaxing)
    with pytest.raises(Refused, match="不在此环节"), transaction.atomic():
        at.enrol(lot, cast.huaxing)
    services.suspend(
        organisation=cast.mingde.organisation,
        kind=cast.mingde.kind.key,
        days=30,
        reason="提供虚假材料",
        imposed_by=cast.supervisor.organisation,
        now=now,
    )
    with pytest.raises(Refused, match="停用期间不能获取招标文件"), transaction.atomic():
        at.enrol(lot, cast.mingde)
    at.enrol(lot, cast.lantian)


@pytest.mark.covers("H36")
def test_it_is_got_on_the_days_that_the_notice_names(cast):
    soon = local_date(clock.now()) + timedelta(days=2)
    lot = shortcuts.to_announcing(cast, steps.register(cast)[0])
    lot = announcing.announce(cast, lot, offered_from=soon, offered_until=soon + timedelta(days=12))
    with pytest.raises(Refused, match=f"自 {soon} 起提供"), transaction.atomic():
        at.enrol(lot, cast.huaxing)
    pass_days(cast, 2)
    at.enrol(lot, cast.huaxing)
    lot = announcing.change(cast, lot, offered_until=soon + timedelta(days=14))
    pass_days(cast, 14)
    at.enrol(lot, cast.mingde)
    pass_days(cast, 1)
    with pytest.raises(Refused, match=f"已于 {soon + timedelta(days=14)} 截止"), transaction.atomic():
        at.enrol(lot, cast.lantian)
    assert lot.opens_at > clock.now(), "the bidding goes on"


@pytest.mark.covers("H36")
def test_nobody_gets_it_after_the_deadline_and_the_database_says_so_too(cast, lot):
    taken = at.enrol(lot, cast.huaxing)
    same = {"lot": lot, "contact_name": "某人", "contact_mobile": "13700000000", "enrolled_at": clock.now()}
    for wrong in ({"round": 2}, {"lot": steps.register(cast)[0], "round": 1}):
        with pytest.raises(IntegrityError, match="while bidding is open"), transaction.atomic():
            Participation.objects.create(**same | {"organisation": cast.mingde.organisation} | wrong)
    Participation.objects.create(**same, round=1, organisation=cast.mingde.organisation)  # the control
    with pytest.raises(ProgrammingError, match="Cannot update"), transaction.atomic():
        Participation.objects.filter(pk=taken.pk).update(contact_name="另一人")
    mover = cast.entity.filer
    clock.shift_forward(lot.opens_at - clock.now() + timedelta(minutes=1), actor_user=mover)
    with pytest.raises(Refused, match="投标截止时间已过"), transaction.atomic():
        at.enrol(lot, cast.lantian)
    with pytest.raises(IntegrityError, match="while bidding is open"), transaction.atomic():
        Participation.objects.create(**same, round=1, organisation=cast.lantian.organisation)


def newest_entry() -> int:
    return LedgerEntry.objects.latest("pk").pk


def everywhere(lot: Lot, players: Iterable[Player], *, since: int) -> str:
    """What these can open about the lot, what the public ledger says since its entry `since`, and what they have been told."""
    shown = io.StringIO()
    shown.write("".join(LedgerEntry.objects.filter(pk__gt=since).values_list("data", flat=True)))
    pages = ["console:home", "messages:inbox", "portal:home"]
    for player in players:
        client = signed_in(player)
        urls = [reverse(each) for each in pages] + [reverse("console:case", args=[lot.pk])]
        for each in (*worklists(), *overviews()):
            if player.kind in each.kinds:
                url = reverse(f"desks:{each.key}")
                urls += [url, f"{url}?format=xlsx"]
        for desk in desks():
            if desk.is_filed_by(player.kind.key):
                urls += [
                    reverse(f"desks:{desk.key}.list"),
                    f"{reverse(f'desks:{desk.key}.list')}?format=xlsx",
                ]
        for filing in Filing.objects.filter(case=lot.pk):
            urls.append(reverse(f"desks:{filing.desk}.page", args=[filing.pk]))
            urls.append(reverse(f"desks:{filing.desk}.receipt", args=[filing.pk]))
        urls += [
            reverse("tendering:enquiry_file", args=[filing.pk, each.pk])
            for filing in Filing.objects.filter(desk="tendering.enquiry")
            for each in filing.folder.attachments.all()
        ]
        for url in urls:
            shown.write(text_of(client.get(url)))
        shown.write("".join(Message.objects.filter(user=player.filer).values_list("text", flat=True)))
    return shown.getvalue()


def text_of(answer) -> str:
    content = answer.getvalue() if answer.streaming else answer.content
    if content[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(content)) as book:
            return "".join(book.read(name).decode("utf-8", "ignore") for name in book.namelist())
    return content.decode("utf-8", "ignore")


@pytest.mark.covers("H36", "H37")
def test_who_has_the_document_is_in_no_place_before_the_opening_and_shown_after_it(cast, lot):
    """A canary: a supplier with a name of its own gets the document, downloads it and asks; the control is the opening."""
    since, others = newest_entry(), (cast.agent, cast.entity, cast.centre, cast.supervisor, cast.mingde)
    canaries = (
        cast.huaxing.organisation.name,
        cast.huaxing.organisation.credit_code,
        "13812345678",
        "甄稀奇",
    )
    at.enrol(lot, cast.huaxing, contact_name="甄稀奇", contact_mobile="13812345678")
    signed_in(cast.huaxing).get(reverse("tendering:document", args=[lot.document_id]))
    enquiry = at.ask(cast, lot, cast.huaxing, with_paper=True)
    at.answer(cast, enquiry, to_all=True)
    at.clarify(cast, lot)
    shown = everywhere(lot, others, since=since)
    assert enquiry.question in shown, "the search sees what is there to see"
    assert [each for each in canaries if each in shown] == []
    lot = pass_deadline(lot)
    assert canaries[0] in case_page(cast.agent, lot)
    assert canaries[0] in everywhere(lot, [cast.agent], since=since)


@pytest.mark.covers("H36")
def test_a_lot_cancelled_before_the_opening_keeps_its_participants_secret(cast, lot, now):
    since = newest_entry()
    at.enrol(lot, cast.huaxing)
    course.cancel(lot, actor=cast.centre.reviews, now=now, reason="任务取消")
    shown = everywhere(steps.again(lot), [cast.agent, cast.centre], since=since)
    assert "已取消" in shown
    assert cast.huaxing.organisation.name not in shown


# ---- 答疑文件 ---------------------------------------------------------------------------------------------------------


@pytest.mark.covers("H22")
def test_clarifications_are_numbered_told_to_all_and_there_for_who_comes_later(cast, lot):
    for supplier in (cast.huaxing, cast.mingde):
        at.enrol(lot, supplier)
    first, second = at.clarify(cast, lot), at.clarify(cast, lot, affects_bids=True)
    assert [(each.number, each.title, each.label) for each in (first, second)] == [
        (1, "第1次澄清", f"{lot.title}（第1次澄清）"),
        (2, "第2次澄清", f"{lot.title}（第2次澄清）"),
    ]
    told = Message.objects.filter(kind="tendering.clarified")
    by_user = {user: told.filter(user=user).count() for user in (cast.huaxing.filer, cast.mingde.filer)}
    assert set(by_user.values()) == {2}
    assert not told.filter(user__in=[cast.lantian.filer, cast.agent.filer]).exists()
    at.enrol(lot, cast.lantian)  # afterwards
    page = case_page(cast.lantian, lot)
    files = [
        reverse("tendering:file", args=[lot.pk, each.folder.attachments.get().pk]) for each in (first, second)
    ]
    assert [url in page for url in files] == [True, True]
    assert [signed_in(cast.lantian).get(url).status_code for url in files] == [200, 200]
    taken = Participation.objects.get(organisation=cast.lantian.organisation)
    assert taken.downloads.count() == 2
    assert signed_in(cast.xiangjiang).get(files[0]).status_code == 404
    panel = reverse("desks:tendering.clarification.page", args=[first.pk])
    assert signed_in(cast.xiangjiang).get(panel).status_code == 404


@pytest.mark.covers("H22")
def test_fifteen_days_before_the_deadline_only_what_does_not_affect_bids_is_clarified(cast):
    now = clock.now()
    earliest = deadline_after(now, days=15, until="same_time")
    near, far = steps.register(cast, lots=[{}, {"name": "复印机"}])
    near = shortcuts.to_bidding(cast, near, opens_at=earliest - timedelta(minutes=1))
    far = shortcuts.to_bidding(cast, far, opens_at=earliest + timedelta(minutes=5))
    with pytest.raises(FormRefused) as refused, transaction.atomic():
        at.clarify(cast, near, affects_bids=True)
    (sentence,) = refused.value.errors["affects_bids"]
    assert "不足 15 日，不能发布影响投标文件编制的澄清。请先在“变更公告”把投标截止时间推迟到" in sentence
    assert "第二十七条" in sentence
    assert at.clarify(cast, near).number == 1
    assert at.clarify(cast, far, affects_bids=True).number == 1


@pytest.mark.covers("H22")
def test_a_clarification_needs_its_file_a_tender_under_way_and_its_own_agent(cast, lot):
    with pytest.raises(Refused, match="澄清答疑文件"), transaction.atomic():
        data = {"content": "见附件。", "affects_bids": "False", "opinion": "同意发布。"}
        submit(ClarificationDesk, cast.agent.files, data, case=lot)
    registered = steps.register(cast)[0]
    with pytest.raises(Refused, match="不在此环节"), transaction.atomic():
        at.clarify(cast, registered)


# ---- 询问 ------------------------------------------------------------------------------------------------------------


@pytest.mark.covers("H39")
def test_the_agent_answers_a_question_without_knowing_whose_it_is(cast, lot):
    for supplier in (cast.huaxing, cast.mingde):
        at.enrol(lot, supplier)
    enquiry = at.ask(cast, lot, cast.huaxing, with_paper=True)
    due = Deadline.objects.get(kind="tendering.enquiry_answer_due", subject=f"enquiry/{enquiry.pk}")
    assert due.due_at == deadline_after(enquiry.submitted_at, workdays=3, until="end_of_day")
    agent = signed_in(cast.agent)
    listed = agent.get(reverse("desks:tendering.enquiries")).content.decode()
    assert enquiry.question in listed
    paper = reverse("tendering:enquiry_file", args=[enquiry.pk, enquiry.folder.attachments.get().pk])
    assert (agent.get(paper).status_code, signed_in(cast.other_agent).get(paper).status_code) == (200, 404)
    agent.post(reverse("desks:tendering.enquiry-answer.begin"), {"asked": enquiry.pk})
    begun = Filing.objects.get(desk="tendering.enquiry-answer")
    page = agent.get(reverse("desks:tendering.enquiry-answer.page", args=[begun.pk])).content.decode()
    assert (enquiry.question in page, paper in page) == (True, True)
    at.answer(cast, enquiry, "自验收合格之日起算。")
    assert "自验收合格之日起算。" in case_page(cast.huaxing, lot)
    assert enquiry.question not in case_page(cast.mingde, lot)
    assert not Deadline.objects.open().filter(pk=due.pk).exists()
    told = Message.objects.filter(kind="tendering.enquiry_answered").values_list("user", flat=True)
    assert (cast.huaxing.filer.pk in told, cast.mingde.filer.pk in told) == (True, False)
    at.ask(cast, lot, cast.mingde, "可否延期交货？")
    with pytest.raises(FormRefused) as refused, transaction.atomic():
        at.answer(cast, enquiry, "再答一次")
    assert refused.value.errors == {"asked": ["这项询问已经答复，或者不由您单位答复。"]}


@pytest.mark.covers("H39")
def test_an_answer_for_everybody_names_nobody(cast, lot):
    for supplier in (cast.huaxing, cast.mingde):
        at.enrol(lot, supplier)
    enquiry = at.ask(cast, lot, cast.huaxing)
    at.answer(cast, enquiry, to_all=True)
    page = case_page(cast.mingde, lot)
    assert (enquiry.question in page, "自验收合格之日起算。" in page) == (True, True)
    assert cast.huaxing.organisation.name not in page
    told = Message.objects.filter(kind="tendering.enquiry_answered").values_list("user", flat=True)
    assert {cast.huaxing.filer.pk, cast.mingde.filer.pk} <= set(told)


@pytest.mark.covers("H39")
def test_only_who_has_the_document_asks_until_the_deadline_and_without_its_name(cast, lot):
    with pytest.raises(Refused, match="不在此环节"), transaction.atomic():
        at.ask(cast, lot, cast.huaxing)
    at.enrol(lot, cast.huaxing)
    with pytest.raises(FormRefused) as refused, transaction.atomic():
        at.ask(cast, lot, cast.huaxing, f"{cast.huaxing.organisation.name}询问：能否延期？")
    assert "有您单位的名称" in refused.value.errors["question"][0]
    clock.shift_forward(lot.opens_at - clock.now() + timedelta(minutes=1), actor_user=cast.entity.filer)
    with pytest.raises(Refused, match="投标截止时间已过"), transaction.atomic():
        at.ask(cast, lot, cast.huaxing)


@pytest.mark.covers("H39")
def test_an_enquiry_that_is_not_answered_in_time_is_called_in(cast, lot):
    at.enrol(lot, cast.huaxing)
    enquiry = at.ask(cast, lot, cast.huaxing)
    due = Deadline.objects.get(subject=f"enquiry/{enquiry.pk}")
    schedule.kinds.get(due.kind).handler(due.subject, due_at=due.due_at, now=due.due_at)
    told = Message.objects.filter(kind="tendering.enquiry_overdue").values_list("user", flat=True)
    assert {cast.agent.filer.pk, cast.entity.filer.pk} <= set(told)


@pytest.mark.covers("H36")
def test_the_lists_of_suppliers_cost_the_same_for_one_lot_and_for_many(
    cast,
):
    first, *others = steps.register(
        cast, lots=[{"name": f"分包{n}", "ceiling": "100000", "bond": "0"} for n in range(6)]
    )
    at.enrol(shortcuts.to_bidding(cast, first), cast.huaxing)
    urls = [reverse("desks:tendering.my-lots"), reverse("desks:tendering.lot-notices")]
    client = signed_in(cast.huaxing)
    few = [queries_of(client, url) for url in urls]
    for each in others:
        at.enrol(shortcuts.to_bidding(cast, each), cast.huaxing)
    assert [queries_of(client, url) for url in urls] == few
