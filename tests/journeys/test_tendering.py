"""政府采购: one tender with sealed bids, from the mandate to the filed contract, by all who take part in it."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from pingzhun.base.localtime import local_date
from pingzhun.filings.casting import PASSWORD, scan
from pingzhun.filings.driving import approve
from pingzhun.filings.tests import signers
from pingzhun.markets.tendering.course import LotState
from pingzhun.markets.tendering.demo import (
    shortcuts,
    steps,
    steps_bids,
    steps_documents,
    steps_notices,
    steps_rooms,
)
from pingzhun.markets.tendering.demo import steps_evaluation as evaluation
from pingzhun.markets.tendering.demo.cast import Cast
from pingzhun.markets.tendering.evaluating import Stage
from pingzhun.markets.tendering.models import (
    AwardContract,
    Enquiry,
    Entrustment,
    Lot,
    Mark,
    SheetPart,
)
from pingzhun.markets.tendering.sheets import Said
from pingzhun.regimes import clock
from pingzhun.sealing import check_receipt, receipts
from pingzhun.sealing.models import SealedOffer
from tests.journeys.tendering import PROJECT, SLOW
from tests.journeys.walking import (
    attach,
    choose,
    decide,
    demo_file,
    examine,
    examine_as_it_is,
    fact,
    fill,
    has_field,
    log_in,
    open_menu,
    open_with,
    press,
    review,
    row,
    says,
    sees,
    worker_runs,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

Visit = Callable[..., Page]


# ---- up to the notice ------------------------------------------------------------------------------------------------


def entrust(entity: Page, city: Cast) -> None:
    open_menu(entity, "委托代理")
    press(entity, "新增委托")
    fill(entity, {"项目名称": PROJECT, "采购计划编号": "衡财采计〔2026〕0118号", "预算金额": "60万"})
    fill(entity, {"委托事项": "编制招标文件、发布公告、组织开标评标。"})
    choose(entity, "招标代理", "衡信")
    attach(entity, "委托协议", "委托代理协议.pdf", scan("委托代理协议"))
    press(entity, "修改保存")
    says(entity, "已保存，尚未提交。")
    examine(entity, "tendering-entrustment")
    press(entity, "提交信息")
    says(entity, "已委托，代理机构会收到消息。")


def register(agent: Page, centre: Page, city: Cast) -> Lot:
    """Rejected once with an opinion; the agent says more, and it is approved."""
    steps.file_tender(city, mandated=Entrustment.objects.get())
    open_menu(centre, "项目注册审核")
    examine(centre, "tendering-review-queue")
    centre.get_by_role("link", name=PROJECT, exact=True).click()
    sees(row(centre, "台式计算机").filter(has_text="6,000.00"))
    decide(centre, "审核不通过", "请写明安装地点")
    open_menu(agent, "项目注册")
    row(agent, PROJECT).filter(has_text="审核不通过").get_by_role("link", name="编辑").click()
    says(agent, "请写明安装地点")
    fill(agent, {"采购内容": "台式计算机 120 套，在信息楼安装调试。"})
    press(agent, "提交信息")
    sees(agent.get_by_role("heading", name=f"{PROJECT} 待审核"))
    review(centre, "项目注册审核", PROJECT)
    return Lot.objects.get()


def book_rooms(centre: Page, city: Cast, lot: Lot) -> None:
    steps_rooms.file_booking(city, lot)
    open_menu(centre, "场地预约审核")
    centre.get_by_role("link", name=lot.title, exact=True).click()
    fact(centre, "开标室", "开标一室")
    decide(centre, "审核通过")


def confirm_document(entity: Page, city: Cast, lot: Lot) -> None:
    """Returned once with a reason; the agent makes it again."""
    shortcuts.document(city, lot)
    open_menu(entity, "招标文件确认")
    press(row(entity, lot.title), "选择")
    says(entity, "台式计算机 120 套，用于计算机教室教学。")
    entity.get_by_role("radio", name="退回", exact=True).check()
    press(entity, "确认提交")
    says(entity, "退回须填写原因。")
    examine_as_it_is(entity, "tendering-confirmation")
    fill(entity, {"退回原因": "交货期过短，请改为 45 日。"})
    press(entity, "确认提交")
    says(entity, "已提交，代理机构会收到消息。")
    shortcuts.document(city, steps.again(lot))
    open_menu(entity, "招标文件确认")
    press(row(entity, lot.title), "选择")
    entity.get_by_role("radio", name="确认", exact=True).check()
    press(entity, "确认提交")
    says(entity, "已提交，代理机构会收到消息。")


def announce(centre: Page, city: Cast, lot: Lot) -> None:
    """Sealed by the agent."""
    signers.trust_root(clock.now())
    signer = signers.bound(city.agent, clock.now())
    steps_notices.file_invitation(city, steps.again(lot), signer=signer)
    review(centre, "招标公告审核", lot.title)


# ---- the bids --------------------------------------------------------------------------------------------------------


def take_the_document(supplier: Page, lot: Lot) -> None:
    supplier.goto("/")
    supplier.get_by_role("link", name=f"{lot.title}招标公告").click()
    supplier.get_by_role("link", name="获取招标文件", exact=True).click()
    press(supplier, "获取招标文件")
    has_field(supplier, "联系人", "黄伟")
    press(supplier, "确认获取")
    says(supplier, "已获取招标文件")
    open_menu(supplier, "我的项目")
    supplier.get_by_role("link", name=lot.title, exact=True).click()
    link = supplier.locator("#documents").get_by_role("link", name="招标文件").first.get_attribute("href")
    assert supplier.request.get(link).body().startswith(b"%PDF-")


def ask(supplier: Page, city: Cast, lot: Lot) -> None:
    """询问, which the agent answers."""
    open_menu(supplier, "我的项目")
    press(row(supplier, lot.title), "提出询问")
    fill(supplier, {"询问内容": f"{city.huaxing.organisation.name}问：质保期从何时起算？"})
    press(supplier, "确认提交")
    says(supplier, "询问内容中有您单位的名称，请删除")
    fill(supplier, {"询问内容": "质保期从何时起算？"})
    press(supplier, "确认提交")
    says(supplier, "已提交，代理机构答复后会收到消息。")
    steps_documents.answer(city, Enquiry.objects.get())
    open_menu(supplier, "我的项目")
    supplier.get_by_role("link", name=lot.title, exact=True).click()
    says(supplier, "自验收合格之日起算。")
    examine(supplier, "tendering-supplier-lot")


def file_the_bond(supplier: Page, lot: Lot) -> None:
    open_menu(supplier, "投标保证金")
    press(row(supplier, lot.title), "选择")
    fill(supplier, {"付款账号": "4300 0011 2233", "缴纳日期": str(local_date(clock.now()))})
    attach(supplier, "缴纳凭证", "银行回单.pdf", scan("银行回单"))
    press(supplier, "修改保存")
    says(supplier, "已保存，尚未提交。")
    examine(supplier, "tendering-bond")
    press(supplier, "提交信息")
    says(supplier, "保证金已登记。")


def offer(supplier: Page, lot: Lot, price: str, *files: str, brand: str = "华星") -> None:
    """投标, from 我的投标 up to the button that hands it in."""
    open_menu(supplier, "我的投标")
    press(row(supplier, lot.title), "投标")
    typed = {"投标报价": price, "交货期或服务期": "合同签订后 30 日内", "核心产品品牌": brand}
    fill(supplier, typed)
    supplier.locator("[data-sealed=is_small]").check()
    chosen = [{"name": name, "mimeType": "application/pdf", "buffer": scan(name)} for name in files]
    supplier.get_by_label("投标文件：选择文件").set_input_files(chosen)
    sealed = supplier.locator("[data-sealed-files] [data-state]").filter(has_text="已加密上传")
    expect(sealed).to_have_count(len(files))


def hand_in(supplier: Page) -> None:
    press(supplier, "递交投标", sure="递交投标")


def bid_and_replace(supplier: Page, lot: Lot) -> None:
    offer(supplier, lot, "600000.01", "资格部分.pdf", "技术部分.pdf", brand="")
    has_field(supplier, "投标报价（大写）", "陆拾万元零壹分")
    expect(supplier.locator("[data-part]").nth(1)).to_have_value("技术")
    hand_in(supplier)
    says(supplier, "超过最高限价 600000.00 元")
    fill(supplier, {"投标报价": "599999", "投标报价（大写）": "伍拾玖万"})
    hand_in(supplier)
    says(supplier, "与小写金额不一致，应为“伍拾玖万玖仟玖佰玖拾玖元整”")
    fill(supplier, {"投标报价（大写）": "伍拾玖万玖仟玖佰玖拾玖元整"})
    hand_in(supplier)
    expect(supplier.locator("[data-sealed=brand] ~ .pz-error")).to_have_text("请填写此项。")
    examine_as_it_is(supplier, "tendering-bid")
    fill(supplier, {"核心产品品牌": "华星"})
    hand_in(supplier)
    says(supplier, "投标已递交并密封保存，请下载递交回执。")
    offer(supplier, lot, "240000", "报价部分.pdf")
    has_field(supplier, "投标报价（大写）", "贰拾肆万元整")
    says(supplier, "递交第 1 版。再次递交后以最后一次为准")
    hand_in(supplier)
    says(supplier, "投标已递交并密封保存，请下载递交回执。")
    examine_as_it_is(supplier, "tendering-bid-read")


def receipt_holds(supplier: Page, folder: Path) -> None:
    """The receipt that is downloaded, against what the platform keeps."""
    with supplier.expect_download() as download:
        supplier.get_by_role("link", name="下载递交回执").first.click()
    download.value.save_as(folder / "receipt.json")
    sealed = SealedOffer.objects.filter(organisation__name__contains="华星").latest("version")
    (folder / "ciphertext").write_bytes(bytes(sealed.ciphertext))
    arguments = [str(folder / "receipt.json"), "--key", receipts.public_key()]
    assert check_receipt.main([*arguments, "--ciphertext", str(folder / "ciphertext")]) == 0


def wait_for_the_hour(supplier: Page, city: Cast, lot: Lot) -> None:
    """In the 开标大厅, which tells without being loaded anew."""
    open_menu(supplier, "开标大厅")
    supplier.get_by_role("link", name=lot.title, exact=True).click()
    says(supplier, "投标截止之前不公布投标人的名称和数量。")
    sees(supplier.get_by_text("投标密封中"))
    examine_as_it_is(supplier, "tendering-hall-waiting")
    steps_bids.pass_deadline(city, lot)
    expect(supplier.get_by_text("投标已截止，正在开启")).to_be_visible(timeout=SLOW)


def open_bids(supplier: Page, entity: Page, agent: Page, city: Cast, lot: Lot) -> None:
    """Two of the three who hold the keys; what the supplier types meanwhile stays."""
    open_with(entity, lot.title, demo_file(city.entity.organisation), PASSWORD)
    expect(entity.get_by_text("已开启本单位的份额，等待其他单位。")).to_be_visible(timeout=SLOW)
    open_with(agent, lot.title, demo_file(city.agent.organisation), PASSWORD)
    expect(agent.get_by_text("报价已开启，结果见项目页面。")).to_be_visible(timeout=SLOW)
    expect(supplier.get_by_text("贰拾肆万元整")).to_be_visible(timeout=SLOW)
    expect(row(supplier, "衡阳明德教育装备有限公司")).to_contain_text("575,000.00")
    says(supplier, "声明为小型、微型企业。")
    says(supplier, "核心产品品牌：华星。")
    mark = lot.bids.get(organisation=city.huaxing.organisation).device
    assert (mark, len(mark)) == (supplier.evaluate("localStorage.getItem('device')"), 32)
    fill(supplier, {"异议内容": "尚在填写"})
    steps_bids.confirm_record(lot, city.mingde)
    expect(row(supplier, "衡阳明德教育装备有限公司").get_by_text("已确认", exact=True)).to_be_visible(
        timeout=SLOW
    )
    has_field(supplier, "异议内容", "尚在填写")
    fill(supplier, {"异议内容": ""})
    press(supplier, "确认开标记录")
    says(supplier, "已确认开标记录。")
    examine(supplier, "tendering-hall")
    worker_runs()
    agent.goto(f"/console/cases/{lot.pk}/")
    sees(agent.get_by_role("link", name="下载“报价部分.pdf”"))


# ---- 评标 ------------------------------------------------------------------------------------------------------------


def gather(chief: Page, city: Cast, lot: Lot) -> None:
    """签到, and the leader is elected."""
    leader, *others = evaluation.seats(lot)
    chief.goto("/console/")
    sees(chief.get_by_role("main").get_by_role("link", name=lot.title))
    open_menu(chief, "我的评审")
    row(chief, lot.title).get_by_role("link", name=lot.title, exact=True).click()
    examine_as_it_is(chief, "tendering-sign-in")
    chief.get_by_label("我声明").check()
    press(chief, "签到")
    says(chief, "推选评标组长")
    evaluation.sign_in(lot, who=others)
    chief.reload()
    examine_as_it_is(chief, "tendering-election")
    press(chief, f"推选{leader.name}")
    evaluation.elect(lot)
    evaluation.examine_qualifications(city, lot)
    chief.reload()
    press(chief, "开始评标")


def examine_conformity(chief: Page, lot: Lot) -> None:
    evaluation.fill_in(lot, SheetPart.CONFORMITY, evaluation.all_pass, who=evaluation.seats(lot)[1:])
    chief.reload()
    chief.get_by_role("link", name="填写符合性审查表").click()
    for passed in chief.get_by_label("通过", exact=True).all():
        passed.check()
    examine_as_it_is(chief, "tendering-conformity")
    press(chief, "提交", sure="提交")
    says(chief, "符合性审查表已提交。")
    examine_as_it_is(chief, "tendering-examined")
    press(chief, "结束符合性审查", sure="结束")


def score(chief: Page, lot: Lot) -> None:
    """By what is blind; kept while it is typed."""
    chief.get_by_role("link", name="填写评分表").click()
    assert evaluation.evaluation_of(lot).state == Stage.REVIEWING
    sees(chief.get_by_text("投标人A"))
    points = chief.get_by_label("得分：").all()
    assert len(points) == 9
    points[0].fill("8")
    expect(chief.get_by_role("status").filter(has_text="已自动保存")).to_be_visible(timeout=SLOW)
    assert Mark.objects.filter(sheet__part=SheetPart.SCORING).count() == 1
    points[1].fill("800")
    press(chief, "提交", sure="提交")
    says(chief, "有 1 处需要改正，请查看下方标出的项。")
    examine_as_it_is(chief, "tendering-score-refused")
    for each in chief.get_by_label("得分：").all():
        each.fill("8")
    press(chief, "提交", sure="提交")
    says(chief, "评分表已提交。")


def report(chief: Page, city: Cast, lot: Lot) -> None:
    """The low price is explained; the points are added up, and all sign."""
    others = evaluation.seats(lot)[1:]
    evaluation.ask_about_price(lot, lot.bids.get(organisation=city.huaxing.organisation))
    chief.reload()
    says(chief, "请等待投标人说明。")
    evaluation.explain_and_accept(city.huaxing, lot)
    evaluation.fill_in(lot, SheetPart.SCORING, lambda criterion, bid, seat: Said(points=8), who=others)
    chief.reload()
    says(chief, "评审价 216,000.00 元（小微企业扣除 10%）")
    chief.get_by_text("不予价格扣除").click()
    examine(chief, "tendering-review")
    press(chief, "汇总得分，形成评标报告", sure="汇总")
    sees(chief.get_by_role("button", name="签字确认"))
    examine_as_it_is(chief, "tendering-signing")
    press(chief, "签字确认", sure="签字确认")
    says(chief, "已签字。")
    expect(chief.get_by_role("main").get_by_role("button", name="签字确认")).to_have_count(0)
    evaluation.sign(lot, who=others)


# ---- the award -------------------------------------------------------------------------------------------------------


def decide_on_the_winner(entity: Page, lot: Lot) -> None:
    open_menu(entity, "确定中标人")
    press(row(entity, lot.title), "选择")
    says(entity, "第 1 名")
    examine(entity, "tendering-decision")
    press(entity, "提交信息", sure="提交信息")
    says(entity, "已办理，代理机构会收到消息。")


def file_the_contract(entity: Page, city: Cast, lot: Lot) -> None:
    """The 监督部门 approves."""
    today = local_date(clock.now())
    open_menu(entity, "合同备案")
    press(row(entity, lot.title), "选择")
    fill(entity, {"合同编号": "HYYZ-2026-118", "履约保证金": "24000.01", "签订日期": str(today)})
    fill(entity, {"履行开始日期": str(today), "履行结束日期": str(today + timedelta(days=60))})
    attach(entity, "采购合同", "采购合同.pdf", scan("采购合同"))
    press(entity, "提交信息")
    says(entity, "履约保证金不得超过合同金额的 10%，即 24,000.00 元")
    examine_as_it_is(entity, "tendering-contract")
    fill(entity, {"履约保证金": "12000"})
    press(entity, "提交信息")
    sees(entity.get_by_role("heading", name=f"{lot.title} 待审核"))
    approve(AwardContract.objects.get(), city.supervisor.reviews)


@pytest.mark.covers("H18", "H21", "H24", "H30", "H34", "H35", "H36", "H37", "H38", "H39")
def test_a_tender_with_sealed_bids_from_its_mandate_to_its_contract(
    visit: Visit, city: Cast, tmp_path: Path
) -> None:
    entity, agent, centre = visit(city.entity.filer), visit(city.agent.filer), visit(city.centre.reviewer)
    supplier, anybody = visit(), visit()
    for page in (entity, agent, centre, supplier):
        page.set_default_timeout(SLOW)
    entrust(entity, city)
    lot = register(agent, centre, city)
    book_rooms(centre, city, lot)
    confirm_document(entity, city, steps.again(lot))
    announce(centre, city, lot)

    log_in(supplier, city.huaxing.filer)
    take_the_document(supplier, lot)
    ask(supplier, city, lot)
    file_the_bond(supplier, lot)
    bid_and_replace(supplier, lot)
    receipt_holds(supplier, tmp_path)
    for other, price in ((city.mingde, "575000"), (city.lantian, "590000")):
        steps_bids.bid(city, steps.again(lot), other, price)
    wait_for_the_hour(supplier, city, lot)
    open_bids(supplier, entity, agent, city, steps.again(lot))

    lot = steps.again(lot)
    evaluation.experts(city)
    evaluation.convene(city, lot)
    first = evaluation.seats(lot)[0]
    chief = visit(first.user)
    gather(chief, city, lot)
    examine_conformity(chief, lot)
    score(chief, lot)
    report(chief, city, lot)

    decide_on_the_winner(entity, lot)
    evaluation.file_award(city, steps.again(lot))
    review(centre, "中标公告审核", lot.title)
    anybody.goto("/")
    anybody.get_by_role("link", name=f"{lot.title}中标公告").click()
    says(anybody, city.huaxing.organisation.name)
    says(anybody, first.name)
    open_menu(supplier, "我的投标")
    sees(row(supplier, lot.title).filter(has_text="待签订合同"))
    file_the_contract(entity, city, steps.again(lot))
    assert steps.again(lot).state == LotState.CONTRACTED
