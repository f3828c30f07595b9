"""评标: from the sign-in to the report that all have signed (H33, H38)."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse

from pingzhun.filings.driving import FormRefused, submit
from pingzhun.flow.guards import Refused
from pingzhun.markets.tendering import committee, pricing, reports, sheets
from pingzhun.markets.tendering.course import LotState
from pingzhun.markets.tendering.demo import shortcuts, steps
from pingzhun.markets.tendering.demo import steps_evaluation as evaluation
from pingzhun.markets.tendering.demo.steps_evaluation import actor_of, all_pass, fair, leader, seats
from pingzhun.markets.tendering.desks.price_explanation import PriceExplanationDesk
from pingzhun.markets.tendering.evaluating import Stage
from pingzhun.markets.tendering.models import (
    BidResult,
    Evaluating,
    LotEvaluation,
    Mark,
    PriceExplanation,
    Sheet,
    SheetPart,
)
from pingzhun.markets.tendering.reckoning import Reckoning
from pingzhun.markets.tendering.sheets import Said
from pingzhun.messages.models import Message
from pingzhun.regimes import clock

PRICES = ("540000", "560000", "585000")


def opened(cast, prices=PRICES, **terms):
    """A lot in 评标中 with three bids, and experts in the roster."""
    evaluation.experts(cast)
    bidders = (cast.huaxing, cast.mingde, cast.lantian)
    lot = steps.register(cast, lots=[terms])[0]
    return shortcuts.to_evaluating(cast, lot, dict(zip(bidders, prices, strict=True)))


@pytest.fixture
def lot(cast):
    return opened(cast)


def bids_of(lot):
    return list(lot.bids.order_by("pk"))


def refused(call, *args, **kwargs):
    """The sentence that refuses."""
    with pytest.raises(Refused) as caught:
        call(*args, **kwargs)
    return str(caught.value)


def broken(sql, parameters):
    """The database's own refusal of what goes round the program."""
    with pytest.raises(IntegrityError) as caught, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, parameters)
    return str(caught.value).splitlines()[0]


def client_of(user):
    client = Client()
    client.force_login(user)
    return client


@pytest.mark.covers("H33", "H38")
def test_a_committee_evaluates_and_the_report_is_signed_by_all(cast, lot):
    lot = evaluation.evaluate(cast, lot)
    held = evaluation.evaluation_of(lot)
    results = list(held.results.all())
    assert (lot.state, held.state, held.signatures.count()) == (LotState.EVALUATED, Stage.REPORTED, 5)
    assert [each.rank for each in results] == [1, 2, 3]
    assert [each.total for each in results] == [each.price_score + each.review_score for each in results]
    assert max(each.price_score for each in results) == Decimal(30)
    assert [each.is_candidate for each in results] == [True, True, True]
    told = Message.objects.filter(kind="tendering.evaluated").values_list("user__name", flat=True)
    assert sorted(told) == sorted(["刘国平", "周敏", "欧阳明", "谭静"])
    assert broken("UPDATE tendering_bidresult SET rank = 9 WHERE id = %s", [results[0].pk]) == (
        "results are only ever added"
    )
    assert (
        broken("UPDATE tendering_lotevaluation SET failure = 'x' WHERE id = %s", [held.pk])
        == "what a report says stays"
    )


@pytest.mark.covers("H38")
def test_nobody_begins_before_all_are_there_and_an_expert_leads(cast, lot):
    evaluation.convene(cast, lot)
    first, second, *_, representative = members = seats(lot)
    actor, now = actor_of(first), clock.now()
    assert refused(committee.sign_in, lot=lot, seat=first, no_ties=False, actor=actor, now=now).startswith(
        "请先声明与投标人没有利害关系"
    )
    evaluation.sign_in(lot, who=members[:4])
    held = evaluation.evaluation_of(lot)
    assert (
        refused(committee.vote, evaluation=held, seat=representative, candidate=first, actor=actor, now=now)
        == "请先签到。"
    )
    evaluation.sign_in(lot, who=[representative])
    assert refused(
        committee.vote, evaluation=held, seat=first, candidate=representative, actor=actor, now=now
    ).startswith("采购人代表不得担任评标组长")
    assert refused(committee.begin, evaluation=held, seat=first, actor=actor, now=now) == "由评标组长办理。"
    chief = evaluation.elect(lot)
    assert chief == first
    assert (
        refused(committee.vote, evaluation=held, seat=second, candidate=second, actor=actor, now=now)
        == "已经推选出评标组长。"
    )
    assert refused(committee.begin, evaluation=held, seat=chief, actor=actor, now=now) == (
        "采购人或采购代理机构尚未完成资格审查。"
    )
    evaluation.examine_qualifications(cast, lot)
    committee.begin(evaluation=held, seat=chief, actor=actor, now=now)
    assert evaluation.evaluation_of(lot).state == Stage.EXAMINING


