"""散小工程: each of the six actors of its manual (002) at their desks, by the manual's own words."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils.timezone import localtime
from playwright.sync_api import Page, expect

from pingzhun.accounts.models import User
from pingzhun.base.localtime import local_date
from pingzhun.filings.casting import scan
from pingzhun.filings.tests import signers
from pingzhun.markets.intermediary.demo.cast import PASSWORD
from pingzhun.markets.smallworks.course import ProjectState
from pingzhun.markets.smallworks.demo import steps
from pingzhun.markets.smallworks.demo.cast import Cast, build
from pingzhun.markets.smallworks.models import Project
from pingzhun.regimes import clock
from tests.journeys.walking import (
    attach,
    choose,
    choose_key,
    decide,
    examine,
    fact,
    fill,
    has_field,
    log_in,
    open_menu,
    press,
    row,
    says,
    sees,
    texts_to,
    tick,
    worker_runs,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

Visit = Callable[..., Page]
MOBILE = "13811009999"
NURSERY = "北京红螺园林工程有限公司"
ROAD = "雁栖镇范各庄村道路修缮工程"
SLOPE = "雁栖镇山洪冲毁护坡抢修工程"
TENDERING, ACCEPTANCE, EMERGENCY = "项目承发包阶段", "项目验收阶段", "应急工程"
STARS = ("工程质量", "施工进度", "安全文明施工", "配合与服务")


@pytest.fixture
def small(demo: None) -> Cast:
    return build(clock.now())


def moment(days: int) -> str:
    return f"{localtime(clock.now() + timedelta(days=days)):%Y-%m-%dT%H:%M}"


def day(days: int = 0) -> str:
    return str(local_date(clock.now()) + timedelta(days=days))


def pick(page: Page, entry: str, project: str, *, under: str = "") -> None:
    """项目选取, from the menu: the project that stands there is taken."""
    open_menu(page, entry, under=under)
    press(row(page, project), "选择")
    sees(page.locator("#filing"))


def examine_form(page: Page, name: str) -> None:
    """What was typed is kept, so that it stands there still when the page is loaded anew."""
    press(page, "修改保存")
    says(page, "已保存，尚未提交。")
    examine(page, name)


def describe_work(page: Page, name: str, kind: str, budget: str = "480000") -> None:
    """项目基本信息."""
    fill(page, {"项目名称": name, "工程地点": "雁栖镇范各庄村", "计划工期（日）": "45"})
    fill(page, {"工程内容": "村内主路沥青罩面 1.2 公里。", "工程预算": budget})
    page.get_by_label("工程类型").select_option(kind)


def begin_work(town: Page, *, amount: str = "") -> None:
    """项目施工信息填报 with its contract, from today."""
    if amount:
        fill(town, {"合同金额": amount})
    fill(town, {"合同编号": "SG-2026-001", "签订日期": day(), "开工日期": day(), "计划竣工日期": day(45)})
    choose(town, "监理单位", "恒正")
    choose(town, "审计单位", "信达")
    attach(town, "合同", "施工合同.pdf", scan("施工合同"))
    press(town, "提交", sure="提交")
    says(town, "项目施工信息填报成功。")


def report_supervision(supervisor: Page) -> None:
    fill(supervisor, {"监理意见": "工程质量合格，同意验收。"})
    attach(supervisor, "监理报告", "监理报告.pdf", scan("监理报告"))
    press(supervisor, "提交")
    says(supervisor, "《监理报告》已上传。")


def report_audit(auditor: Page, settlement: str) -> None:
    fill(auditor, {"审定结算金额": settlement, "审计意见": "工程量属实。"})
    attach(auditor, "审计报告", "审计报告.pdf", scan("审计报告"))
    press(auditor, "提交")
    says(auditor, "《审计报告》已上传。")


def describe_completion(town: Page) -> None:
    fill(town, {"竣工日期": day(), "验收日期": day(), "验收结论": "验收合格。"})
    attach(town, "竣工验收报告", "竣工验收报告.pdf", scan("竣工验收报告"))


def evaluate(town: Page) -> None:
    for criterion in STARS:
        tick(town, criterion, "5 很好")
    fill(town, {"评价与建议": "按期完工，质量良好。"})
    press(town, "提交", sure="提交")
    says(town, "施工评价与建议完成。")


@pytest.mark.covers("R1", "R2", "R10", "R11", "R12", "R13", "R14", "R16", "R37")
def test_a_company_registers_and_is_let_into_its_roster(visit: Visit, small: Cast) -> None:
    """Manual 5.1, 2.5, 3.4: 新用户注册, reviewed by the authority of its roster; 企业承诺, 企业资质; 停用 and 启用."""
    newcomer, reader, landscape, authority = visit(), visit(), visit(), visit()
    newcomer.goto("/")
    newcomer.get_by_role("link", name="施工单位注册").click()
    fill(newcomer, {"账号": "hongluo", "密码": PASSWORD, "再次输入密码": PASSWORD, "姓名": "蒋红"})
    fill(newcomer, {"手机号码": MOBILE})
    press(newcomer, "获取验证码")
    says(newcomer, "验证码已发送至")
    code = re.search(r"验证码\D*(\d{6})", texts_to(reader, MOBILE)[0])
    fill(newcomer, {"短信验证码": code[1]})
    press(newcomer, "注册并继续")
    press(newcomer, "注册")
    choose(newcomer, "企业类型与所属名册库", "园林绿化施工企业名册库")
    fill(newcomer, {"企业名称": NURSERY, "统一社会信用代码": "91110116MA0HL0096F"})
    fill(newcomer, {"法定代表人": "蒋红", "联系地址": "怀柔区红螺路 8 号"})
    attach(newcomer, "营业执照", "营业执照.pdf", scan("营业执照"))
    examine_form(newcomer, "smallworks-registration")
    press(newcomer, "提交")
    says(newcomer, "等待行业主管审核。")

    log_in(authority, small.authority.reviewer)
    open_menu(authority, "批量审核")
    says(authority, "没有待审核的事项")
    log_in(landscape, small.landscape.reviewer)
    open_menu(landscape, "怀柔区园林绿化局企业审核")
    landscape.get_by_role("link", name=NURSERY, exact=True).click()
    fact(landscape, "企业类型与所属名册库", "园林绿化施工企业名册库")
    decide(landscape, "审核不通过", "营业执照不清晰，请重新上传")
    assert "营业执照不清晰" in texts_to(reader, MOBILE)[0]
    open_menu(newcomer, "工作台")
    newcomer.get_by_role("link", name=NURSERY).click()
    says(newcomer, "营业执照不清晰，请重新上传")
    press(newcomer, "提交")
    says(newcomer, "等待行业主管审核。")
    open_menu(landscape, "批量审核")
    landscape.get_by_label(f"选择 {NURSERY}", exact=True).check()
    examine(landscape, "smallworks-batch")
    landscape.get_by_label(f"选择 {NURSERY}", exact=True).check()
    press(landscape, "审核通过", sure="审核通过")
    sees(row(landscape, NURSERY).filter(has_text="已审核"))
    log_in(visit(), User.objects.get(username="hongluo"))

    open_menu(newcomer, "工作台")
    open_menu(newcomer, "企业资质")
    press(newcomer, "新增资质")
    choose(newcomer, "资质类型", "园林绿化施工（甲级）")
    fill(newcomer, {"证书编号": "YL11000999", "发证机关": "北京市园林绿化局", "有效期至": day(700)})
    attach(newcomer, "资质证书", "资质证书.pdf", scan("资质证书"))
    press(newcomer, "提交")
    says(newcomer, "已提交，等待审核。")
    open_menu(landscape, "企业资质审核")
    landscape.get_by_role("link", name=re.compile("园林绿化施工（甲级）")).click()
    decide(landscape, "审核通过")
    open_menu(newcomer, "企业承诺")
    press(newcomer, "新增承诺")
    attach(newcomer, "承诺书", "承诺书.pdf", scan("承诺书"))
    press(newcomer, "提交")
    says(newcomer, "承诺已提交，行业主管可以查看。")
    clerk = visit(small.landscape.filer)
    open_menu(clerk, "企业承诺查看")
    clerk.get_by_role("link", name=NURSERY, exact=True).click()
    sees(clerk.get_by_role("link", name="承诺书.pdf"))

    open_menu(clerk, "企业停用")
    press(row(clerk, NURSERY), "停用")
    fill(clerk, {"停用天数": "30", "停用原因": "拒不参加约谈"})
    press(clerk, "提交", sure="提交")
    says(clerk, "已停用，并已告知该单位。")
    open_menu(newcomer, "企业停用查看")
    sees(row(newcomer, "拒不参加约谈").filter(has_text="停用中"))
    open_menu(clerk, "企业停用")
    press(row(clerk, NURSERY), "启用")
    fill(clerk, {"恢复原因": "已接受约谈并整改"})
    press(clerk, "提交", sure="提交")
    says(clerk, "已恢复，并已告知该单位。")
    newcomer.reload()
    sees(row(newcomer, "已接受约谈并整改").filter(has_text="已启用"))


@pytest.mark.covers(
    *("R3", "R5", "R6", "R7", "R9", "R19", "R20", "R21", "R22", "R23", "R24", "R25", "R26", "R27"),
    *("R28", "R29", "R30", "R31", "R32", "R38"),
)
def test_a_town_lets_a_project_itself(visit: Visit, small: Cast) -> None:
    """Manual 4.5–4.8, 5.4, 3.3, 2.4: 自行发包, from 立项 to 施工评价."""
    town, builder, other, anybody = visit(), visit(), visit(small.yanbei.filer), visit()
    log_in(town, small.town.filer)
    sees(town.get_by_role("heading", name="项目情况"))
    open_menu(town, "项目立项")
    press(town, "新增")
    describe_work(town, ROAD, "市政道路")
    fill(town, {"发包开始时间": moment(0), "发包结束时间": moment(10)})
    town.get_by_role("radio", name="自行发包").check()
    examine_form(town, "smallworks-initiation")
    press(town, "提交", sure="提交")
    says(town, "项目立项完成。")
    pick(town, "发布公告", ROAD, under=TENDERING)
    fill(town, {"报名条件": "具有市政公用工程施工总承包三级及以上资质。"})
    attach(town, "公告附件", "工程量清单.pdf", scan("工程量清单"))
    press(town, "提交", sure="提交")
    says(town, "发包公告已发布。")
    pick(town, "更正公告", ROAD)
    fill(town, {"更正说明": "推迟报名截止时间。", "发包结束时间": moment(12)})
    press(town, "提交", sure="提交")
    says(town, "更正公告已发布。")

    log_in(builder, small.huaihe.filer)  # 方法一
    builder.get_by_role("link", name=f"{ROAD}更正公告").click()
    builder.get_by_role("link", name="报名", exact=True).click()
    press(builder, "报名")
    fill(builder, {"拟派项目负责人": "邵刚"})
    press(builder, "确认", sure="确认")
    says(builder, "报名成功。请下载或打印报名回执单。")
    with builder.expect_download() as download:
        builder.get_by_role("link", name="报名回执单").first.click()
    assert download.value.suggested_filename.endswith(".pdf")
    pick(other, "报名", ROAD)  # 方法二
    fill(other, {"拟派项目负责人": "石磊"})
    press(other, "确认", sure="确认")
    says(other, "报名成功。")

    open_menu(town, "报名情况查询")
    sees(row(town, ROAD).filter(has_text="2 家"))
    steps.pass_deadline(Project.objects.get())
    open_menu(town, "报名情况查询")
    town.get_by_role("link", name=ROAD, exact=True).click()
    says(town, "报名情况（2 家）")
    sees(town.get_by_role("link", name="报名情况表"))
    pick(town, "资格审查", ROAD)
    fill(town, {"比选时间": moment(2), "比选地点": "镇政府二楼会议室"})
    press(town, "提交", sure="提交")
    says(town, "中有填写错误，请查看下方标出的行。")
    town.locator(".pz-row").filter(has_text="雁北").get_by_label("不通过", exact=True).check()
    town.locator(".pz-row").filter(has_text="雁北").get_by_label("不通过原因").fill("业绩不符合公告要求")
    town.locator(".pz-row").filter(has_text="怀河").get_by_label("通过", exact=True).check()
    examine_form(town, "smallworks-prequalification")
    press(town, "提交", sure="提交")
    says(town, "资格审查已完成。")
    open_menu(other, "我的报名项目")
    sees(row(other, ROAD).filter(has_text="资格审查不通过：业绩不符合公告要求"))

    signers.trust_root(clock.now())
    key = signers.bound(small.town, clock.now())
    pick(town, "发布中选结果", ROAD)
    town.get_by_label("中选单位").select_option("北京怀河市政工程有限公司")
    fill(town, {"中选价": "450000", "比选结果": "报价合理，业绩较多。"})
    press(town, "生成中选通知书")
    choose_key(town, key)
    press(town, "盖章")
    says(town, "中选通知书已盖章，可以提交了。")
    examine_form(town, "smallworks-award")
    press(town, "发布中选公示", sure="发布中选公示")
    says(town, "中选公示已发布。")
    anybody.goto("/")
    anybody.get_by_role("link", name=f"{ROAD}中选公示").click()
    says(anybody, "北京怀河市政工程有限公司")
    open_menu(builder, "我的报名项目")
    sees(row(builder, ROAD).filter(has_text="中选"))

    pick(town, "项目施工信息填报", ROAD, under="项目施工阶段")
    begin_work(town)
    pick(town, "项目竣工信息填报", ROAD, under=ACCEPTANCE)
    describe_completion(town)
    press(town, "提交", sure="提交")
    says(town, "尚未上传《监理报告》，请点击“通知”提醒，上传后再提交。")
    press(town, "通知")
    worker_runs()
    supervisor, auditor = visit(), visit()
    log_in(supervisor, small.supervisor.filer)
    pick(supervisor, "项目竣工信息填报", ROAD)
    report_supervision(supervisor)
    log_in(auditor, small.auditor.filer)
    pick(auditor, "项目竣工信息填报", ROAD)
    report_audit(auditor, "448000")
    open_menu(town, "项目竣工信息填报", under=ACCEPTANCE)
    town.get_by_role("link", name=re.compile("已填报")).click()
    row(town, ROAD).get_by_role("link", name="编辑").click()
    has_field(town, "验收结论", "验收合格。")
    press(town, "提交", sure="提交")
    says(town, "竣工信息填报完成。")
    pick(town, "施工评价与建议", ROAD, under=ACCEPTANCE)
    evaluate(town)

    overseer = visit(small.authority.filer)
    open_menu(overseer, "工作台")
    settled = overseer.get_by_role("heading", name="总审定结算金额").locator("xpath=..")
    settled.get_by_role("link", name=re.compile("本周")).click()
    sees(row(overseer, ROAD).filter(has_text="448,000.00"))
    open_menu(overseer, "项目查询")
    overseer.get_by_text("更多筛选", exact=True).click()
    fill(overseer, {"项目名称": "道路修缮"})
    press(overseer, "查询")
    sees(row(overseer, ROAD).filter(has_text="已评价"))
    open_menu(overseer, "小型工程项目")
    overseer.get_by_role("link", name=ROAD, exact=True).click()
    fact(overseer, "监理单位", "北京恒正工程监理有限公司")
    examine(overseer, "smallworks-case")


@pytest.mark.covers("R4", "R8", "R19", "R20", "R21", "R25", "R26", "R27", "R33", "R35")
def test_a_project_is_entrusted_to_an_agency(visit: Visit, small: Cast) -> None:
    """Manual 4.4, 4.5, 4.9, 4.11: the 街镇 registers, the 代理机构 has the five nodes of the tender; a 通知 to one role; 终止."""
    town, agent = visit(), visit()
    log_in(town, small.town.filer)
    open_menu(town, "项目立项")
    press(town, "新增")
    describe_work(town, ROAD, "市政道路")
    fill(town, {"发包开始时间": moment(0), "发包结束时间": moment(10)})
    town.get_by_role("radio", name="委托发包").check()
    press(town, "提交", sure="提交")
    says(town, "组织形式为委托发包时，请选择代理机构。")
    choose(town, "代理机构", "京诚")
    press(town, "提交", sure="提交")
    says(town, "项目立项完成。")
    open_menu(town, "发布公告", under=TENDERING)
    says(town, "目前没有可以选择的项目")

    log_in(agent, small.agent.filer)
    pick(agent, "发布公告", ROAD, under=TENDERING)
    fact(agent, "组织形式", "委托发包")
    fill(agent, {"报名条件": "具有市政公用工程施工总承包三级及以上资质。"})
    press(agent, "提交", sure="提交")
    says(agent, "发包公告已发布。")
    project = Project.objects.get()
    for company in (small.yanbei, small.huaihe):
        steps.enrol(project, company)
    steps.pass_deadline(project)
    pick(agent, "资格审查", ROAD)
    for each in agent.locator(".pz-row").all():
        each.get_by_label("通过", exact=True).check()
    fill(agent, {"比选时间": moment(2), "比选地点": "镇政府二楼会议室"})
    press(agent, "提交", sure="提交")
    says(agent, "资格审查已完成。")
    pick(agent, "发布中选结果", ROAD)
    agent.get_by_label("中选单位").select_option("北京雁北建筑工程有限公司")
    fill(agent, {"中选价": "450000", "比选结果": "报价合理，业绩较多。"})
    attach(agent, "中选通知书", "中选通知书.pdf", scan("中选通知书"))
    press(agent, "发布中选公示", sure="发布中选公示")
    says(agent, "中选公示已发布。")
    open_menu(town, "我的委托发包项目")
    sees(row(town, ROAD).filter(has_text="北京京诚工程招标代理有限公司").filter(has_text="待填报施工信息"))

    open_menu(agent, "通知浏览与发布")
    press(agent, "新增通知")
    fill(agent, {"通知标题": "施工围挡要求", "通知内容": "临街施工使用定型围挡。"})
    tick(agent, "发布角色", "施工单位")
    press(agent, "预览")
    sees(agent.get_by_role("heading", name="预览"))
    press(agent, "发布")
    says(agent, "通知已发布。")
    builder, supervisor = visit(small.yanbei.filer), visit(small.supervisor.filer)
    open_menu(builder, "通知公告")
    builder.get_by_role("link", name="施工围挡要求", exact=True).click()
    says(builder, "临街施工使用定型围挡。")
    open_menu(supervisor, "通知公告")
    says(supervisor, "还没有发给您的通知。")

    pick(town, "终止公告发布", ROAD)
    fill(town, {"终止原因": "规划调整，不再实施"})
    press(town, "提交", sure="提交")
    says(town, "项目已终止，终止公告已发布。")
    assert Project.objects.get().state == ProjectState.TERMINATED


@pytest.mark.covers("R28", "R29", "R30", "R31", "R32", "R34")
def test_an_emergency_goes_without_a_tender(visit: Visit, small: Cast) -> None:
    """Manual 4.10, 3.3.2, 3.3.4: 发包结果公告, 施工, both reports, 竣工, 评价."""
    town, supervisor, auditor, anybody = (
        visit(small.town.filer),
        visit(small.supervisor.filer),
        visit(small.auditor.filer),
        visit(),
    )
    open_menu(town, "发包结果公告")
    press(town, "新增")
    describe_work(town, SLOPE, "水务工程", budget="320000")
    fill(town, {"应急情况说明": "强降雨引发山洪，护坡坍塌危及下游住户。", "中选价": "300000"})
    choose(town, "施工单位", "怀河")
    attach(town, "应急认定依据", "会议纪要.pdf", scan("会议纪要"))
    examine_form(town, "smallworks-emergency")
    press(town, "提交", sure="提交")
    says(town, "应急工程发包结果已公告。")
    anybody.goto("/")
    sees(anybody.get_by_role("link", name=f"{SLOPE}应急工程发包结果公告"))
    pick(town, "项目施工信息填报", SLOPE, under=EMERGENCY)
    begin_work(town)
    pick(supervisor, "应急工程项目竣工信息填报", SLOPE)
    report_supervision(supervisor)
    pick(auditor, "应急工程项目竣工信息填报", SLOPE)
    report_audit(auditor, "345000")
    pick(town, "项目竣工信息填报", SLOPE, under=EMERGENCY)
    describe_completion(town)
    press(town, "提交", sure="提交")
    says(town, "请说明原因")
    fill(town, {"结算差额说明": "抢修中增加基础加固，有签证。"})
    press(town, "提交", sure="提交")
    says(town, "竣工信息填报完成。")
    pick(town, "施工评价与建议", SLOPE, under=EMERGENCY)
    evaluate(town)
    expect(town.get_by_role("main")).to_contain_text("施工评价与建议")
    assert Project.objects.get().state == ProjectState.RATED
