"""投标: what is taken until the hour, and what never (H36, 87号令 第三十二–三十四条, 第四十一条)."""

import json
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.urls import reverse

from pingzhun.directory import services
from pingzhun.documents import uploads
from pingzhun.filings import lifecycle
from pingzhun.filings.driving import FormRefused, submit
from pingzhun.flow.guards import Refused
from pingzhun.markets.tendering import bidding, course
from pingzhun.markets.tendering.course import LotState
from pingzhun.markets.tendering.demo import shortcuts, steps, steps_bids
from pingzhun.markets.tendering.desks.bidding import MyBidsWorklist
from pingzhun.markets.tendering.desks.bonds import BidBondDesk
from pingzhun.markets.tendering.models import Bid, BidBond, Lot
from pingzhun.messages.models import Message
from pingzhun.regimes import clock
from pingzhun.sealing import box, driving, twin
from pingzhun.sealing.check_receipt import faults
from pingzhun.sealing.files import SLOT
from pingzhun.sealing.models import Box, OpenedOffer, OpeningKey, SealedOffer
from pingzhun.sealing.receipts import public_key, receipt

BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture
def lot(cast) -> Lot:
    return shortcuts.to_bidding(cast, steps.register(cast)[0])


def attach(filing, user, ciphertexts) -> None:
    for name, content in ciphertexts:
        uploads.receive_whole(
            folder=filing.folder,
            slots=(SLOT,),
            slot=SLOT.key,
            name=name,
            file=ContentFile(content),
            user=user,
            now=clock.now(),
        )


def live(lot: Lot) -> set[str]:
    return {each.organisation.name for each in lot.bids.filter(withdrawn_at=None)}


@pytest.mark.covers("H36")
def test_a_bid_is_sealed_replaced_and_withdrawn_until_the_hour_with_a_signed_receipt(cast, lot):
    steps_bids.bid(cast, lot, cast.huaxing, "560000")
    first = box.live_offer(case=lot, organisation=cast.huaxing.organisation)
    steps_bids.bid(cast, lot, cast.huaxing, "555000")
    second = box.live_offer(case=lot, organisation=cast.huaxing.organisation)
    assert (first.version, second.version, second.files.count()) == (1, 2, 4)
    assert [each.round for each in Bid.objects.all()] == [1], "a replacement is the same bid"
    statement = json.loads(receipt(second)["statement"])
    assert (statement["sha256"], statement["organisation"]) == (
        second.sha256,
        cast.huaxing.organisation.credit_code,
    )
    steps_bids.withdraw(lot, cast.huaxing)
    assert live(lot) == set()
    assert box.live_offer(case=lot, organisation=cast.huaxing.organisation) is None
    steps_bids.bid(cast, lot, cast.huaxing, "550000")
    assert (live(lot), Bid.objects.count()) == ({cast.huaxing.organisation.name}, 2)


@pytest.mark.covers("H36")
def test_who_has_not_the_document_the_bond_or_good_standing_does_not_bid(cast, lot):
    with pytest.raises(Refused, match="不在此环节"):
        steps_bids.submit_bid(lot, cast.huaxing, steps_bids.offer("560000"))
    steps_bids.join(lot, cast.huaxing)
    with pytest.raises(Refused, match=r"须缴纳投标保证金 6,000\.00 元"):
        steps_bids.submit_bid(lot, cast.huaxing, steps_bids.offer("560000"))
    with pytest.raises(FormRefused) as short:
        steps_bids.pay_bond(lot, cast.huaxing, amount="5999.99")
    with pytest.raises(FormRefused) as cash:
        steps_bids.pay_bond(lot, cast.huaxing, payment="cash")
    assert (set(short.value.errors), set(cash.value.errors)) == ({"amount"}, {"payment"})
    steps_bids.pay_bond(lot, cast.huaxing)
    services.suspend(
        organisation=cast.huaxing.organisation,
        kind="tendering.supplier",
        reason="虚假应标",
        days=90,
        imposed_by=cast.supervisor.organisation,
        now=clock.now(),
    )
    with pytest.raises(Refused, match="您单位已被停用"):
        steps_bids.submit_bid(lot, cast.huaxing, steps_bids.offer("560000"))
    assert (SealedOffer.objects.count(), Bid.objects.count()) == (0, 0)


