"""政府采购: from the opened bids to the winner: 评审专家 on their phones, 采购人, 招标代理, and whoever reads the portal."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from pingzhun.markets.tendering.demo import shortcuts, steps
from pingzhun.markets.tendering.demo import steps_evaluation as evaluation
from pingzhun.markets.tendering.demo.cast import Cast
from pingzhun.markets.tendering.models import Lot, SheetPart
from pingzhun.markets.tendering.sheets import Said
from tests.journeys.tendering import describe_award, pick_lot
from tests.journeys.walking import examine, open_menu, press, review, row, says, sees

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

Visit = Callable[..., Page]


def sign_in(member: Page, lot: Lot) -> None:
    open_menu(member, "我的评审")
    row(member, lot.title).get_by_role("link", name=lot.title, exact=True).click()
    member.get_by_label("我声明").check()
    press(member, "签到")
    says(member, "推选评标组长")


def examine_conformity(member: Page) -> None:
    member.reload()
    member.get_by_role("link", name="填写符合性审查表").click()
    for passed in member.get_by_label("通过", exact=True).all():
        passed.check()
    press(member, "提交", sure="提交")
    says(member, "符合性审查表已提交。")


def score(member: Page) -> None:
    member.reload()
    member.get_by_role("link", name="填写评分表").click()
    for each in member.get_by_label("得分：").all():
        each.fill("8")
    press(member, "提交", sure="提交")
    says(member, "评分表已提交。")


def sign(member: Page) -> None:
    member.reload()
    press(member, "签字确认", sure="签字确认")
    expect(member.get_by_role("main").get_by_role("button", name="签字确认")).to_have_count(0)


@pytest.mark.covers("H30", "H34", "H38")
def test_a_committee_evaluates_on_its_phones_and_the_award_is_published(visit: Visit, city: Cast) -> None:
    evaluation.experts(city)
    prices = {city.huaxing: "560000", city.mingde: "575000", city.lantian: "590000"}
    lot = shortcuts.to_evaluating(city, steps.register(city)[0], prices)
    evaluation.convene(city, lot)
    first, second, *others = evaluation.seats(lot)
    chief, member = visit(first.user), visit(second.user)
    sign_in(chief, lot)
    sign_in(member, lot)
    evaluation.sign_in(lot, who=others)
    press(chief, f"推选{first.name}")
    press(member, f"推选{first.name}")
    evaluation.elect(lot)
    evaluation.examine_qualifications(city, lot)
    chief.reload()
    press(chief, "开始评标")

    examine_conformity(chief)
    examine_conformity(member)
    evaluation.fill_in(lot, SheetPart.CONFORMITY, evaluation.all_pass, who=others)
    chief.reload()
    press(chief, "结束符合性审查", sure="结束")
    score(chief)
    score(member)
    evaluation.fill_in(lot, SheetPart.SCORING, lambda criterion, bid, seat: Said(points=8), who=others)
    chief.reload()
    examine(chief, "tendering-review")
    press(chief, "汇总得分，形成评标报告", sure="汇总")
    sign(chief)
    sign(member)
    evaluation.sign(lot, who=others)

    entity, agent, centre, anybody = (
        visit(city.entity.filer),
        visit(city.agent.filer),
        visit(city.centre.reviewer),
        visit(),
    )
    open_menu(entity, "确定中标人")
    press(row(entity, lot.title), "选择")
    says(entity, "第 1 名")
    examine(entity, "tendering-decision")
    press(entity, "提交信息", sure="提交信息")
    says(entity, "已办理，代理机构会收到消息。")
    pick_lot(agent, "中标公告", "新增中标公告", lot)
    describe_award(agent)
    press(agent, "提交信息", sure="确认提交")
    sees(agent.get_by_role("heading", name=f"{lot.title} 待审核"))
    review(centre, "中标公告审核", lot.title)
    anybody.goto("/")
    anybody.get_by_role("link", name=f"{lot.title}中标公告").click()
    says(anybody, city.huaxing.organisation.name)
    says(anybody, first.name)
    winner = visit(city.huaxing.filer)
    open_menu(winner, "我的投标")
    sees(row(winner, lot.title).filter(has_text="待签订合同"))
