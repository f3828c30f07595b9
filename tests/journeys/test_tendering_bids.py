"""政府采购: a 供应商 from the notice to the 开标大厅, those who hold the keys, and the 交易中心 (001, H35–H37)."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from pingzhun.base.localtime import local_date
from pingzhun.base.weeks import Week
from pingzhun.filings.casting import PASSWORD, scan
from pingzhun.markets.tendering.demo import steps, steps_bids, steps_documents, steps_notices, steps_rooms
from pingzhun.markets.tendering.demo.cast import Cast
from pingzhun.markets.tendering.models import Enquiry, Lot
from pingzhun.regimes import clock
from pingzhun.sealing import check_receipt, receipts
from pingzhun.sealing.models import SealedOffer
from tests.journeys.walking import (
    attach,
    demo_file,
    examine,
    examine_as_it_is,
    fill,
    has_field,
    log_in,
    open_menu,
    open_with,
    press,
    row,
    says,
    sees,
    worker_runs,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

Visit = Callable[..., Page]
LIVE = 30_000  # milliseconds for what a page shows by itself: the hall, and a key file that is opened


def announced(city: Cast) -> Lot:
    """A lot that a 招标公告 offers, with a 保证金."""
    lot = steps_rooms.book(city, steps.register(city)[0])
    steps_documents.issue(city, lot)
    lot = steps_documents.confirm(city, steps.again(lot))
    return steps_notices.announce(city, lot)


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


def offer(supplier: Page, lot: Lot, price: str, *files: str) -> None:
    """投标, from 我的投标 up to the button that hands it in."""
    open_menu(supplier, "我的投标")
    press(row(supplier, lot.title), "投标")
    typed = {"投标报价": price, "交货期或服务期": "合同签订后 30 日内", "核心产品品牌": "华星"}
    fill(supplier, typed)
    chosen = [{"name": name, "mimeType": "application/pdf", "buffer": scan(name)} for name in files]
    supplier.get_by_label("投标文件：选择文件").set_input_files(chosen)
    sealed = supplier.locator("[data-sealed-files] [data-state]").filter(has_text="已加密上传")
    expect(sealed).to_have_count(len(files))


def bid_and_replace(supplier: Page, lot: Lot) -> None:
    offer(supplier, lot, "599999", "资格部分.pdf", "技术部分.pdf")
    has_field(supplier, "投标报价（大写）", "伍拾玖万玖仟玖佰玖拾玖元整")
    examine_as_it_is(supplier, "tendering-bid")
    press(supplier, "递交投标", sure="递交投标")
    says(supplier, "投标已递交并密封保存，请下载递交回执。")
    offer(supplier, lot, "560000", "报价部分.pdf")
    says(supplier, "递交第 1 版。再次递交后以最后一次为准")
    press(supplier, "递交投标", sure="递交投标")
    says(supplier, "投标已递交并密封保存，请下载递交回执。")


def receipt_holds(supplier: Page, folder: Path) -> None:
    """The receipt that is downloaded, against what the platform keeps."""
    with supplier.expect_download() as download:
        supplier.get_by_role("link", name="下载递交回执").first.click()
    download.value.save_as(folder / "receipt.json")
    sealed = SealedOffer.objects.filter(organisation__name__contains="华星").latest("version")
    (folder / "ciphertext").write_bytes(bytes(sealed.ciphertext))
    arguments = [str(folder / "receipt.json"), "--key", receipts.public_key()]
    assert check_receipt.main([*arguments, "--ciphertext", str(folder / "ciphertext")]) == 0


@pytest.mark.covers("H16", "H35", "H36", "H37", "H39")
def test_a_supplier_bids_and_sees_its_bid_opened(visit: Visit, city: Cast, tmp_path: Path) -> None:
    lot = announced(city)
    supplier = visit()
    log_in(supplier, city.huaxing.filer)
    take_the_document(supplier, lot)
    ask(supplier, city, lot)
    file_the_bond(supplier, lot)
    bid_and_replace(supplier, lot)
    receipt_holds(supplier, tmp_path)
    for other, price in ((city.mingde, "575000"), (city.lantian, "590000")):
        steps_bids.bid(city, lot, other, price)

    centre = visit(city.centre.filer)
    open_menu(centre, "场地使用信息")
    centre.goto(f"{centre.url}?week={Week.of(lot.opens_at)}")
    sees(centre.get_by_role("link", name=lot.title))
    examine(centre, "tendering-calendar")
    open_menu(supplier, "开标大厅")
    supplier.get_by_role("link", name=lot.title, exact=True).click()
    says(supplier, "投标截止之前不公布投标人的名称和数量。")
    steps_bids.pass_deadline(city, lot)
    expect(supplier.get_by_text("投标已截止，正在开启")).to_be_visible(timeout=LIVE)
    entity, agent = visit(city.entity.filer), visit(city.agent.filer)
    open_with(entity, lot.title, demo_file(city.entity.organisation), PASSWORD)
    expect(entity.get_by_text("已开启本单位的份额，等待其他单位。")).to_be_visible(timeout=LIVE)
    open_with(agent, lot.title, demo_file(city.agent.organisation), PASSWORD)
    expect(agent.get_by_text("报价已开启，结果见项目页面。")).to_be_visible(timeout=LIVE)
    expect(supplier.get_by_text("伍拾陆万元整")).to_be_visible(timeout=LIVE)
    expect(row(supplier, "衡阳明德教育装备有限公司")).to_contain_text("575,000.00")
    press(supplier, "确认开标记录")
    says(supplier, "已确认开标记录。")
    examine(supplier, "tendering-hall")
    worker_runs()
    agent.goto(f"/console/cases/{lot.pk}/")
    sees(agent.get_by_role("link", name="下载“报价部分.pdf”"))
