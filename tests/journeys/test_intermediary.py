"""中介超市, a job from 项目发布 to 评价, chapter by chapter of its manual (000), by the manual's own words."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils.timezone import localtime
from playwright.sync_api import Page, expect

from pingzhun.base.localtime import local_date
from pingzhun.draws.algorithm import NONCE
from pingzhun.filings.tests import signers
from pingzhun.markets.intermediary.demo import steps
from pingzhun.markets.intermediary.demo.cast import Cast, scan
from pingzhun.regimes import clock
from pingzhun.sealing import driving
from pingzhun.sealing.models import OpenedOffer
from tests.journeys.walking import (
    attach,
    choose,
    choose_key,
    decide,
    examine,
    fact,
    field,
    fill,
    has_field,
    log_in,
    open_menu,
    press,
    review,
    row,
    says,
    sees,
    signatures,
    texts_to,
    tick,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

Visit = Callable[..., Page]
JOB = "玉门市老市区供热管网改造工程预算编制"
STARS = {"服务质量": "5 很好", "服务时效": "4 好", "服务态度": "5 很好", "收费与合规": "4 好"}


@pytest.mark.covers("H3", "H24", "H30", "Y7", "Y25", "Y29")
def test_an_entity_publishes_a_project(visit: Visit, cast: Cast, tmp_path: Path) -> None:
    """项目发布: what is typed stays through a reload and through an error; it is sealed, and after the review it is found on the
    portal and checked by anybody.
    """
    signers.trust_root(clock.now())
    key = signers.bound(cast.entity, clock.now())
    filer, clerk, passer_by = visit(), visit(cast.administrator.reviewer), visit()
    log_in(filer, cast.entity.filer)
    open_menu(filer, "项目发布")
    press(filer, "发布项目")
    fill(filer, {"项目名称": JOB, "服务内容": "编制供热管网改造工程施工图预算。"})
    sees(filer.get_by_text("已自动保存"))
    filer.reload()
    has_field(filer, "项目名称", JOB)
    has_field(filer, "服务内容", "编制供热管网改造工程施工图预算。")
    examine(filer, "publication")
    choose(filer, "服务类型", "工程预算编制")
    fill(filer, {"服务期限（日）": "30", "服务地点": "玉门市老市区", "控制价": "12 万元"})
    says(filer, "壹拾贰万元整")
    filer.get_by_label("选取方式").select_option("竞价")
    now = clock.now()
    fill(filer, {"报名截止时间": f"{localtime(now + timedelta(hours=1)):%Y-%m-%dT%H:%M}"})
    attach(filer, "项目资料", "任务书.pdf", scan("任务书"))
    press(filer, "提交")
    says(filer, "报名期限不得少于")
    has_field(filer, "项目名称", JOB)
    has_field(filer, "控制价", "12 万元")
    sees(filer.get_by_role("link", name="任务书.pdf", exact=True))
    fill(filer, {"报名截止时间": f"{localtime(now + timedelta(days=10)):%Y-%m-%dT%H:%M}"})
    press(filer, "生成公告")
    says(filer, "公告已生成，请打开核对，再盖章。")
    examine(filer, "notice-written")
    choose_key(filer, key)
    press(filer, "盖章")
    says(filer, "公告已盖章，可以提交了。")
    fill(filer, {"服务地点": "玉门市新市区"})
    press(filer, "提交")
    says(filer, "盖章之后表单或电子件又有改动，与公告不一致。")
    fill(filer, {"服务地点": "玉门市老市区"})
    press(filer, "提交")
    says(filer, "已提交，等待审核。")
    says(filer, "玉门市政务服务中心（管理人员）")

    open_menu(clerk, "项目发布审核")
    examine(clerk, "reviews")
    clerk.get_by_role("link", name=JOB, exact=True).click()
    fact(clerk, "控制价", "120,000.00 元")
    decide(clerk, "审核通过")

    passer_by.goto("/")
    passer_by.get_by_role("searchbox", name="搜索公告").fill("供热管网 预算")
    press(passer_by, "搜索")
    sees(passer_by.get_by_role("link", name=f"{JOB}采购公告"))
    examine(passer_by, "search")
    passer_by.get_by_role("link", name=f"{JOB}采购公告").click()
    sees(passer_by.get_by_role("link", name="任务书.pdf"))
    examine(passer_by, "notice")
    says(passer_by, "发布单位已盖章")
    verify_notice(passer_by, tmp_path)
    passer_by.get_by_role("link", name="我要报名").click()
    sees(passer_by.get_by_role("heading", name="用户登录"))


def verify_notice(page: Page, folder: Path) -> None:
    """Download the notice as anybody may, and ask 验真 and a verifier of others about it; then about one changed byte."""
    address = page.get_by_role("link", name="盖章的 PDF").get_attribute("href")
    pdf = page.request.get(address).body()
    file = folder / "notice.pdf"
    file.write_bytes(pdf)
    assert signatures(file) in (None, ["Signature is Valid"])
    page.get_by_role("main").get_by_role("link", name="验真").click()
    says(page, "本平台签发过这份文件。")
    field(page, "PDF 文件").set_input_files(file)
    press(page, "核验")
    says(page, "玉门市住房和城乡建设局盖章的文件")
    expect(page.get_by_text("有效", exact=True)).to_have_count(1)
    changed = bytearray(pdf)
    changed[pdf.index(b"stream") + 40] ^= 1
    file.write_bytes(changed)
    field(page, "PDF 文件").set_input_files(file)
    press(page, "核验")
    says(page, "文件在盖章之后被改动过，请勿采信。")
    page.goto(address.removesuffix("notice.pdf"))


@pytest.mark.covers("Y7", "Y8", "Y9", "Y10", "Y26")
def test_an_agency_enrols_and_is_selected(visit: Visit, cast: Cast) -> None:
    """Manual 2.1: 采购公告, 我要报名, 报价; greyed for an agency without the scope; the lowest quote is selected."""
    job = steps.publish(cast, service_type=cast.services["工程结算审核"], name="敦煌路结算审核")
    steps.enrol(job, cast.qilian, "97000")

    stranger = visit(cast.mogao.filer)
    open_menu(stranger, "采购公告")
    stranger.get_by_role("link", name=job.title, exact=True).click()
    expect(stranger.get_by_role("button", name="我要报名")).to_be_disabled()
    says(stranger, "您单位的服务范围不包含“工程结算审核”。请先在“机构信息－服务范围”新增")

    agency = visit()
    log_in(agency, cast.hengxin.filer)
    open_menu(agency, "采购公告")
    examine(agency, "open-jobs")
    agency.get_by_label("项目名称或编号").fill("结算审核")
    press(agency, "查询")
    agency.get_by_role("link", name=job.title, exact=True).click()
    fact(agency, "控制价", "120,000.00 元")
    examine(agency, "case")
    press(agency, "我要报名")
    has_field(agency, "报价", "")
    examine(agency, "enrolment")
    fill(agency, {"报价": "98000"})
    press(agency, "确定申报", sure="确定申报")
    says(agency, "报名成功，报价已密封保存。")

    open_menu(agency, "我的报名")
    press(row(agency, job.title), "我要报名")
    fill(agency, {"报价": "96000"})
    press(agency, "确定申报", sure="确定申报")
    says(agency, "报名成功，报价已密封保存。")
    agency.get_by_role("link", name=job.title).first.click()
    says(agency, "您单位已报名")
    says(agency, "报价第 2 版")

    clerk = visit(cast.administrator.filer)
    open_menu(clerk, "演示时钟")
    examine(clerk, "demo-clock")
    press(clerk, "前进 20 天")
    says(clerk, "时钟已前进，到期事项已处理。")
    driving.open_waiting()

    passer_by = visit()
    passer_by.goto("/")
    passer_by.get_by_role("link", name=f"{job.title}中选公告").click()
    says(passer_by, "甘肃恒信工程咨询有限公司")
    says(passer_by, "96,000.00 元")
    brought = OpenedOffer.objects.get(offer__organisation=cast.hengxin.organisation).payload["nonce"]
    assert NONCE.fullmatch(brought), "the agency's browser made no nonce"
    open_menu(agency, "合同待备案")
    sees(row(agency, job.title))
    assert "已中选" in "".join(texts_to(passer_by, cast.hengxin.organisation.contact_mobile))


@pytest.mark.covers("Y11", "Y12", "Y27", "Y28")
def test_a_contract_is_filed(visit: Visit, cast: Cast) -> None:
    """Manual 2.2: 合同待备案, 上传合同, reviewed by 项目单位 and then by 监管机构: 服务中."""
    job = steps.publish(cast)
    steps.enrol(job, cast.hengxin, "98000")
    steps.enrol(job, cast.qilian, "99000")
    job = steps.pass_deadline(job)

    agency = visit(cast.hengxin.filer)
    open_menu(agency, "合同待备案")
    examine(agency, "awaiting-contract")
    press(row(agency, JOB), "上传合同")
    has_field(agency, "合同金额", "98000.00")
    examine(agency, "contract")
    today = local_date(clock.now())
    fill(
        agency,
        {
            "合同编号": "HT-2026-001",
            "签订日期": f"{today}",
            "服务开始日期": f"{today}",
            "服务结束日期": f"{today + timedelta(days=30)}",
        },
    )
    press(agency, "提交")
    says(agency, "还不能提交，已为您保存填写的内容。")
    attach(agency, "合同", "合同.pdf", scan("合同"))
    press(agency, "提交")
    says(agency, "玉门市住房和城乡建设局（项目单位）")

    entity = visit()
    log_in(entity, cast.entity.reviewer)
    review(entity, "合同备案审核", JOB)
    agency.reload()
    says(agency, "玉门市发展和改革局（监管机构）")

    regulator = visit()
    log_in(regulator, cast.regulator.reviewer)
    review(regulator, "合同备案审核", JOB)
    open_menu(agency, "服务中")
    sees(row(agency, JOB))
    open_menu(regulator, "项目监管")
    sees(row(regulator, "服务中"))
    examine(regulator, "overseen")
    with regulator.expect_download() as download:
        regulator.get_by_role("link", name="导出 Excel").click()
    assert download.value.suggested_filename == "项目监管.xlsx"


@pytest.mark.covers("Y14", "Y15", "Y19", "Y27", "Y29")
def test_a_job_is_done_and_rated(visit: Visit, cast: Cast) -> None:
    """Manual 2.3.1 and 2.6: 结果上传, 确认办结, 项目单位 reviews; both rate, and everybody sees the composite."""
    steps.run_to_serving(cast)
    agency = visit(cast.hengxin.filer)
    open_menu(agency, "服务中")
    examine(agency, "serving")
    press(row(agency, JOB), "确认办结")
    fill(agency, {"办结说明": "成果已交付"})
    press(agency, "提交")
    says(agency, "请先点击“结果上传”上传结果材料，再确认办结。")
    open_menu(agency, "服务中")
    press(row(agency, JOB), "结果上传")
    fill(agency, {"结果说明": "预算书及电子版"})
    attach(agency, "结果材料", "成果.zip", steps.archive(), "application/zip")
    press(agency, "上传")
    says(agency, "结果上传已完成。")
    open_menu(agency, "服务中")
    press(row(agency, JOB), "确认办结")
    has_field(agency, "办结说明", "成果已交付")
    press(agency, "提交")
    says(agency, "等待审核")

    review(visit(cast.entity.reviewer), "办结审核", JOB)
    open_menu(agency, "已完成项目")
    sees(row(agency, "待评价"))

    for rater, entry, opinion in (
        (cast.entity.filer, "项目评价", "按期完成"),
        (cast.administrator.filer, "机构评价", "资料齐全"),
    ):
        page = visit(rater)
        open_menu(page, entry)
        if rater == cast.entity.filer:
            examine(page, "choose")
        press(row(page, JOB), "选择")
        sees(page.locator("#filing"))
        if rater == cast.entity.filer:
            examine(page, "rating")
        for criterion, stars in STARS.items():
            tick(page, criterion, stars)
        fill(page, {"评语": opinion})
        press(page, "提交评价", sure="提交评价")
        says(page, f"{entry}已完成。")

    agency.reload()
    sees(row(agency, "90.00 分"))
    examine(agency, "completed")
    passer_by = visit()
    passer_by.goto("/")
    passer_by.get_by_role("searchbox", name="搜索公告").fill("恒信")
    press(passer_by, "搜索")
    passer_by.get_by_role("link", name="甘肃恒信工程咨询有限公司", exact=True).click()
    says(passer_by, "90.00")
    says(passer_by, "按期完成")
    examine(passer_by, "organisation")


@pytest.mark.covers("Y16", "Y17", "Y18")
def test_a_contract_is_changed_and_dissolved(visit: Visit, cast: Cast) -> None:
    """Manual 2.3.2, 2.4 and 2.5: 解除合同, 项目资料变更确认 with both sides marked, 合同解除确认."""
    jobs = [steps.publish(cast, name=name) for name in ("供热管网预算编制", "中医院预算编制")]
    for job in jobs:
        steps.enrol(job, cast.hengxin, "98000")
        steps.enrol(job, cast.qilian, "99000")
    steps.pass_deadline(jobs[1])
    for job in jobs:
        job.refresh_from_db()
        steps.file_contract(cast, job, cast.hengxin)
    heating, hospital = (job.title for job in jobs)

    agency, entity = visit(cast.hengxin.filer), visit(cast.entity.filer)
    open_menu(agency, "服务中")
    press(row(agency, hospital), "解除合同")
    fill(agency, {"解除原因": "项目停建，双方协商解除"})
    press(agency, "提交", sure="提交")
    says(agency, "已提交，等待审核。")
    review(visit(cast.entity.reviewer), "解除合同确认", hospital)
    open_menu(agency, "已完成项目")
    sees(row(agency, hospital).filter(has_text="解除合同"))

    open_menu(entity, "项目资料变更")
    press(row(entity, heating), "选择")
    fill(entity, {"服务地点": "玉门市新市区", "变更原因": "工程地点调整"})
    press(entity, "提交")
    says(entity, "已提交，等待审核。")

    confirmer = visit(cast.hengxin.reviewer)
    open_menu(confirmer, "项目资料变更确认")
    confirmer.get_by_role("link", name=heating, exact=True).click()
    changed = row(confirmer, "有变更")
    expect(changed).to_have_count(1)
    expect(changed).to_contain_text("玉门市老市区")
    expect(changed).to_contain_text("玉门市新市区")
    examine(confirmer, "change")
    decide(confirmer, "审核通过")
    open_menu(agency, "服务中")
    agency.get_by_role("link", name=heating, exact=True).click()
    fact(agency, "服务地点", "玉门市新市区")

    open_menu(entity, "合同解除")
    press(row(entity, heating), "选择")
    fill(entity, {"解除原因": "资金计划取消"})
    press(entity, "提交", sure="提交")
    says(entity, "已提交，等待审核。")
    review(confirmer, "合同解除确认", heating)
    open_menu(agency, "已完成项目")
    sees(row(agency, heating).filter(has_text="解除合同"))