@pytest.mark.covers("H36")
def test_whoever_buys_or_tenders_the_lot_does_not_bid_for_it(cast, lot):
    for player in (cast.entity, cast.agent):
        services.grant_capacity(
            organisation=player.organisation,
            kind="tendering.supplier",
            jurisdiction=cast.places["衡阳市"],
            now=clock.now(),
        )
        supplier = type(player)(player.organisation, player.filer, player.reviewer, cast.huaxing.kind)
        steps_bids.join(lot, supplier)
        with pytest.raises(Refused, match="不在此环节"):
            steps_bids.submit_bid(lot, supplier, steps_bids.offer("560000"))


@pytest.mark.covers("H36")
def test_a_bid_needs_its_files_and_capitals_that_fit_the_form(cast, lot):
    steps_bids.bid(cast, lot, cast.mingde, "540000")
    with pytest.raises(Refused, match="没有投标文件"):
        steps_bids.bid(cast, lot, cast.huaxing, "560000", papers={})
    with pytest.raises(FormRefused) as refused:
        steps_bids.bid(cast, lot, cast.huaxing, "0", price_in_words="")
    assert set(refused.value.errors) == {"sealed-price", "sealed-price_in_words"}
    assert live(lot) == {cast.mingde.organisation.name}


@pytest.mark.covers("H36")
def test_a_bond_on_which_a_bid_rests_stays_recorded(cast, lot, now):
    steps_bids.join(lot, cast.huaxing)
    bond = steps_bids.pay_bond(lot, cast.huaxing)
    lifecycle.withdraw(bond, actor=cast.huaxing.files, now=now)
    said = {"amount": "6500", "payment": "guarantee", "payer": "长沙银行", "payer_account": ""}
    submit(BidBondDesk, cast.huaxing.files, said | {"paid_on": "2026-11-01"}, filing=bond)
    steps_bids.bid(cast, lot, cast.huaxing, "560000")
    with pytest.raises(Refused, match="保证金登记不能撤回"):
        lifecycle.withdraw(BidBond.objects.get(), actor=cast.huaxing.files, now=now)


@pytest.mark.covers("H36", "H26")
def test_a_change_asks_every_bidder_to_confirm_and_a_bid_that_is_not_confirmed_says_so(cast, lot):
    for player, price in ((cast.huaxing, "560000"), (cast.mingde, "555000"), (cast.lantian, "550000")):
        steps_bids.bid(cast, lot, player, price)
    now, later = clock.now(), lot.opens_at + timedelta(days=5)
    course.change(lot, actor=cast.centre.reviews, now=now, opens_at=later)
    bidding.move_deadline(lot, opens_at=later, now=now)
    assert Box.objects.get().closes_at == later
    assert Message.objects.filter(kind="tendering.to_confirm").count() == 6
    mine = MyBidsWorklist().cases(cast.huaxing.files)
    assert mine.get().my_bid == "请重新确认"
    steps_bids.confirm_bid(lot, cast.huaxing)
    steps_bids.bid(cast, lot, cast.mingde, "545000")
    assert mine.get().my_bid == "已投标"
    with pytest.raises(Refused, match="不在此环节"):
        steps_bids.confirm_bid(lot, cast.mingde)
    asked = Bid.objects.filter(to_confirm_since__isnull=False)
    assert [each.organisation for each in asked] == [cast.lantian.organisation]
    lot = steps_bids.pass_opening(cast, lot)
    assert (lot.state, lot.bids.filter(price__isnull=False).count()) == (LotState.EVALUATING, 3)


