"""定标: decision, 中标公告, its change, 放弃中标, contract; and who may know what, when (H30, H31, H34)."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from pingzhun.contracts.models import Contract
from pingzhun.deadlines import schedule
from pingzhun.deadlines.models import Deadline
from pingzhun.filings.driving import FormRefused, approve, submit
from pingzhun.flow.guards import Refused
from pingzhun.markets.tendering import awarding
from pingzhun.markets.tendering.course import LotState
from pingzhun.markets.tendering.demo import shortcuts, steps
from pingzhun.markets.tendering.demo import steps_evaluation as evaluation
from pingzhun.markets.tendering.desks.award import AwardNoticeDesk
from pingzhun.markets.tendering.models import DecisionOutcome, SheetPart
from pingzhun.messages.models import Message
from pingzhun.notices.models import Notice
from pingzhun.regimes import clock


def opened(cast):
    evaluation.experts(cast)
    prices = {cast.huaxing: "540000", cast.mingde: "560000", cast.lantian: "585000"}
    return shortcuts.to_evaluating(cast, steps.register(cast)[0], prices)


@pytest.fixture
def lot(cast):
    """The committee has signed its report."""
    return evaluation.evaluate(cast, opened(cast))


def client_of(player, *, reviewer=False):
    client = Client()
    client.force_login(player.reviewer if reviewer else player.filer)
    return client


def page(player, lot):
    return client_of(player).get(reverse("console:case", args=[lot.pk]))


@pytest.mark.covers("H34")
def test_the_entity_decides_in_the_order_of_the_candidates_or_says_why_not(cast, lot):
    first, second, _ = awarding.candidates(lot)
    assert schedule.upcoming([f"case/{lot.pk}"], now=clock.now()).get().kind == "tendering.decision_due"
    with pytest.raises(FormRefused, match="应当按评标报告的次序确定中标人"):
        evaluation.decide(cast, lot, candidate=second)
    with pytest.raises(FormRefused, match="中标候选人没有放弃中标"):
        evaluation.decide(cast, lot, outcome=DecisionOutcome.FAIL, reason="不想要了")
    lot = evaluation.decide(cast, lot)
    assert (lot.state, lot.winner, lot.price) == (LotState.DECIDED, first.bid.organisation, first.price)
    assert Deadline.objects.open().get(subject=f"case/{lot.pk}").kind == "tendering.publication_due"


@pytest.mark.covers("H34")
def test_who_decides_late_is_reminded_once(cast, lot):
    due = Deadline.objects.open().get(kind="tendering.decision_due", subject=f"case/{lot.pk}").due_at
    schedule.fire_due(now=due)
    told = Message.objects.filter(kind="tendering.decision_overdue").values_list("user__name", flat=True)
    assert sorted(told) == sorted(["刘国平", "周敏", "欧阳明", "谭静"])


@pytest.mark.covers("H30", "H33")
def test_the_award_is_published_by_itself_and_everybody_learns_what_is_theirs(cast, lot):
    with pytest.raises(FormRefused, match="应为采购人确定的中标人：尚未确定"):
        submit(
            AwardNoticeDesk,
            cast.agent.files,
            evaluation.award_data_of(awarding.candidates(lot)[0]),
            case=lot,
        )
    lot = evaluation.decide(cast, lot)
    filing = submit(AwardNoticeDesk, cast.agent.files, evaluation.award_data(lot), case=lot)
    assert not Notice.objects.filter(kind="tendering.award").exists()
    approve(filing, cast.centre.reviews)
    lot = steps.again(lot)
    notice = Notice.objects.get(kind="tendering.award")
    said = dict(notice.facts)
    members = [seat.name for seat in evaluation.seats(lot)]
    assert lot.state == LotState.AWARDED
    assert (said["中标单位"], said["评标委员会成员"]) == (lot.winner.name, "、".join(members))
    assert said["公告期限"] == "自本公告发布之日起 1 工作日"
    assert said["代理服务费收费标准"] == "按委托协议约定，以中标金额的 1.5% 计取"
    assert evaluation.seats(lot)[0].panel.public_at is not None
    told = Message.objects.filter(kind="tendering.not_awarded").order_by("pk").values_list("text", flat=True)
    losers = [each for each in evaluation.evaluation_of(lot).results.all() if each.rank > 1]
    assert set(told) == {
        f"贵单位未中标“台式计算机”。综合得分 {each.total} 分，排序第 {each.rank} 名。" for each in losers
    }
    won = next(each for each in cast.suppliers if each.organisation == lot.winner)
    lost = next(each for each in cast.suppliers if each.organisation == losers[0].bid.organisation)
    letter = reverse("console:paper", args=[lot.pk, "award-letter"])
    assert client_of(won).get(letter).headers["Content-Type"] == "application/pdf"
    assert client_of(lost).get(letter).status_code == 404
    mine = page(lost, lot).content.decode()
    assert f"综合得分 {losers[0].total} 分，排序第 {losers[0].rank} 名" in mine
    assert str(losers[1].total) not in mine


@pytest.mark.covers("H31")
def test_a_change_of_the_award_corrects_its_notice(cast, lot):
    lot = evaluation.award(cast, lot)
    evaluation.change_award(cast, lot)
    change = Notice.objects.get(kind="tendering.award_change")
    assert (change.corrects.kind, dict(change.facts)["变更事项"]) == ("tendering.award", "主要中标标的数量")


@pytest.mark.covers("H34")
def test_after_a_winner_gives_up_the_next_candidate_follows_or_the_lot_fails(cast, lot):
    order = [each.bid.organisation for each in awarding.candidates(lot)]
    lot = evaluation.award(cast, lot)
    lot = evaluation.renounce(cast, lot)
    assert (lot.state, lot.winner) == (LotState.EVALUATED, None)
    assert [each.bid.organisation for each in awarding.candidates(lot)] == order[1:]
    lot = evaluation.award(cast, lot)
    assert lot.winner == order[1]
    assert Notice.objects.filter(kind="tendering.award", corrected_by=None).count() == 1
    lot = evaluation.renounce(cast, lot)
    with pytest.raises(FormRefused, match="请写明废标的理由"):
        evaluation.decide(cast, lot, outcome=DecisionOutcome.FAIL, candidate="", reason="")
    lot = evaluation.decide(cast, lot, outcome=DecisionOutcome.FAIL, candidate="", reason="重新开展采购活动")
    assert (lot.state, lot.failure_reason) == (LotState.FAILING, "重新开展采购活动")


@pytest.mark.covers("H34")
def test_the_contract_says_what_was_awarded_and_is_published_after_its_review(cast, lot):
    lot = evaluation.award(cast, lot)
    for changes, sentence in (
        ({"amount": "1"}, "合同金额应与中标金额"),
        ({"performance_bond": str(round(lot.price / 9, 2))}, "履约保证金不得超过合同金额的 10%"),
    ):
        with pytest.raises(FormRefused, match=sentence):
            evaluation.file_contract(cast, lot, **changes)
    lot = evaluation.file_contract(cast, lot)
    assert (lot.state, Contract.objects.get().amount) == (LotState.CONTRACTED, lot.price)
    assert dict(Notice.objects.get(kind="tendering.contract").facts)["供应商"] == lot.winner.name
    assert not Deadline.objects.open().filter(subject=f"case/{lot.pk}").exists()


@pytest.mark.covers("H30", "H38")
def test_names_and_scores_are_nobodys_before_the_report_and_the_reports_readers_alone_after_it(cast):
    lot = opened(cast)
    evaluation.gather(cast, lot)
    evaluation.fill_in(lot, SheetPart.CONFORMITY, evaluation.all_pass)
    evaluation.close_examination(lot)
    evaluation.fill_in(lot, SheetPart.SCORING, evaluation.fair)
    held = evaluation.close_totals(lot)
    names = [seat.name for seat in evaluation.seats(lot) if seat.expert_id]
    secrets = [*names, *(str(each.total) for each in held.results.all())]
    everybody = (cast.agent, cast.entity, cast.huaxing, cast.mingde, cast.centre, cast.supervisor)
    for player in everybody:
        shown = page(player, lot).content.decode()
        assert [secret for secret in secrets if secret in shown] == [], player.organisation
        assert client_of(player).get(reverse("tendering:room", args=[lot.pk])).status_code == 404
    lot = evaluation.sign(lot)
    report = reverse("console:paper", args=[lot.pk, "evaluation-1"])
    answers = {player.organisation.name: client_of(player).get(report).status_code for player in everybody}
    assert answers == {
        cast.agent.organisation.name: 200,
        cast.entity.organisation.name: 200,
        cast.huaxing.organisation.name: 404,
        cast.mingde.organisation.name: 404,
        cast.centre.organisation.name: 200,
        cast.supervisor.organisation.name: 200,
    }
    shown = page(cast.huaxing, lot).content.decode()
    assert [secret for secret in secrets if secret in shown] == []


@pytest.mark.covers("H38")
def test_anyone_who_has_the_case_file_recomputes_the_award(cast, lot, tmp_path):
    address = reverse("tendering:case_file", args=[lot.pk])
    assert client_of(cast.agent).get(address).status_code == 404
    lot = evaluation.award(cast, lot)
    assert client_of(cast.other_agent).get(address).status_code == 404
    assert client_of(cast.huaxing).get(address).status_code == 403
    file = tmp_path / "award.json"
    file.write_bytes(client_of(cast.supervisor).get(address).content)
    script = Path(settings.BASE_DIR) / "tools" / "recompute_award.py"

    def recompute():
        return subprocess.run([sys.executable, script, file], capture_output=True, text=True, check=False)

    done = recompute()
    assert (done.returncode, done.stderr) == (0, "")
    case = json.loads(file.read_text())
    case["scores"][0]["points"] = "0.00"
    file.write_text(json.dumps(case))
    assert recompute().returncode == 1


def test_only_a_lot_that_is_evaluated_is_decided(cast):
    with pytest.raises((Refused, LookupError)):
        evaluation.decide(cast, opened(cast))
