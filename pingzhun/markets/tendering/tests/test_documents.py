"""招标文件, its 确认, and the figures of the law behind its criteria (manual 001 §3.5)."""

import shutil
import subprocess

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from pingzhun.documents.seals.verifying import seals_of
from pingzhun.filings import lifecycle
from pingzhun.filings.announce import page_of
from pingzhun.filings.desks import desk_of
from pingzhun.filings.driving import FormRefused, typed
from pingzhun.filings.models import Filing
from pingzhun.filings.pages import timeline_of
from pingzhun.filings.tests import signers
from pingzhun.flow.guards import Refused
from pingzhun.markets.tendering import course, tender_document
from pingzhun.markets.tendering.demo import shortcuts, steps
from pingzhun.markets.tendering.demo import steps_documents as at
from pingzhun.markets.tendering.desks.documents import TenderDocumentDesk
from pingzhun.markets.tendering.document_templates import fitting, templates
from pingzhun.markets.tendering.models import (
    Criterion,
    DocumentConfirmation,
    Evaluating,
    Lot,
    Part,
    Subject,
    TenderDocument,
    TenderRegistration,
)
from pingzhun.messages.models import Message


def lot_of(cast, subject=Subject.GOODS, evaluating=Evaluating.SCORED) -> Lot:
    category = cast.categories["台式计算机" if subject == Subject.GOODS else "物业管理服务"]
    return steps.register(cast, lots=[{"category": category, "evaluating": evaluating}], subject=subject)[0]


def refused(cast, lot: Lot, **changes) -> dict[str, list[str]]:
    with pytest.raises(FormRefused) as error, transaction.atomic():
        at.issue(cast, lot, **changes)
    return error.value.errors


def criteria(lot: Lot, *, without=(), changed=None) -> list[dict]:
    """Those of the template. changed: what is other, by name."""
    rows = fitting(lot, now=lot.created_at)[0].first_criteria
    return [row | (changed or {}).get(row["name"], {}) for row in rows if row["name"] not in without]


@pytest.mark.covers("H20", "H33")
@pytest.mark.parametrize("subject", Subject)
@pytest.mark.parametrize("evaluating", Evaluating)
def test_a_document_made_from_its_template_is_effective_at_once(cast, subject, evaluating):
    lot = lot_of(cast, subject, evaluating)
    document = at.issue(cast, lot)
    lot = steps.again(lot)
    assert (lot.document, lot.document_confirmed_at, document.round) == (document, None, 1)
    assert document.get_state_display() == "审核通过"
    assert templates.get(document.template).title.startswith(
        f"{subject.label}公开招标文件（{evaluating.label}）2026-11 版"
    )
    points = [each.points for each in document.criteria.all() if each.points is not None]
    assert sum(points) == (100 if evaluating == Evaluating.SCORED else 0)
    assert "招标文件待确认" in Message.objects.filter(user=cast.entity.filer).values_list("title", flat=True)


@pytest.mark.covers("H20", "H38")
def test_the_criteria_that_drive_the_scoring_are_those_that_the_document_prints(cast):
    document = at.issue(cast, lot_of(cast))
    chapter = tender_document.chapters_of(document.about)[3]
    printed = [row[:2] for block in chapter.blocks if len(block.head) == 4 for row in block.rows]
    stored = document.criteria.exclude(points=None).order_by("pk")
    by_part = sorted(stored, key=lambda each: list(Part).index(Part(each.part)))
    assert printed == [[each.name, tender_document.number(each.points)] for each in by_part]
    passed = [row[0] for block in chapter.blocks if len(block.head) == 2 for row in block.rows]
    assert passed == list(document.criteria.filter(points=None).values_list("name", flat=True))


@pytest.mark.covers("H20")
@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="needs poppler's pdftotext")
def test_the_pdf_says_what_was_typed_and_every_criterion(cast):
    document = at.issue(cast, lot_of(cast))
    pdf = tender_document.pdf_of(document, url="http://localhost/verify/")
    done = subprocess.run(["pdftotext", "-", "-"], input=pdf, capture_output=True, check=True)
    text = "".join(done.stdout.decode().split())
    said = [each.name for each in document.criteria.all()]
    said += [
        "台式计算机120套",
        "核心产品：台式计算机主机",
        "合同签订后30日内",
        "600,000.00",
        "第六章投标文件格式",
    ]
    assert [each for each in said if "".join(each.split()) not in text] == []
    assert pdf == tender_document.pdf_of(document, url="http://localhost/verify/")


@pytest.mark.covers("H20")
def test_the_agent_seals_the_document_and_the_seal_is_on_what_everybody_gets(cast, client, now):
    signers.trust_root(now)
    signer = signers.bound(cast.agent, now)
    document = at.issue(cast, lot_of(cast), signer=signer)
    client.force_login(cast.agent.filer)
    pdf = client.get(reverse("tendering:document", args=[document.pk])).getvalue()
    (found,) = seals_of(pdf, now=now)
    assert (found.name, found.intact, found.covers) == (cast.agent.organisation.name, True, True)
    number = document.deeds.get().number
    page = client.get(reverse("documents:verify"), {"number": number}).content.decode()
    assert "招标文件" in page
    file = client.get(reverse("documents:file", args=[number]))
    assert file.status_code == 404, "who has not got the document does not get it by its number"