@pytest.mark.covers("H27", "H28", "H36")
def test_a_suspended_lot_takes_no_bids_and_goes_on_with_those_it_has(cast, lot):
    steps_bids.bid(cast, lot, cast.huaxing, "560000")
    steps_bids.join(lot, cast.mingde)
    steps_bids.pay_bond(lot, cast.mingde)
    now, centre = clock.now(), cast.centre.reviews
    course.suspend(lot, actor=centre, now=now, reason="采购需求调整")
    bidding.suspend(lot, now=now)
    lot = steps_bids.pass_deadline(cast, lot)
    assert (lot.state, Box.objects.get().called_at) == (LotState.SUSPENDED, None)
    with pytest.raises(Refused, match="不在此环节"):
        steps_bids.bid(cast, lot, cast.mingde, "550000")
    now = clock.now()
    with pytest.raises(Refused, match="截止时间只能"), transaction.atomic():
        bidding.move_deadline(lot, opens_at=now - timedelta(minutes=30), now=now)
    course.resume(lot, actor=centre, now=now, opens_at=now + timedelta(days=10))
    bidding.move_deadline(lot, opens_at=now + timedelta(days=10), now=now)
    lot = steps.again(lot)
    steps_bids.bid(cast, lot, cast.mingde, "550000")
    steps_bids.bid(cast, lot, cast.lantian, "540000")
    assert steps_bids.pass_opening(cast, lot).state == LotState.EVALUATING


@pytest.mark.covers("H27")
def test_a_cancelled_lot_is_never_opened(cast, lot):
    for player in cast.suppliers:
        steps_bids.bid(cast, lot, player, "560000")
    course.cancel(lot, actor=cast.centre.reviews, now=clock.now(), reason="资金未落实")
    bidding.cancel(lot, now=clock.now())
    steps_bids.pass_opening(cast, lot)
    assert (Box.objects.get().abandoned_at is None, OpenedOffer.objects.count()) == (False, 0)


@pytest.mark.covers("H36")
def test_nothing_comes_changes_or_goes_after_the_hour(cast, lot):
    for player in (cast.huaxing, cast.mingde, cast.lantian):
        steps_bids.bid(cast, lot, player, "560000")
    steps_bids.join(lot, cast.xiangjiang)
    steps_bids.pay_bond(lot, cast.xiangjiang)
    clock.shift_forward(lot.opens_at - clock.now() + timedelta(seconds=1), actor_user=cast.centre.filer)
    for late in (
        lambda: steps_bids.submit_bid(lot, cast.xiangjiang, steps_bids.offer("1000")),
        lambda: steps_bids.submit_bid(lot, cast.huaxing, steps_bids.offer("1000")),
        lambda: steps_bids.withdraw(lot, cast.huaxing),
    ):
        with pytest.raises(Refused, match="投标已经截止"):
            late()
    assert (SealedOffer.objects.live().count(), Bid.objects.filter(withdrawn_at=None).count()) == (3, 3)


@pytest.mark.covers("H36")
def test_the_database_itself_takes_bids_only_of_who_has_the_document_while_bidding_is_open(cast, lot):
    def put(**changes):
        said = {"lot": lot, "round": 1, "organisation": cast.huaxing.organisation}
        with transaction.atomic():
            return Bid.objects.create(**said | {"submitted_at": clock.now()} | changes)

    with pytest.raises(IntegrityError, match="a bid comes and goes with its envelope, before the hour"):
        put()
    organisation = cast.huaxing.organisation
    held = box.box_of(case=lot)
    envelope = twin.make({}, box=held, credit_code=organisation.credit_code)
    box.seal(
        case=lot,
        organisation=organisation,
        envelope=envelope,
        user=cast.huaxing.filer,
        now=clock.now(),
        idempotency_key="1",
    )
    with pytest.raises(IntegrityError, match="who bids has the document"):
        put()
    steps_bids.join(lot, cast.huaxing)
    with pytest.raises(IntegrityError, match="bids come and go while bidding is open"):
        put(round=2)
    with pytest.raises(IntegrityError, match="known when its box is open"):
        put(period="三十日")
    control = put()
    with pytest.raises(IntegrityError, match="a_supplier_has_one_live_bid_in_a_round"):
        put()
    with pytest.raises(IntegrityError, match="with its envelope"), transaction.atomic():
        Bid.objects.filter(pk=control.pk).update(withdrawn_at=clock.now())
    bidding.withdraw(lot, organisation, now=clock.now())
    control.refresh_from_db()
    assert control.withdrawn_at is not None