@pytest.mark.covers("H38")
def test_who_must_keep_away_is_replaced_and_no_longer_speaks(cast, lot):
    evaluation.convene(cast, lot)
    gone = seats(lot)[0]
    evaluation.sign_in(lot)
    committee.withdraw(lot=lot, seat=gone, reason="曾任该公司顾问", actor=actor_of(gone), now=clock.now())
    members = seats(lot)
    assert (gone in members, len(members)) == (False, 5)
    held = evaluation.evaluation_of(lot)
    assert (
        refused(
            committee.vote,
            evaluation=held,
            seat=gone,
            candidate=members[1],
            actor=actor_of(gone),
            now=clock.now(),
        )
        == "您已不是本项目的评标委员会成员。"
    )
    with pytest.raises(IntegrityError, match="only a live member"), transaction.atomic():
        Sheet.objects.create(evaluation=held, seat=gone, part=SheetPart.SCORING, begun_at=clock.now())
    sheet = Sheet.objects.create(
        evaluation=held, seat=members[1], part=SheetPart.SCORING, begun_at=clock.now()
    )
    assert sheet.pk
    assert client_of(gone.user).get(reverse("tendering:room", args=[lot.pk])).status_code == 404


@pytest.mark.covers("H38")
def test_fewer_than_three_qualified_bidders_are_not_evaluated(cast, lot):
    evaluation.convene(cast, lot)
    with pytest.raises(FormRefused, match="不合格的，请写明原因"):
        evaluation.examine_qualifications(cast, lot, unqualified={bids_of(lot)[0].pk: ""})
    evaluation.examine_qualifications(
        cast, lot, unqualified={bids_of(lot)[0].pk: "营业执照已注销"}, actor=cast.entity.files
    )
    lot = steps.again(lot)
    assert (lot.state, lot.failure_reason) == (
        LotState.FAILING,
        "合格的投标人 2 家，不足 3 家（依据：《政府采购货物和服务招标投标管理办法》（财政部令第87号）第四十四条）。",
    )
    assert evaluation.evaluation_of(lot).state == Stage.STOPPED


@pytest.mark.covers("H38")
def test_the_majority_decides_on_conformity_and_too_few_end_in_a_signed_report(cast, lot):
    evaluation.gather(cast, lot)
    rejected = bids_of(lot)[0]

    def judge(criterion, bid, member):
        fails = bid == rejected and member < 3
        return Said(passed=not fails, reason="投标函未加盖公章" if fails else None)

    held = evaluation.evaluation_of(lot)
    chief = leader(lot)
    evaluation.fill_in(lot, SheetPart.CONFORMITY, judge, who=seats(lot)[:4])
    assert (
        refused(sheets.close_examination, evaluation=held, seat=chief, actor=actor_of(chief), now=clock.now())
        == f"尚未提交符合性审查表：{seats(lot)[4].name}。"
    )
    evaluation.fill_in(lot, SheetPart.CONFORMITY, all_pass, who=seats(lot)[4:])
    assert evaluation.close_examination(lot).state == Stage.SIGNING
    lot = evaluation.sign(lot)
    result = BidResult.objects.get(bid=rejected)
    assert (lot.state, result.invalid_reason) == (
        LotState.FAILING,
        "符合性审查不通过（投标函签章：投标函未加盖公章）",
    )


@pytest.mark.covers("H38")
def test_scores_stay_within_their_points_and_a_submitted_sheet_is_final(cast, lot):
    held = evaluation.gather(cast, lot)
    first = seats(lot)[0]
    with pytest.raises(Refused, match="评标已进入“符合性审查”环节"):
        sheets.begin(evaluation=held, seat=first, part=SheetPart.SCORING, now=clock.now())
    evaluation.fill_in(lot, SheetPart.CONFORMITY, all_pass)
    evaluation.close_examination(lot)
    sheet = sheets.begin(evaluation=held, seat=first, part=SheetPart.SCORING, now=clock.now())
    criterion = lot.document.criteria.get(name="实施方案")
    bid = bids_of(lot)[0]
    key = (criterion.pk, bid.pk)
    with pytest.raises(IntegrityError, match="within the points"), transaction.atomic():
        sheets.keep(sheet=sheet, said={key: Said(points=Decimal("20.01"))}, now=clock.now())
    sheets.keep(sheet=sheet, said={key: Said(points=Decimal("20"))}, now=clock.now())
    said = refused(sheets.submit, sheet=sheet, said={key: Said(points=Decimal("20"))}, now=clock.now())
    assert f"{Reckoning(held).aliases[bid.pk]}的“实施方案”请写明评零分或者满分的理由。" in said
    assert f"{bid.organisation.name}的“类似业绩”尚未填写。" in said
    evaluation.fill_in(lot, SheetPart.SCORING, fair, who=[first])
    mark = Mark.objects.filter(sheet=sheet).first()
    final = "a submitted sheet is final"
    assert broken("UPDATE tendering_mark SET points = 1 WHERE id = %s", [mark.pk]) == final
    assert broken("DELETE FROM tendering_mark WHERE id = %s", [mark.pk]) == final
    assert broken("UPDATE tendering_sheet SET submitted_at = NULL WHERE id = %s", [sheet.pk]) == final
    assert refused(sheets.keep, sheet=sheet, said={}, now=clock.now()) == "评分表已提交，不能修改。"


