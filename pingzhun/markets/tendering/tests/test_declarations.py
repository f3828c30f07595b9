"""What a bidder declares beside its price: that it is small, and the brand of the core product (H20, H37, H38)."""

import json
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest
from django.conf import settings
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from pingzhun.accounts.models import User
from pingzhun.documents.tests.files import authored_pdf, office
from pingzhun.documents.tests.test_authors import core
from pingzhun.filings import lifecycle
from pingzhun.filings.desks import desk_of
from pingzhun.filings.driving import FormRefused
from pingzhun.flow.guards import Refused
from pingzhun.markets.tendering import pricing, tender_document
from pingzhun.markets.tendering.arithmetic.collusion import Kind
from pingzhun.markets.tendering.demo import shortcuts, steps, steps_bids, steps_documents
from pingzhun.markets.tendering.demo import steps_evaluation as evaluation
from pingzhun.markets.tendering.demo.steps_evaluation import actor_of, all_pass, leader, seats
from pingzhun.markets.tendering.desks.documents import TenderDocumentDesk
from pingzhun.markets.tendering.models import (
    BidResult,
    Evaluating,
    SheetPart,
    Subject,
    TenderDocument,
    WithheldDeduction,
)
from pingzhun.markets.tendering.offers import OfferForm, read
from pingzhun.markets.tendering.reckoning import Reckoning
from pingzhun.messages.models import Message
from pingzhun.notices.models import Notice
from pingzhun.regimes import clock
from pingzhun.sealing import files
from pingzhun.sealing.models import OpenedFile

SMALL = {"is_small": "on"}


def opened(cast, *bids, evaluating=Evaluating.LOWEST_PRICE):
    """A lot in 评标中. bids: price and declarations, of the suppliers of the cast in their order."""
    evaluation.experts(cast)
    lot = steps.register(cast, lots=[{"evaluating": evaluating}])[0]
    said = dict(zip(cast.suppliers, bids, strict=False))
    prices = {supplier: price for supplier, (price, _) in said.items()}
    declared = {supplier: each for supplier, (_, each) in said.items()}
    return shortcuts.to_evaluating(cast, lot, prices, declared=declared)


def reviewing(cast, lot):
    """The evaluation, where prices are looked at."""
    evaluation.gather(cast, lot)
    evaluation.fill_in(lot, SheetPart.CONFORMITY, all_pass)
    return evaluation.close_examination(lot)


def name(player):
    return player.organisation.name


def room(lot):
    client = Client()
    client.force_login(User.objects.get(pk=leader(lot).user_id))
    return client.get(reverse("tendering:room", args=[lot.pk])).content.decode()


def paper_of(lot):
    """评标报告, as its leader reads it."""
    client = Client()
    client.force_login(User.objects.get(pk=leader(lot).user_id))
    return client.get(reverse("tendering:report", args=[lot.pk])).getvalue()


def case_page(player, lot):
    client = Client()
    client.force_login(player.filer)
    return client.get(reverse("console:case", args=[lot.pk])).content.decode()


# ---- 招标文件 -----------------------------------------------------------------------------------------------------------


@pytest.mark.covers("H20")
@pytest.mark.parametrize("subject", Subject)
def test_a_price_deduction_is_within_the_law_or_left_out(cast, subject):
    category = cast.categories["台式计算机" if subject == Subject.GOODS else "物业管理服务"]
    lot = steps.register(cast, lots=[{"category": category}], subject=subject)[0]
    for share in ("9.99", "20.01", "-10"):
        with pytest.raises(FormRefused) as error, transaction.atomic():
            steps_documents.issue(cast, lot, price_deduction=share)
        assert error.value.errors == {
            "price_deduction": [
                "价格扣除比例应当为 10% 至 20%；专门面向中小企业采购的不执行价格扣除，留空"
                "（依据：《政府采购促进中小企业发展管理办法》（财库〔2020〕46号）第九条、财库〔2022〕19号）。"
            ]
        }
    kept = [
        steps_documents.issue(cast, lot, price_deduction=share).price_deduction
        for share in ("10", "20", "0", "")
    ]
    assert kept == [Decimal(10), Decimal(20), None, None]


@pytest.mark.covers("H20")
def test_the_document_says_who_gets_a_deduction_and_whose_brands_count_once(cast):
    def said(**changes):
        document = steps_documents.issue(cast, steps.register(cast)[0], **changes)
        shelf = tender_document.chapters_of(document.about)
        return "\n".join(f"{block.text}{block.rows}" for chapter in shelf for block in chapter.blocks)

    with_both = said(price_deduction="12.5")
    assert "以扣除 12.5% 后的价格作为评审价参加评审" in with_both
    assert "['小微企业价格扣除', '12.5%']" in with_both
    assert "本分包的核心产品为台式计算机主机" in with_both
    with_neither = said(price_deduction="", core_product="")
    assert "本分包专门面向中小企业采购，不执行价格扣除。" in with_neither
    assert "本分包不指定核心产品，不适用。" in with_neither