@pytest.mark.covers("H36")
def test_without_the_keys_of_all_three_no_box_is_made(cast):
    lot = steps.register(cast)[0]
    OpeningKey.objects.filter(organisation=cast.centre.organisation).update(retired_at=clock.now())
    with pytest.raises(Refused, match="交易中心“衡阳市公共资源交易中心”没有开启密钥"), transaction.atomic():
        shortcuts.to_bidding(cast, lot)
    assert Box.objects.count() == 0


@pytest.mark.covers("H36", "P3")
def test_the_page_seals_in_the_browser_takes_the_same_request_twice_and_refuses_plaintext(cast, lot, client):
    steps_bids.join(lot, cast.huaxing)
    steps_bids.pay_bond(lot, cast.huaxing)
    client.force_login(cast.huaxing.filer, backend=BACKEND)
    client.post(reverse("desks:tendering.bid.begin"), {"case": lot.pk})
    filing = lot.filings.get(desk="tendering.bid")
    page = reverse("desks:tendering.bid.page", args=[filing.pk])
    html = client.get(page).content.decode()
    assert ('data-sealed="price_in_words"' in html, 'name="sealed-' in html) == (True, False)
    contact = {"contact_name": "黄伟", "contact_mobile": "13734000001"}
    assert client.post(page, contact | {"action": "submit", "sealed-price": "5"}).status_code == 400
    identity = twin.new_identity()
    ciphertexts, declared = driving.seal_files([("a.pdf", b"%PDF-")], identity, part="技术")
    said = steps_bids.offer("560000")
    envelope = steps_bids.sealed(lot, cast.huaxing.organisation, said, identity=identity, files=declared)
    body = contact | {"action": "submit", "envelope": envelope}
    assert "没有上传完整" in client.post(page, body).content.decode()
    attach(filing, cast.huaxing.filer, ciphertexts)
    answers = [client.post(page, body) for _ in range(2)]
    assert [(each.status_code, each.url) for each in answers] == [(302, page)] * 2
    assert (SealedOffer.objects.count(), Bid.objects.count()) == (1, 1)
    assert "下载递交回执" in client.get(page).content.decode()
    offer = SealedOffer.objects.get()
    given = client.get(reverse("sealing:receipt", args=[offer.pk])).json()
    held = {"ciphertext": bytes(offer.ciphertext), "files": [content for _, content in ciphertexts]}
    assert faults(given, key=public_key(), **held) == []
    assert faults(given, key=public_key(), **held | {"ciphertext": b"other"}) == ["密文与回执不符。"]


def test_my_bids_cost_the_same_for_one_lot_and_for_many(cast, client, django_assert_max_num_queries):
    lots = steps.register(
        cast, lots=[{"name": f"第 {number} 包", "ceiling": "100000", "bond": "0"} for number in range(6)]
    )
    client.force_login(cast.huaxing.filer, backend=BACKEND)
    url = reverse("desks:tendering.my-bids")
    for lot in lots[:1]:
        steps_bids.join(shortcuts.to_bidding(cast, lot), cast.huaxing)
    with django_assert_max_num_queries(40) as one:
        client.get(url)
    for lot in lots[1:]:
        steps_bids.join(shortcuts.to_bidding(cast, lot), cast.huaxing)
    with django_assert_max_num_queries(len(one)):
        client.get(url)