@pytest.mark.covers("H20")
@pytest.mark.parametrize(
    ("subject", "name", "least", "article"),
    [
        (Subject.GOODS, "技术参数响应", 30, "货物"),
        (Subject.SERVICES, "服务方案", 10, "服务"),
    ],
)
def test_the_price_has_the_least_weight_of_the_law(cast, subject, name, least, article):
    lot = lot_of(cast, subject)
    first = {row["name"]: row["points"] for row in criteria(lot)}
    changed = {"投标报价": {"points": least - 1}, name: {"points": first[name] + 1}}
    (sentence,) = refused(cast, lot, criteria=criteria(lot, changed=changed))["criteria"]
    assert sentence == (
        f"{article}项目的价格分值占总分值的比重不得低于 {least}%，现为 {least - 1} 分"
        "（依据：《政府采购货物和服务招标投标管理办法》（财政部令第87号）第五十五条）。"
    )
    at.issue(cast, lot)


@pytest.mark.covers("H20")
def test_what_is_wrong_with_the_criteria_is_said_in_one_sentence_each(cast):
    lot = lot_of(cast)
    fewer = refused(cast, lot, criteria=criteria(lot, changed={"质保期": {"points": 9}}))
    assert fewer["criteria"] == ["各评审项的分值合计须为 100 分，现为 99 分。"]
    no_price = refused(
        cast, lot, criteria=criteria(lot, without=["投标报价"], changed={"技术参数响应": {"points": 65}})
    )
    assert "须有且只有一项“价格”评审项，现有 0 项。" in no_price["criteria"]
    twice = refused(
        cast,
        lot,
        criteria=criteria(lot, changed={"质保期": {"name": "信用记录"}}),
    )
    assert twice["criteria"][0].startswith("资格条件不得作为评审因素：信用记录（依据：")
    names = ["主体资格", "财务和纳税、社保", "信用记录"]
    assert refused(cast, lot, criteria=criteria(lot, without=names))["criteria"] == [
        "请至少填写一项“资格审查”。"
    ]
    rows = {"主体资格": {"points": 5}, "类似业绩": {"points": None}, "质保期": {"is_blind": True}}
    assert refused(cast, lot, criteria=criteria(lot, changed=rows)) == {
        "criteria-0-points": ["资格审查只有通过或者不通过，不填分值。"],
        "criteria-7-points": ["商务的评审项须填写大于 0 的分值。"],
        "criteria-8-is_blind": ["只有技术部分可以列为暗标。"],
    }


@pytest.mark.covers("H20")
def test_the_lowest_price_method_has_no_points(cast):
    lot = lot_of(cast, evaluating=Evaluating.LOWEST_PRICE)
    scored = {
        "part": Part.TECHNICAL,
        "name": "实施方案",
        "points": 10,
        "standard": "酌情",
    }
    (sentence,) = refused(cast, lot, criteria=[*criteria(lot), scored])["criteria"]
    assert sentence.startswith("最低评标价法不打分")
    assert at.issue(cast, lot).criteria.exclude(points=None).count() == 0


@pytest.mark.covers("H20")
def test_a_performance_bond_stays_within_its_share_and_a_template_is_for_what_is_bought(cast):
    lot = lot_of(cast)
    found = refused(cast, lot, performance_bond="10.5", candidates=4)
    assert found["performance_bond"] == [
        "履约保证金不得超过合同金额的 10%（依据：《中华人民共和国政府采购法实施条例》第四十八条）。"
    ]
    assert set(found) == {"performance_bond", "candidates"}
    other = fitting(lot_of(cast, Subject.SERVICES), now=lot.created_at)[0]
    assert set(refused(cast, lot, template=other.key)) == {"template"}, "a template for something else"
    at.issue(cast, lot, performance_bond="10")


@pytest.mark.covers("H20")
def test_the_database_keeps_a_lot_from_a_document_whose_points_do_not_sum_up(cast, now):
    lot, other = (lot_of(cast), lot_of(cast, evaluating=Evaluating.LOWEST_PRICE))
    good, without = at.issue(cast, lot), at.issue(cast, other)
    with pytest.raises(IntegrityError, match="whole set of criteria"), transaction.atomic():
        Lot.objects.filter(pk=lot.pk).update(document=without)
    with pytest.raises(IntegrityError, match="whole set of criteria"), transaction.atomic():
        Lot.objects.filter(pk=other.pk).update(document=good)
    Lot.objects.filter(pk=lot.pk).update(document=at.issue(cast, lot))  # the control


