"""The room of the committee in a real browser, on a desktop and on a phone: experts use phones."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from pingzhun.markets.tendering.demo import shortcuts, steps
from pingzhun.markets.tendering.demo import steps_evaluation as evaluation
from pingzhun.markets.tendering.evaluating import Stage
from pingzhun.markets.tendering.models import Mark, SheetPart
from tests.browser import axe, fits, picture

pytestmark = [pytest.mark.browser, pytest.mark.covers("H38")]


def press(page, name):
    """A button, and the question that it asks before."""
    page.get_by_role("main").get_by_role("button", name=name, exact=True).click()
    asked = page.get_by_role("dialog")
    if asked.count() and asked.is_visible():
        asked.get_by_role("button").last.click()
    page.wait_for_load_state()


def look(page, name):
    fits(page)
    axe(page)
    picture(page, name)


@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_a_member_signs_in_scores_and_signs(site, open_page, size):
    cast = site
    evaluation.experts(cast)
    prices = {
        cast.huaxing: "240000",
        cast.mingde: "560000",
        cast.lantian: "585000",
        cast.xiangjiang: "590000",
    }
    alike = {"brand": "联想"}
    declared = {cast.mingde: {"is_small": "on"}, cast.lantian: alike, cast.xiangjiang: alike}
    lot = shortcuts.to_evaluating(cast, steps.register(cast)[0], prices, declared=declared)
    evaluation.convene(cast, lot)
    chief, *others = evaluation.seats(lot)
    page = open_page(chief.user, size)
    room = reverse("tendering:room", args=[lot.pk])

    page.goto(reverse("console:home"))
    page.get_by_role("link", name=lot.title).first.click()
    look(page, f"{size}-evaluation-sign-in")
    page.get_by_label("我声明").check()
    press(page, "签到")
    evaluation.sign_in(lot, who=others)
    page.goto(room)
    look(page, f"{size}-evaluation-elect")
    evaluation.elect(lot)
    evaluation.examine_qualifications(cast, lot)
    page.goto(room)
    press(page, "开始评标")
    evaluation.fill_in(lot, SheetPart.CONFORMITY, evaluation.all_pass, who=others)
    page.get_by_role("link", name="填写符合性审查表").click()
    for passed in page.get_by_label("通过", exact=True).all():
        passed.check()
    look(page, f"{size}-evaluation-conformity")
    press(page, "提交")
    look(page, f"{size}-evaluation-examined")
    press(page, "结束符合性审查")
    assert evaluation.evaluation_of(lot).state == Stage.REVIEWING

    page.get_by_role("link", name="填写评分表").click()
    points = page.get_by_label("得分：").all()
    assert len(points) == 12
    assert page.get_by_text("投标人A").count() > 0
    points[0].fill("8")
    expect(page.get_by_role("status").filter(has_text="已自动保存")).to_be_visible(timeout=15000)
    assert Mark.objects.filter(sheet__part=SheetPart.SCORING).count() == 1
    points[1].fill("800")
    press(page, "提交")
    look(page, f"{size}-evaluation-refused")
    for each in page.get_by_label("得分：").all():
        each.fill("8")
    press(page, "提交")
    expect(page.get_by_text("评审价 504,000.00 元（小微企业扣除 10%）")).to_be_visible()
    expect(page.get_by_text("同品牌按一家投标人计算")).to_be_visible()
    page.get_by_text("不予价格扣除").click()
    look(page, f"{size}-evaluation-review")
    low = lot.bids.order_by("pk").first()
    evaluation.ask_about_price(lot, low)
    page.goto(room)
    look(page, f"{size}-evaluation-inquiry")
    evaluation.explain_and_accept(cast.huaxing, lot)
    evaluation.fill_in(
        lot,
        SheetPart.SCORING,
        lambda criterion, bid, member: evaluation.Said(points=8),
        who=others,
    )
    page.goto(room)
    press(page, "汇总得分，形成评标报告")
    expect(page.get_by_text("核心产品与其他投标人为同一品牌")).to_be_visible()
    look(page, f"{size}-evaluation-signing")
    press(page, "签字确认")
    look(page, f"{size}-evaluation-signed")
