"""开标: too few, opened by two of three, the hall, the record and the bonds (H37, 87号令 第四十–四十二条)."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from pingzhun.deadlines import schedule
from pingzhun.experts.models import Panel, Seat
from pingzhun.filings.driving import FormRefused, approve, submit
from pingzhun.flow.guards import Refused
from pingzhun.markets.tendering import course, hall, opening, record
from pingzhun.markets.tendering.course import LotState
from pingzhun.markets.tendering.demo import shortcuts, steps, steps_bids
from pingzhun.markets.tendering.desks.bidding import BidDesk
from pingzhun.markets.tendering.desks.bonds import BondReturnsOverview, standing
from pingzhun.markets.tendering.desks.opening import OpeningFailureDesk
from pingzhun.markets.tendering.models import Bid, BidBond, Lot, OpeningRemark
from pingzhun.messages.models import Message
from pingzhun.regimes import clock
from pingzhun.sealing import box, driving, twin
from pingzhun.sealing.envelope import serialised
from pingzhun.sealing.files import SLOT
from pingzhun.sealing.models import Box, OpenedOffer

BACKEND = "django.contrib.auth.backends.ModelBackend"
PRICES = ("560000", "555000", "550000")


@pytest.fixture
def lot(cast) -> Lot:
    """In 投标中 with three bids."""
    made = shortcuts.to_bidding(cast, steps.register(cast)[0])
    for player, price in zip(cast.suppliers, PRICES, strict=False):
        steps_bids.bid(cast, made, player, price)
    return made


def told(kind: str) -> set[str]:
    return {
        each.user.membership.organisation.name for each in Message.objects.filter(kind=kind).select_related()
    }


def page_of(client, player, lot: Lot, name: str = "tendering:hall", query: str = "") -> tuple[int, str]:
    client.force_login(player.filer, backend=BACKEND)
    answer = client.get(reverse(name, args=[lot.pk]) + query)
    return answer.status_code, answer.content.decode()


@pytest.mark.covers("H37")
def test_fewer_than_three_bids_are_not_opened_and_stay_sealed_for_ever(cast, lot):
    steps_bids.withdraw(lot, cast.lantian)
    lot = steps_bids.pass_deadline(cast, lot)
    assert lot.state == LotState.FAILING
    assert lot.failure_reason.startswith("投标人 2 家，不足 3 家，不予开标")
    assert "第四十一条" in lot.failure_reason
    for holder in (cast.entity, cast.agent, cast.centre):
        with pytest.raises(Refused, match="不在待开启状态"):
            driving.release(Box.objects.get(), holder.organisation)
    assert (OpenedOffer.objects.count(), Box.objects.get().abandoned_at is None) == (0, False)
    assert told("tendering.not_opened") == {
        each.organisation.name for each in (cast.entity, cast.agent, cast.centre, cast.huaxing, cast.mingde)
    }


@pytest.mark.covers("H37")
def test_two_of_the_three_holders_open_what_was_sealed_and_it_stands_beside_each_bid(cast, lot):
    lot = steps_bids.pass_deadline(cast, lot)
    assert (lot.state, Bid.objects.filter(price__isnull=False).count()) == (LotState.OPENING, 0)
    assert told("tendering.to_open") == {
        each.organisation.name for each in (cast.entity, cast.agent, cast.centre)
    }
    held = Box.objects.get()
    driving.release(held, cast.agent.organisation)
    assert steps.again(lot).state == LotState.OPENING
    driving.release(held, cast.centre.organisation)
    lot = steps.again(lot)
    assert (lot.state, lot.opened_at is None) == (LotState.EVALUATING, False)
    assert [
        (bid.organisation, bid.price, bid.stated_price, bid.price_in_words, bid.invalid_reason)
        for bid in opening.live_bids(lot)
    ] == [
        (cast.huaxing.organisation, Decimal(560000), Decimal(560000), "伍拾陆万元整", None),
        (cast.mingde.organisation, Decimal(555000), Decimal(555000), "伍拾伍万伍仟元整", None),
        (cast.lantian.organisation, Decimal(550000), Decimal(550000), "伍拾伍万元整", None),
    ]
    assert not schedule.upcoming([f"case/{lot.pk}"], now=clock.now()).filter(
        kind__startswith="tendering.opening"
    )


@pytest.mark.covers("H37")
def test_capitals_prevail_and_what_does_not_fit_is_invalid_with_its_reason_and_stops_nobody(cast):
    lot = shortcuts.to_bidding(cast, steps.register(cast)[0])
    steps_bids.bid(cast, lot, cast.huaxing, "560000", price_in_words="伍拾伍万元整")
    steps_bids.bid(cast, lot, cast.mingde, "560000", price_in_words="五十六万")
    steps_bids.bid(cast, lot, cast.lantian, "600000.01")
    steps_bids.join(lot, cast.xiangjiang)
    steps_bids.pay_bond(lot, cast.xiangjiang)
    code = cast.xiangjiang.organisation.credit_code
    ciphertexts, declared = driving.seal_files([("a.pdf", b"x")], twin.new_identity(), part="技术")
    bad = twin.make({"price": ["1"]}, box=box.box_of(case=lot), credit_code=code, files=declared)
    contact = {"contact_name": "胡斌", "contact_mobile": "13734006001"}
    submit(
        BidDesk,
        cast.xiangjiang.files,
        contact,
        case=lot,
        envelope=serialised(bad),
        files={SLOT.key: ciphertexts},
    )
    lot = steps_bids.pass_opening(cast, lot)
    said = {bid.organisation: bid for bid in opening.live_bids(lot)}
    repaired, unread, high, unfit = (said[player.organisation] for player in cast.suppliers)
    assert (repaired.price, repaired.stated_price) == (Decimal(550000), Decimal(560000))
    assert "以大写金额为准" in repaired.repair
    assert (unread.price, unread.repair) == (Decimal(560000), "大写金额无法辨认，由评标委员会认定。")
    assert (high.price, high.invalid_reason) == (Decimal("600000.01"), "投标报价超过最高限价")
    assert (unfit.price, unfit.invalid_reason) == (None, "投标内容不符合填写要求")
    with pytest.raises(IntegrityError, match="a bid above the ceiling is invalid"), transaction.atomic():
        Bid.objects.filter(pk=high.pk).update(invalid_reason=None)
    with pytest.raises(IntegrityError, match="what an opened bid says stays"), transaction.atomic():
        Bid.objects.filter(pk=repaired.pk).update(price=Decimal(1))


@pytest.mark.covers("H37")
def test_where_the_holders_do_not_come_the_lot_is_given_up_and_what_was_bid_stays_sealed(cast, lot):
    lot = steps_bids.pass_deadline(cast, lot)
    given = {"reason": "两家单位的密钥文件损坏"}
    files = {"statement": steps.paper("情况说明")}
    with pytest.raises(Refused, match="仍未能开启的，方可办理"):
        submit(OpeningFailureDesk, cast.agent.files, given, case=lot, files=files)
    for minutes in (15, 60):
        schedule.fire_due(now=clock.shift_forward(timedelta(minutes=minutes), actor_user=cast.centre.filer))
    assert "tendering.opening_reminder" in set(Message.objects.values_list("kind", flat=True))
    assert cast.supervisor.organisation.name in told("tendering.opening_overdue")
    filing = submit(
        OpeningFailureDesk, cast.agent.files, given, case=lot, files={"statement": steps.paper("说明")}
    )
    approve(filing, cast.centre.reviews)
    assert steps.again(lot).state == LotState.FAILING
    with pytest.raises(Refused, match="不在待开启状态"):
        driving.release(Box.objects.get(), cast.agent.organisation)


@pytest.mark.covers("H37", "H39")
def test_nobody_opens_the_bids_of_a_lot_that_is_halted(cast, lot, now):
    lot = steps_bids.pass_deadline(cast, lot)
    course.halt(lot, actor=cast.supervisor.reviews, now=clock.now(), reason="投诉处理")
    with pytest.raises(Refused, match="采购活动已暂停：投诉处理"):
        driving.release(Box.objects.get(), cast.agent.organisation)
    course.unhalt(steps.again(lot), actor=cast.supervisor.reviews, now=clock.now())
    driving.open_waiting()
    assert steps.again(lot).state == LotState.EVALUATING


@pytest.mark.covers("H37")
def test_the_hall_is_for_those_who_take_part_and_names_nobody_before_the_hour(cast, lot, client):
    present = (cast.huaxing, cast.agent, cast.entity, cast.centre, cast.supervisor)
    absent = (cast.xiangjiang, cast.other_agent, cast.other_entity, cast.other_centre)
    names = [player.organisation.name for player in cast.suppliers[:3]]
    for player in absent:
        assert page_of(client, player, lot)[0] == 404
        assert page_of(client, player, lot, "tendering:wall")[0] == 404
    for player in present:
        status, html = page_of(client, player, lot)
        others = [name for name in names if name != player.organisation.name]
        assert (status, "data-countdown" in html, [name for name in others if name in html]) == (
            200,
            True,
            [],
        )
        assert "投标人 3 家" not in html
        _, case = page_of(client, player, lot, "console:case")
        assert [name for name in others if name in case] == []
    steps_bids.pass_opening(cast, lot)
    for player in present:
        status, html = page_of(client, player, lot)
        assert (status, [name in html for name in names]) == (200, [True] * 3)
        assert "560,000.00" in html
    for player in absent[:1]:
        assert page_of(client, player, lot)[0] == 404
        status, case = page_of(client, player, lot, "console:case")
        assert (status, [name in case for name in names]) == (200, [True] * 3), (
            "the opening list is public now"
        )
        assert "投标文件：" not in case, "their files are not"


@pytest.mark.covers("H37")
def test_a_member_of_the_committee_has_no_place_in_the_hall_and_a_colleague_has(cast, lot):
    made = {"case": lot, "number": lot.evaluation, "size": 5, "experts": 4, "sealed_secret": b"secret"}
    panel = Panel.objects.create(**made, evaluates_at=lot.opens_at, drawn_at=clock.now())
    sits = cast.entity.reviewer
    Seat.objects.create(
        panel=panel, position=5, user=sits, name=sits.name, pseudonym="0" * 64, seated_at=clock.now()
    )
    assert list(hall.lots_in_the_hall(cast.entity.reviews)) == []
    assert list(hall.lots_in_the_hall(cast.entity.files)) == [lot]


@pytest.mark.covers("H37")
def test_the_wall_answers_nothing_while_nothing_has_changed_and_loads_the_page_when_the_hour_has_come(
    cast, lot, client
):
    status, html = page_of(client, cast.huaxing, lot)
    query = html.split('hx-get="')[1].split('"')[0].replace("&amp;", "&").partition("?")[2]
    assert page_of(client, cast.huaxing, lot, "tendering:wall", f"?{query}") == (204, "")
    steps_bids.pass_opening(cast, lot)
    moved = client.get(f"{reverse('tendering:wall', args=[lot.pk])}?{query}")
    assert (moved.status_code, moved.headers["HX-Refresh"]) == (200, "true")
    _, html = page_of(client, cast.huaxing, lot)
    query = html.split('hx-get="')[1].split('"')[0].replace("&amp;", "&").partition("?")[2]
    assert page_of(client, cast.huaxing, lot, "tendering:wall", f"?{query}") == (204, "")
    steps_bids.confirm_record(lot, cast.mingde)
    status, wall = page_of(client, cast.huaxing, lot, "tendering:wall", f"?{query}")
    assert (status, "已确认" in wall, "<form" in wall) == (200, True, False)


@pytest.mark.covers("H37")
def test_each_bidder_confirms_the_record_or_objects_once_and_the_record_says_so(cast, lot, client):
    with pytest.raises(Refused, match="已不能确认"):
        steps_bids.confirm_record(lot, cast.huaxing)
    lot = steps_bids.pass_opening(cast, lot)
    url = reverse("tendering:hall", args=[lot.pk])
    client.force_login(cast.huaxing.filer, backend=BACKEND)
    assert "请写明异议内容。" in client.post(url, {"action": "object"}).content.decode()
    kept = client.post(url, {"action": "confirm", "objection": "报价念错"}).content.decode()
    assert ("请点“提出异议”" in kept, "报价念错</textarea>" in kept) == (True, True)
    client.post(url, {"action": "object", "objection": "报价念错"})
    steps_bids.confirm_record(lot, cast.mingde)
    with pytest.raises(Refused, match="贵单位已确认"):
        steps_bids.confirm_record(lot, cast.mingde)
    assert [(each.organisation, each.objection) for each in OpeningRemark.objects.all()] == [
        (cast.huaxing.organisation, "报价念错"),
        (cast.mingde.organisation, None),
    ]
    assert told("tendering.objected") == {cast.agent.organisation.name, cast.entity.organisation.name}
    said = record.record(lot, Box.objects.get(), spoken=2)
    assert [row[:2] for row in said["remarks"]] == [
        ["湖南华星信息技术有限公司", "异议：报价念错"],
        ["衡阳明德教育装备有限公司", "确认"],
        ["长沙蓝天科技股份有限公司", "未确认"],
    ]
    assert record.record(lot, Box.objects.get(), spoken=1)["sha256"] != said["sha256"]
    assert said["number"] == f"{lot.code}-KB1-2"
    pdf = client.get(reverse("console:paper", args=[lot.pk, "opening-list"]))
    assert (pdf.status_code, pdf.content[:5]) == (200, b"%PDF-")
    assert b"open" in pdf.headers["Content-Disposition"].encode()


@pytest.mark.covers("H37")
def test_the_database_lets_only_bidders_speak_and_only_of_what_was_opened(cast, lot):
    def speak(player):
        with transaction.atomic():
            return OpeningRemark.objects.create(
                lot=lot,
                round=1,
                organisation=player.organisation,
                user=player.filer,
                made_at=clock.now(),
            )

    with pytest.raises(IntegrityError, match="bidders speak of what was opened"):
        speak(cast.huaxing)
    steps_bids.pass_opening(cast, lot)
    with pytest.raises(IntegrityError, match="bidders speak of what was opened"):
        speak(cast.xiangjiang)
    control = speak(cast.huaxing)
    with pytest.raises(IntegrityError, match="only ever added"), transaction.atomic():
        OpeningRemark.objects.filter(pk=control.pk).update(objection="改口")


@pytest.mark.covers("H36")
def test_bonds_are_due_back_five_workdays_after_what_the_law_names_and_overdue_ones_show(cast, lot):
    def rows():
        found = BondReturnsOverview().rows(cast.agent.files, now=clock.now())
        return [(each.organisation.name[:4], str(standing(each))) for each in found]

    assert rows() == []
    steps_bids.withdraw(lot, cast.lantian)
    assert rows() == [("长沙蓝天", "待退还")]
    steps_bids.bid(cast, lot, cast.lantian, "540000")
    assert rows() == [], "it has bid again"
    steps_bids.withdraw(lot, cast.lantian)
    lot = steps_bids.pass_deadline(cast, lot)
    course.publish_failure(lot, actor=cast.centre.reviews, now=clock.now())
    assert {name for name, _ in rows()} == {"湖南华星", "衡阳明德", "长沙蓝天"}
    clock.shift_forward(timedelta(days=10), actor_user=cast.centre.filer)
    assert {state for _, state in rows()} == {"逾期未退"}
    bond = BidBond.objects.get(organisation=cast.huaxing.organisation)
    steps_bids.return_bond(cast, bond)
    assert dict(rows())["湖南华星"].endswith("已退还")
    with pytest.raises(FormRefused, match="bond"):
        steps_bids.return_bond(cast, bond)


def test_the_returned_bonds_cost_the_same_queries_for_one_and_for_three(
    cast, lot, client, django_assert_max_num_queries
):
    url = reverse("desks:tendering.bond-returns")
    client.force_login(cast.agent.filer, backend=BACKEND)
    steps_bids.withdraw(lot, cast.lantian)
    with django_assert_max_num_queries(40) as one:
        client.get(url)
    for player in (cast.huaxing, cast.mingde):
        steps_bids.withdraw(lot, player)
    with django_assert_max_num_queries(len(one)):
        assert client.get(url).content.decode().count("待退还") == 3