@pytest.mark.covers("H20")
@pytest.mark.parametrize(
    ("row", "constraint"),
    [
        ({"part": Part.PRICE, "points": 10}, "one_price_criterion"),
        ({"part": Part.BUSINESS, "points": 10, "is_blind": True}, "only_a_technical_criterion_is_blind"),
        ({"part": Part.TECHNICAL, "points": None}, "a_scored_criterion_has_points"),
    ],
)
def test_the_database_refuses_a_criterion_that_cannot_be(cast, now, row, constraint):
    """Round the program: rows of a document that is still being written."""
    lot = lot_of(cast)
    filing = lifecycle.begin(desk_of(TenderDocumentDesk), actor=cast.agent.files, case=lot, now=now)
    said = at.draft(lot)
    rows = said.pop("criteria")
    document = TenderDocument(filing_ptr_id=filing.pk, **said)
    document.save_base(raw=True, force_insert=True)
    for each in rows:
        Criterion.objects.create(filing=document, **each)
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Criterion.objects.create(filing=document, **{"name": "某项", "standard": "酌情"} | row)


@pytest.mark.covers("H34")
def test_the_procuring_entity_returns_a_document_with_its_reason_and_confirms_the_next(cast):
    lot = lot_of(cast)
    at.issue(cast, lot)
    lot = at.send_back(cast, lot)
    assert (lot.document, lot.document_confirmed_at) == (None, None)
    told = Message.objects.filter(user=cast.agent.filer, kind="tendering.document_returned").get()
    assert "交货期过短，请改为 45 日。请重新制作" in told.text
    second = at.issue(cast, lot, period="合同签订后 45 日内")
    lot = at.confirm(cast, lot)
    assert lot.document == second
    assert lot.document_confirmed_at is not None
    third = at.issue(cast, lot)
    assert (steps.again(lot).document, steps.again(lot).document_confirmed_at) == (third, None)


@pytest.mark.covers("H34")
def test_what_was_returned_is_read_by_both_sides_while_the_lot_has_no_document(cast, client):
    at.send_back(cast, steps.again(at.issue(cast, lot_of(cast)).about))
    returned = DocumentConfirmation.objects.get()
    for reader in (cast.entity.filer, cast.agent.filer):
        client.force_login(reader)
        assert "交货期过短，请改为 45 日。" in client.get(page_of(returned)).content.decode()


def test_what_takes_effect_without_a_review_is_not_said_to_have_been_approved(cast):
    issued, registered = at.issue(cast, lot_of(cast)), TenderRegistration.objects.get()
    assert [each.what for each in timeline_of(issued)] == ["生效", "提交", "创建"]
    assert [each.what for each in timeline_of(registered)] == ["审核通过", "提交", "创建"]


@pytest.mark.covers("H34")
def test_a_document_is_returned_with_a_reason_and_only_its_own_entity_decides(cast):
    lot = lot_of(cast)
    with pytest.raises(Refused, match="不在此环节"), transaction.atomic():
        at.confirm(cast, lot)  # there is none yet
    at.issue(cast, lot)
    with pytest.raises(FormRefused) as error, transaction.atomic():
        at.send_back(cast, lot, "")
    assert error.value.errors == {"reason": ["退回须填写原因。"]}
    with pytest.raises(Refused, match="不在此环节"), transaction.atomic():
        at.confirm(cast, lot, entity=cast.other_entity)


@pytest.mark.covers("H21")
def test_no_notice_goes_out_before_the_document_is_there_and_confirmed(cast, now):
    lot = lot_of(cast)
    missing = course.publish.refusals(lot, actor=cast.centre.reviews, now=now)
    assert "请先在“招标文件”制作并提交招标文件。" in map(str, missing)
    at.issue(cast, lot)
    lot = steps.again(lot)
    missing = course.publish.refusals(lot, actor=cast.centre.reviews, now=now)
    assert any("尚未确认招标文件" in str(each) for each in missing)
    at.confirm(cast, lot)
    missing = course.publish.refusals(steps.again(lot), actor=cast.centre.reviews, now=now)
    assert not any("招标文件" in str(each) for each in missing)


@pytest.mark.covers("H20")
def test_a_document_is_not_changed_once_the_notice_is_out(cast):
    lot = shortcuts.to_bidding(cast, lot_of(cast))
    with pytest.raises(Refused, match="不在此环节"), transaction.atomic():
        at.issue(cast, lot)


@pytest.mark.covers("H20")
def test_the_form_is_previewed_as_the_document_that_it_will_be(cast, client):
    lot = lot_of(cast)
    client.force_login(cast.agent.filer)
    desk = "desks:tendering.tender-document"
    client.post(reverse(f"{desk}.begin"), {"case": lot.pk})
    filing = Filing.objects.get(desk="tendering.tender-document")
    url = reverse(f"{desk}.page", args=[filing.pk])
    posted = typed(at.draft(lot), rows={"criteria"}) | {"action": "preview"}
    shown = client.post(url, posted).content.decode()
    assert "评标基准价" in shown
    assert "第六章　投标文件格式" in shown
    assert not TenderDocument.objects.exists()