@pytest.mark.covers("H38")
def test_objective_scores_must_agree_and_what_a_member_changes_is_kept(cast, lot):
    evaluation.gather(cast, lot)
    evaluation.fill_in(lot, SheetPart.CONFORMITY, all_pass)
    held = evaluation.close_examination(lot)
    odd, chief = seats(lot)[4], leader(lot)

    def judge(criterion, bid, member):
        given = fair(criterion, bid, member)
        if criterion.is_objective and member == 4 and bid == bids_of(lot)[0]:
            return Said(points=Decimal("1.00"))
        return given

    evaluation.fill_in(lot, SheetPart.SCORING, judge)
    with pytest.raises(Refused, match="客观评审因素“类似业绩”"):
        evaluation.close_totals(lot)
    asked = {"evaluation": held, "seat": odd, "part": SheetPart.SCORING, "request": "类似业绩应为同一分值"}
    assert refused(sheets.ask_again, leader=odd, actor=actor_of(odd), now=clock.now(), **asked) == (
        "由评标组长办理。"
    )
    again = sheets.ask_again(leader=chief, actor=actor_of(chief), now=clock.now(), **asked)
    assert (again.version, again.marks.count()) == (2, 9)
    with pytest.raises(Refused, match=f"尚未提交评分表：{odd.name}"):
        evaluation.close_totals(lot)
    said = {
        (mark.criterion_id, mark.bid_id): fair(mark.criterion, mark.bid, 4)
        for mark in again.marks.select_related("criterion", "bid")
    }
    sheets.submit(sheet=again, said=said, now=clock.now())
    content = evaluation.close_totals(lot).report.content
    assert [(row[0], row[1]) for row in content["again"]] == [(odd.name, "类似业绩应为同一分值")]
    assert content["again"][0][2].endswith(f"“类似业绩”由 1.00 分 改为 {fair_points(lot)} 分")


def fair_points(lot):
    criterion = lot.document.criteria.get(name="类似业绩")
    return fair(criterion, bids_of(lot)[0], 4).points


@pytest.mark.covers("H38")
def test_an_abnormally_low_price_is_asked_about_explained_and_rejected_by_the_majority_alone(cast):
    lot = opened(cast, prices=("200000", "560000", "585000"))
    evaluation.gather(cast, lot)
    evaluation.fill_in(lot, SheetPart.CONFORMITY, all_pass)
    held = evaluation.close_examination(lot)
    low, chief = bids_of(lot)[0], leader(lot)
    evaluation.fill_in(lot, SheetPart.SCORING, fair)
    with pytest.raises(Refused, match="的报价异常低，请先要求其说明"):
        evaluation.close_totals(lot)
    with pytest.raises(Refused, match="说明时间不得少于 30 分钟"):
        evaluation.ask_about_price(lot, low, minutes=29)
    inquiry = evaluation.ask_about_price(lot, low)
    voting = {
        "inquiry": inquiry,
        "seat": chief,
        "rejects": True,
        "reason": "低于成本",
        "actor": actor_of(chief),
    }
    assert refused(pricing.vote, now=clock.now(), **voting).startswith("投标人尚未说明")
    with pytest.raises(Refused):
        submit(PriceExplanationDesk, cast.mingde.files, {"text": "x"}, case=lot)
    submit(PriceExplanationDesk, cast.huaxing.files, {"text": "厂家特价机型，附授权书。"}, case=lot)
    assert PriceExplanation.objects.get().inquiry == inquiry
    for member, seat in enumerate(seats(lot)):
        pricing.vote(
            inquiry=inquiry,
            seat=seat,
            rejects=member < 3,
            reason="授权书不足以证明" if member < 3 else "可以接受",
            actor=actor_of(seat),
            now=clock.now(),
        )
    assert refused(pricing.vote, now=clock.now(), **voting) == "您已经表决。"
    assert Reckoning(held).rejected == {low.pk: "授权书不足以证明；授权书不足以证明；授权书不足以证明"}
    assert evaluation.close_totals(lot).failure.startswith("合格的投标人 2 家，不足 3 家")


