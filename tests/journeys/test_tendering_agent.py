"""政府采购: the 招标代理 at its desks, step by step as its manual (001) has it."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from pingzhun.filings.casting import scan
from pingzhun.filings.course import FilingState
from pingzhun.filings.driving import approve
from pingzhun.filings.models import Filing
from pingzhun.filings.tests import signers
from pingzhun.markets.tendering.course import LotState
from pingzhun.markets.tendering.demo import (
    steps,
    steps_documents,
    steps_notices,
    steps_rooms,
)
from pingzhun.markets.tendering.demo.cast import Cast
from pingzhun.markets.tendering.models import Lot, Subject
from pingzhun.regimes import clock
from tests.journeys.tendering import (
    COPIERS,
    PROJECT,
    SLOW,
    decided_and_failing,
    describe_award,
    minute,
    pick_lot,
    seal,
)
from tests.journeys.walking import (
    attach,
    choose,
    examine,
    fill,
    has_field,
    log_in,
    open_menu,
    press,
    review,
    row,
    says,
    sees,
    tick,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

Visit = Callable[..., Page]
COMPUTERS = "学生用台式计算机"


def is_listed(page: Page, what: str, state: str) -> None:
    sees(row(page, what).filter(has_text=state))


def describe_lot(page: Page, number: int, name: str, category: str, ceiling: str, bond: str) -> None:
    """The row of that number in 分包明细; its 采购目录 is searched for."""
    lot = page.locator(".pz-row").nth(number)
    fill(lot, {"分包名称": name, "最高限价": ceiling, "保证金金额": bond})
    lot.get_by_label("资审方式").select_option("资格后审")
    lot.get_by_label("评标办法").select_option("综合评分法")
    choose(lot, "采购目录", category)


def approved(city: Cast) -> None:
    """By the 交易中心, whose pages the journey of a whole tender goes through."""
    approve(Filing.objects.get(state=FilingState.SUBMITTED), city.centre.reviews)


def register_project(agent: Page, city: Cast) -> None:
    """§3.1."""
    open_menu(agent, "项目注册")
    press(agent, "新建项目")
    press(agent, "提交信息")
    says(agent, "请选择委托协议")
    choose(agent, "委托协议", PROJECT)
    fill(agent, {"项目名称": PROJECT, "采购计划编号": "衡财采计〔2026〕0118号", "预算金额": "120万"})
    agent.get_by_label("采购类型").select_option("货物")
    fill(agent, {"采购内容": "计算机教室设备两批。"})
    describe_lot(agent, 0, COMPUTERS, "台式计算机", "600000", "6000")
    press(agent, "添加分包")
    describe_lot(agent, 1, COPIERS, "复印机", "300000", "7000")
    attach(agent, "进场交易申请", "进场交易申请.pdf", scan("进场交易申请"))
    press(agent, "修改保存")
    says(agent, "已保存，尚未提交。")
    examine(agent, "tendering-registration")
    press(agent, "提交信息")
    says(agent, "保证金不得超过预算的 2%，即 6,000.00 元")
    fill(agent.locator(".pz-row").nth(1), {"保证金金额": "3000"})
    press(agent, "提交信息")
    sees(agent.get_by_role("heading", name=f"{PROJECT} 待审核"))
    press(agent, "撤回", sure="撤回")
    open_menu(agent, "项目注册")
    is_listed(agent, PROJECT, "编辑中")
    row(agent, PROJECT).get_by_role("link", name="编辑").click()
    has_field(agent, "采购内容", "计算机教室设备两批。")
    press(agent, "提交信息")
    sees(agent.get_by_role("heading", name=f"{PROJECT} 待审核"))
    sees(row(agent, COPIERS).filter(has_text="3,000.00"))
    approved(city)

    open_menu(agent, "项目注册")
    press(agent, "新建项目")
    open_menu(agent, "项目注册")
    is_listed(agent, PROJECT, "审核通过")
    expect(agent.get_by_role("checkbox", name=f"选择 {PROJECT}")).to_be_disabled()
    agent.get_by_role("checkbox", name="选择 项目注册").check()
    press(agent, "删除项目", sure="删除")
    says(agent, "已删除 1 项。")


def book_rooms(agent: Page, city: Cast, lot: Lot) -> None:
    """§3.3."""
    pick_lot(agent, "场地预约", "新增开标场地", lot, confirm="确定选择")
    fill(agent, {"开标时间": minute(clock.now() + timedelta(days=10))})
    agent.get_by_label("开标室").select_option("开标一室（40 座）")
    agent.get_by_label("评标室").select_option("评标一室（9 座）")
    press(agent, "提交信息")
    says(agent, "自招标文件开始发出之日起至投标截止之日止不得少于 20 日")
    fill(agent, {"开标时间": minute(steps_rooms.morning(30))})
    press(agent, "提交信息")
    sees(agent.get_by_role("heading", name=f"{lot.title} 待审核"))
    approved(city)


def write_document(agent: Page, city: Cast, lot: Lot) -> None:
    """§3.5; and the 采购人 confirms."""
    said = steps_documents.SAID[Subject.GOODS]
    pick_lot(agent, "招标文件", "新增交易文件", lot, confirm="确定选择")
    expect(agent.get_by_label("模板范本")).to_contain_text("货物公开招标文件（综合评分法）")
    fill(agent, {"采购需求": said["requirements"], "技术和商务要求": said["terms"], "核心产品": "计算机主机"})
    fill(agent, {"交货期": said["period"], "交货地点": said["place"], "付款方式": said["payment"]})
    fill(agent, {"履约保证金（占合同金额的 %）": "5", "签署意见": "同意发出。"})
    press(agent, "预览")
    says(agent, "尚未确认提交")
    press(agent, "确认提交")
    says(agent, "招标文件已生效，采购人会收到消息。")
    examine(agent, "tendering-document")
    steps_documents.confirm(city, steps.again(lot))


def announce(agent: Page, city: Cast, lot: Lot, signer: signers.Signer) -> None:
    """§3.7."""
    pick_lot(agent, "招标公告", "新增交易公告", lot, confirm="确定选择")
    fill(agent, {"投标人的资格要求": "符合政府采购法第二十二条规定。", "签署意见": "同意发布"})
    press(agent, "修改保存")
    says(agent, "已保存，尚未提交。")
    open_menu(agent, "招标公告")
    is_listed(agent, lot.title, "编辑中")
    row(agent, lot.title).get_by_role("link", name="编辑").click()
    seal(agent, signer)
    press(agent, "提交信息", sure="确认提交")
    sees(agent.get_by_role("heading", name=f"{lot.title} 待审核"))
    approved(city)


def change_notice(agent: Page, centre: Page, lot: Lot, signer: signers.Signer) -> None:
    """§3.4, §3.8: another opening is reserved, and then announced."""
    pick_lot(agent, "场地变更", "新增开标场地变更", lot)
    fill(agent, {"开标时间": minute(steps_rooms.morning(35)), "变更原因": "采购人要求延后开标"})
    press(agent, "提交信息")
    sees(agent.get_by_role("heading", name=f"{lot.title} 待审核"))
    examine(agent, "tendering-venue-change")
    review(centre, "场地变更审核", lot.title)
    pick_lot(agent, "变更公告", "新增变更公告", lot, confirm="确定选择")
    fill(agent, {"更正事项": "开标时间顺延。", "申请审核意见": "同意"})
    tick(agent, "是否有答疑澄清文件", "否")
    tick(agent, "是否影响投标文件编制", "否")
    seal(agent, signer)
    press(agent, "提交备案", sure="确认提交")
    says(agent, "变更公告已发布。")


def suspend(agent: Page, centre: Page, lot: Lot) -> None:
    """§3.9."""
    pick_lot(agent, "采购异常", "新增分包异常", lot)
    agent.get_by_role("radio", name="项目暂停").check()
    fill(agent, {"异常原因": "采购需求需要重新论证。", "签署意见": "同意"})
    attach(agent, "采购人的批复或决定文件", "决定.pdf", scan("决定"))
    press(agent, "提交信息", sure="确认提交")
    sees(agent.get_by_role("heading", name=f"{lot.title} 待审核"))
    review(centre, "采购异常审核", lot.title)


@pytest.mark.covers(
    *("H6", "H7", "H8", "H9", "H10", "H11", "H12", "H13", "H14", "H17", "H18", "H19", "H20", "H21"),
    *("H23", "H24", "H25", "H26", "H27", "H33", "H35"),
)
def test_an_agent_brings_a_project_to_its_notice_and_suspends_it(visit: Visit, city: Cast) -> None:
    """Manual 3.1–3.9."""
    steps.mandate(city)
    signers.trust_root(clock.now())
    signer = signers.bound(city.agent, clock.now())
    agent, centre, anybody = visit(), visit(city.centre.reviewer), visit()
    agent.set_default_timeout(SLOW)
    log_in(agent, city.agent.filer)
    register_project(agent, city)
    lot = Lot.objects.get(number=1)
    book_rooms(agent, city, lot)
    write_document(agent, city, lot)
    announce(agent, city, lot, signer)
    anybody.goto("/")
    anybody.get_by_role("link", name=f"{lot.title}招标公告").click()
    says(anybody, "符合政府采购法第二十二条规定。")
    change_notice(agent, centre, lot, signer)
    suspend(agent, centre, lot)
    anybody.goto("/")
    anybody.get_by_role("link", name=f"{lot.title}变更公告（项目暂停）").click()
    says(anybody, "采购需求需要重新论证。")
    steps_rooms.book(city, steps.again(lot), opens_at=steps_rooms.morning(40))
    steps_notices.change(city, steps.again(lot))
    anybody.goto("/")
    anybody.get_by_role("link", name=f"{lot.title}变更公告（恢复交易）").click()
    open_menu(agent, "项目进度")
    is_listed(agent, PROJECT, f"01 {COMPUTERS}：投标中")
    examine(agent, "tendering-progress")


@pytest.mark.covers("H29", "H30", "H31", "H32", "H33")
def test_an_agent_announces_how_lots_ended(visit: Visit, city: Cast) -> None:
    """Manual 3.10–3.13."""
    won, failed = decided_and_failing(city)
    signers.trust_root(clock.now())
    signer = signers.bound(city.agent, clock.now())
    agent, centre, anybody = visit(), visit(city.centre.reviewer), visit()
    log_in(agent, city.agent.filer)

    pick_lot(agent, "中标公告", "新增中标公告", won)
    examine(agent, "tendering-award-form")
    choose(agent, "中标单位", won.winner.name[:4])
    describe_award(agent)
    seal(agent, signer)
    press(agent, "提交信息", sure="确认提交")
    sees(agent.get_by_role("heading", name=f"{won.title} 待审核"))
    approved(city)
    anybody.goto("/")
    anybody.get_by_role("link", name=f"{won.title}中标公告").click()
    says(anybody, won.winner.name)
    examine(anybody, "tendering-award-notice")

    pick_lot(agent, "中标公告变更", "新增中标变更公告", won)
    fill(agent, {"变更事项": "主要中标标的数量", "原公告内容": "120 套", "变更后内容": "118 套"})
    fill(agent, {"变更原因": "原公告数量录入有误。"})
    press(agent, "提交信息")
    sees(agent.get_by_role("heading", name=f"{won.title} 待审核"))
    review(centre, "中标公告变更审核", won.title)
    anybody.goto("/")
    anybody.get_by_role("link", name=f"{won.title}中标变更公告").click()
    says(anybody, "118 套")

    pick_lot(agent, "废标公告", "新增分包", failed)
    agent.get_by_role("radio", name="项目废标").check()
    fill(agent, {"签署意见": "同意"})
    attach(agent, "评委会废标结论", "废标结论.pdf", scan("废标结论"))
    press(agent, "修改保存")
    says(agent, "已保存，尚未提交。")
    examine(agent, "tendering-failure-form")
    press(agent, "提交信息", sure="确认提交")
    review(centre, "废标公告审核", failed.title)
    anybody.goto("/")
    anybody.get_by_role("link", name=f"{failed.title}废标公告").click()
    says(anybody, steps.again(failed).failure_reason)

    pick_lot(agent, "项目复评场地预约", "新增项目复评场地预约", won)
    agent.get_by_label("复评依据").select_option("采购人申请复评")
    fill(agent, {"复评时间": minute(steps_rooms.morning(3)), "复评原因": "资格条件的认定有误。"})
    agent.get_by_label("评标室").select_option("评标二室（11 座）")
    attach(agent, "复评材料", "复评申请.pdf", scan("复评申请"))
    press(agent, "提交审核")
    sees(agent.get_by_role("heading", name=f"{won.title} 待审核"))
    review(centre, "复评预约审核", won.title)
    agent.goto(f"/console/cases/{won.pk}/")
    sees(agent.get_by_role("heading", name=f"{won.title} 评标中"))
    assert (steps.again(won).state, steps.again(failed).state) == (LotState.EVALUATING, LotState.FAILED)