@pytest.mark.covers("H20")
def test_the_database_refuses_a_deduction_that_is_no_part_of_the_price(cast, now):
    lot = steps.register(cast)[0]
    filing = lifecycle.begin(desk_of(TenderDocumentDesk), actor=cast.agent.files, case=lot, now=now)
    said = steps_documents.draft(lot)
    del said["criteria"]
    document = TenderDocument(filing_ptr_id=filing.pk, **said)
    for share in (0, -5):
        document.price_deduction = share
        with pytest.raises(IntegrityError, match="a_price_deduction_is_a_part"), transaction.atomic():
            document.save_base(raw=True, force_insert=True)
    document.price_deduction = 99
    document.save_base(raw=True, force_insert=True)


# ---- 开标一览表 ----------------------------------------------------------------------------------------------------------


@pytest.mark.covers("H36")
def test_the_opening_list_asks_for_what_its_document_says_and_nothing_else():
    def asked(**said):
        return {"is_small", "brand"} & set(OfferForm(document=TenderDocument(**said)).fields)

    assert asked() == set()
    assert asked(price_deduction=Decimal(10)) == {"is_small"}
    assert asked(core_product="主机") == {"brand"}
    typed = steps_bids.offer("560000")
    for brand, fits in (("", False), ("  ", False), ("联想", True)):
        form = OfferForm(typed | {"brand": brand}, document=TenderDocument(core_product="主机"))
        assert form.is_valid() is fits


@pytest.mark.covers("H37")
def test_what_a_browser_sealed_is_read_whatever_it_left_out():
    typed = steps_bids.offer("560000")
    assert (read(typed).is_small, read(typed).brand) == (False, None)
    declared = read(typed | {"is_small": "on", "brand": " 联想 "})
    assert (declared.is_small, declared.brand) == (True, "联想")
    assert read(typed | {"is_small": ""}).is_small is False
    assert read(typed | {"brand": "联" * 101}) is None


@pytest.mark.covers("H37")
def test_a_bid_keeps_what_it_declares_from_the_opening_on(cast):
    evaluation.experts(cast)
    lot = shortcuts.to_bidding(cast, steps.register(cast)[0])
    for supplier, declared in zip(cast.suppliers, (SMALL, {"brand": "联想"}, {}), strict=False):
        steps_bids.bid(cast, lot, supplier, "560000", papers=shortcuts.papers(supplier), **declared)
    first = lot.bids.first()
    for said in ({"is_small": True}, {"is_small": False}, {"brand": "联想"}):
        with pytest.raises(IntegrityError, match="known when its box is open"), transaction.atomic():
            lot.bids.filter(pk=first.pk).update(**said)
    lot = steps_bids.pass_opening(cast, lot)
    assert list(lot.bids.values_list("is_small", "brand")) == [
        (True, name(cast.huaxing)),
        (False, "联想"),
        (False, name(cast.lantian)),
    ]
    for said in ({"is_small": False}, {"brand": "华为"}):
        with pytest.raises(IntegrityError, match="what an opened bid says stays"), transaction.atomic():
            lot.bids.filter(pk=first.pk).update(**said)
    shown = case_page(cast.agent, lot)
    assert shown.count("声明为小型、微型企业。") == 1
    assert "核心产品品牌：联想。" in shown


# ---- 价格扣除 ------------------------------------------------------------------------------------------------------------


def ranked(lot):
    return [
        (each.rank, each.bid.organisation.name, each.price, each.evaluated_price)
        for each in evaluation.evaluation_of(lot).results.select_related("bid__organisation")
    ]