@pytest.mark.covers("H38")
def test_a_repaired_price_is_confirmed_by_its_bidder_and_counts(cast):
    lot = opened(cast, evaluating=Evaluating.LOWEST_PRICE)
    evaluation.gather(cast, lot)
    evaluation.fill_in(lot, SheetPart.CONFORMITY, all_pass)
    held, chief = evaluation.close_examination(lot), leader(lot)
    repaired = {
        "evaluation": held,
        "seat": chief,
        "bid": bids_of(lot)[0],
        "price": Decimal("590000"),
        "reason": "大小写不一致，以大写为准",
        "actor": actor_of(chief),
        "now": clock.now(),
    }
    assert refused(pricing.repair, confirmed=False, **repaired).startswith("修正后的报价须经投标人书面确认")
    assert refused(pricing.repair, confirmed=True, **(repaired | {"price": Decimal("600001")})) == (
        "修正后的报价须大于零，且不超过最高限价 600,000.00 元。"
    )
    pricing.repair(confirmed=True, **repaired)
    assert (
        refused(sheets.begin, evaluation=held, seat=chief, part=SheetPart.SCORING, now=clock.now())
        == "本项目采用最低评标价法，不评分。"
    )
    results = evaluation.close_totals(lot).results.all()
    assert [(each.rank, each.price) for each in results] == [
        (1, Decimal("560000.00")),
        (2, Decimal("585000.00")),
        (3, Decimal("590000.00")),
    ]


@pytest.mark.covers("H38")
def test_equal_bids_are_parted_by_a_draw_that_names_nobody(cast):
    lot = opened(cast, prices=("550000", "550000", "585000"), evaluating=Evaluating.LOWEST_PRICE)
    held = evaluation.gather(cast, lot)
    evaluation.fill_in(lot, SheetPart.CONFORMITY, all_pass)
    evaluation.close_examination(lot)
    evaluation.close_totals(lot)
    draw = lot.draws.get(purpose="并列名次-1")
    tied = {Reckoning(held).aliases[bid.pk]: bid for bid in bids_of(lot)[:2]}
    assert sorted(draw.members) == sorted(tied)
    ranked = [result.bid for result in held.results.filter(rank__lte=2).order_by("rank")]
    assert ranked == [tied[alias] for alias in draw.winners]


@pytest.mark.covers("H38")
def test_a_dissent_is_kept_and_who_refuses_to_sign_without_a_reason_agrees(cast, lot):
    evaluation.gather(cast, lot)
    evaluation.fill_in(lot, SheetPart.CONFORMITY, all_pass)
    evaluation.close_examination(lot)
    evaluation.fill_in(lot, SheetPart.SCORING, fair)
    held = evaluation.close_totals(lot)
    chief, dissenter, silent, *others = seats(lot)

    def sign(seat, dissent=""):
        reports.sign(evaluation=held, seat=seat, dissent=dissent, actor=actor_of(seat), now=clock.now())

    for seat in (chief, *others):
        sign(seat)
    assert refused(sign, chief) == "评标报告已经签字。"
    sign(dissenter, "实施方案评分偏高。")
    assert steps.again(lot).state == LotState.EVALUATING
    reports.record_refusal(evaluation=held, leader=chief, seat=silent, actor=actor_of(chief), now=clock.now())
    assert steps.again(lot).state == LotState.EVALUATED
    positions = {each.seat_id: each.get_position_display() for each in held.signatures.all()}
    assert (positions[dissenter.pk], positions[silent.pk]) == ("有不同意见", "拒绝签字且未说明理由，视为同意")
    assert refused(sheets.close_totals, evaluation=held, seat=chief, actor=actor_of(chief), now=clock.now())


@pytest.mark.covers("H29", "H38")
def test_a_second_evaluation_begins_anew_and_the_first_stays_readable(cast, lot):
    from pingzhun.markets.tendering import course

    lot = evaluation.evaluate(cast, lot)
    first = evaluation.evaluation_of(lot)
    course.reevaluate(lot, actor=cast.centre.files, now=clock.now())
    assert committee.current(lot) is None
    evaluation.convene(cast, lot)
    evaluation.evaluate(cast, lot)
    lot = steps.again(lot)
    assert (lot.state, LotEvaluation.objects.filter(lot=lot).count()) == (LotState.EVALUATED, 2)
    assert [paper.title for paper in reports.papers_of(lot)] == ["评标报告（第 2 次评标）", "评标报告"]
    assert [paper.data["sha256"] for paper in reports.papers_of(lot)][1] == first.sha256