@pytest.mark.covers("H30", "H38")
def test_a_small_firm_is_evaluated_by_its_price_less_the_deduction_and_is_paid_its_price(cast, tmp_path):
    lot = opened(cast, ("540000", {}), ("560000", SMALL), ("585000", {}))
    lot = evaluation.evaluate(cast, lot)
    assert paper_of(lot).startswith(b"%PDF-")
    assert ranked(lot) == [
        (1, name(cast.mingde), Decimal(560000), Decimal(504000)),
        (2, name(cast.huaxing), Decimal(540000), Decimal(540000)),
        (3, name(cast.lantian), Decimal(585000), Decimal(585000)),
    ]
    content = evaluation.evaluation_of(lot).report.content
    assert content["deductions"] == [[name(cast.mingde), "560,000.00", "10%", "504,000.00"]]
    shown = case_page(cast.agent, lot)
    assert shown.count("评审价 504,000.00 元（小微企业扣除 10%）") == shown.count("小微企业扣除") == 1
    lot = evaluation.award(cast, lot)
    assert lot.price == Decimal(560000)
    notice = json.dumps(Notice.objects.get(kind="tendering.award").facts, ensure_ascii=False)
    assert "中标单位为小型、微型企业，评审时扣除 10%，评审价 504,000.00 元" in notice

    client = Client()
    client.force_login(cast.supervisor.filer)
    case = json.loads(client.get(reverse("tendering:case_file", args=[lot.pk])).content)
    assert [bid["deduction"] for bid in case["bids"]] == ["0", "10.00", "0"]

    def recompute():
        file = tmp_path / "award.json"
        file.write_text(json.dumps(case))
        script = Path(settings.BASE_DIR) / "tools" / "recompute_award.py"
        done = subprocess.run([sys.executable, script, file], capture_output=True, text=True, check=False)
        return done.returncode, done.stdout

    assert recompute()[0] == 0
    case["bids"][1]["deduction"] = "0"
    assert recompute()[0] == 1


@pytest.mark.covers("H38")
def test_the_committee_withholds_a_deduction_from_a_declaration_that_does_not_hold(cast):
    lot = opened(cast, ("540000", {}), ("560000", SMALL), ("585000", {}))
    held = reviewing(cast, lot)
    chief, other = leader(lot), seats(lot)[2]
    big, small, _ = lot.bids.order_by("pk")
    assert "评审价 504,000.00 元（小微企业扣除 10%）" in room(lot)

    def withhold(bid, seat=chief, reason="没有附《中小企业声明函》"):
        return pricing.withhold(
            evaluation=held, seat=seat, bid=bid, reason=reason, actor=actor_of(seat), now=clock.now()
        )

    for call, sentence in (
        (lambda: withhold(small, seat=other), "由评标组长办理。"),
        (lambda: withhold(small, reason=" "), "请写明不予价格扣除的原因。"),
        (lambda: withhold(big), "该投标人没有价格扣除。"),
    ):
        with pytest.raises(Refused, match=sentence):
            call()
    made = withhold(small)
    with pytest.raises(Refused, match="该投标人没有价格扣除"):
        withhold(small)
    with pytest.raises(IntegrityError, match="only ever added"), transaction.atomic():
        WithheldDeduction.objects.filter(pk=made.pk).update(reason="改")
    shown = room(lot)
    assert "不予价格扣除：没有附《中小企业声明函》" in shown
    assert "504,000.00" not in shown
    content = evaluation.close_totals(lot).report.content
    assert (content["deductions"], content["withheld"]) == (
        [],
        [[name(cast.mingde), "没有附《中小企业声明函》"]],
    )
    assert paper_of(lot).startswith(b"%PDF-")
    assert [row[1] for row in ranked(lot)] == [name(cast.huaxing), name(cast.mingde), name(cast.lantian)]


@pytest.mark.covers("H38")
def test_the_database_refuses_an_evaluated_price_that_is_not_the_price_less_its_deduction(cast):
    lot = opened(cast, ("540000", {}), ("560000", SMALL), ("585000", {}))
    held = reviewing(cast, lot)
    result = {"evaluation": held, "bid": lot.bids.first(), "price": Decimal("0.15"), "deduction": 10}
    for wrong in ("0.13", "0.15"):
        with pytest.raises(IntegrityError, match="price_less_its_deduction"), transaction.atomic():
            BidResult.objects.create(evaluated_price=Decimal(wrong), **result)
    with pytest.raises(IntegrityError, match="who_is_set_aside_is_valid"), transaction.atomic():
        BidResult.objects.create(evaluated_price=Decimal("0.14"), rank=1, set_aside="同品牌", **result)
    BidResult.objects.create(evaluated_price=Decimal("0.14"), set_aside="同品牌", **result)  # 0.135, half up


# ---- 同品牌 --------------------------------------------------------------------------------------------------------------


@pytest.mark.covers("H38")
def test_one_bid_of_a_brand_is_ranked_and_the_others_are_told_why_not(cast):
    lot = opened(
        cast,
        ("540000", {"brand": "Lenovo 联想"}),
        ("530000", {"brand": " ＬＥＮＯＶＯ　 联想"}),
        ("585000", {"brand": "华为"}),
        ("550000", {"brand": "同方"}),
    )
    reviewing(cast, lot)
    shown = room(lot)
    assert f"{name(cast.huaxing)}、{name(cast.mingde)}的核心产品为同一品牌" in shown
    assert shown.count("同品牌按一家投标人计算") == 1
    evaluation.close_totals(lot)
    lot = evaluation.sign(lot)
    results = list(evaluation.evaluation_of(lot).results.select_related("bid__organisation"))
    assert [(each.rank, each.bid.organisation) for each in results] == [
        (1, cast.mingde.organisation),
        (2, cast.xiangjiang.organisation),
        (3, cast.lantian.organisation),
        (None, cast.huaxing.organisation),
    ]
    reason = results[3].set_aside
    assert reason.startswith("核心产品与其他投标人为同一品牌")
    assert [each.set_aside for each in results[:3]] == [None] * 3
    brands = {row[0]: row[1:] for row in evaluation.evaluation_of(lot).report.content["brands"]}
    assert brands[name(cast.huaxing)] == ["Lenovo 联想", reason]
    assert brands[name(cast.lantian)] == ["华为", "—"]
    assert paper_of(lot).startswith(b"%PDF-")
    assert reason in case_page(cast.agent, lot)
    evaluation.award(cast, lot)
    told = Message.objects.filter(kind="tendering.not_awarded", user=cast.huaxing.filer).get().text
    assert reason in told
    assert [other for other in ("明德", "Lenovo") if other in told] == []


@pytest.mark.covers("H38")
def test_three_bids_of_two_brands_are_too_few_and_of_no_core_product_enough(cast):
    alike = {"brand": "联想"}
    lot = opened(cast, ("540000", alike), ("530000", alike), ("585000", {"brand": "华为"}))
    evaluation.gather(cast, lot)
    evaluation.fill_in(lot, SheetPart.CONFORMITY, all_pass)
    control = evaluation.evaluation_of(lot)
    control.lot.document.core_product = None
    assert (Reckoning(control).brands, Reckoning(control).too_few) == ({}, None)
    held = evaluation.close_examination(lot)
    assert held.failure.startswith("合格的投标人 3 家，同品牌的按一家计算为 2 家，不足 3 家")
    assert [each.rank for each in held.results.all()] == [None] * 3


# ---- traces -------------------------------------------------------------------------------------------------------------


def signs(lot):
    """The kinds of the warnings, each with the suppliers whose bids it is about."""
    held = evaluation.evaluation_of(lot)
    names = dict(lot.bids.values_list("pk", "organisation__name"))
    return {each.kind: sorted(names[key] for key in each.bids) for each in Reckoning(held).warnings}


@pytest.mark.covers("H37")
def test_two_bids_of_one_browser_are_told_after_the_opening_and_none_without_a_mark(cast):
    mark = "0f" * 16
    lot = opened(cast, ("540000", {"device": mark}), ("560000", {"device": mark}), ("585000", {}))
    devices = list(lot.bids.values_list("device", flat=True))
    assert devices[:2] == [mark, mark]
    assert devices[2] not in (None, mark)
    evaluation.gather(cast, lot)
    assert signs(lot)[Kind.DEVICE] == [name(cast.huaxing), name(cast.mingde)]
    assert "制作或者上传设备相同" in room(lot)


@pytest.mark.covers("H37")
@pytest.mark.parametrize("device", ["", "0F" * 16, "0f" * 15, "\0", ["0f" * 16], "0f" * 16 + "\n"])
def test_a_missing_or_malformed_mark_of_a_browser_is_no_fault(device):
    assert read(steps_bids.offer("560000") | {"device": device}).device is None


@pytest.mark.covers("H37")
def test_files_that_name_one_author_are_told_and_a_damaged_one_stops_nothing(cast):
    evaluation.experts(cast)
    lot = shortcuts.to_bidding(cast, steps.register(cast)[0])
    whole = authored_pdf("王伟")
    papers = (
        [("技术部分.pdf", whole), ("报价部分.pdf", whole[: len(whole) // 2])],
        [("技术部分.docx", office(**{"docProps/core.xml": core("王 伟")}))],
        [("技术部分.pdf", authored_pdf("赵敏"))],
    )
    for supplier, sent in zip(cast.suppliers, papers, strict=False):
        steps_bids.bid(cast, lot, supplier, "560000", papers={"技术": sent})
    lot = steps_bids.pass_opening(cast, lot)
    files.open_due(now=clock.now())
    taken = OpenedFile.objects.order_by("sealed__offer", "sealed__place").values_list("authors", "reason")
    assert [authors for authors, _ in taken] == [["王伟"], [], ["王 伟"], ["赵敏"]]
    assert [reason is None for _, reason in taken] == [True, False, True, True]
    evaluation.gather(cast, lot)
    assert signs(lot)[Kind.AUTHOR] == [name(cast.huaxing), name(cast.mingde)]
