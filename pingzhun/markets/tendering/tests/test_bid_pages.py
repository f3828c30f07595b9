"""The bid form and the 开标大厅 in a real browser, at both widths (H36, H37)."""

from collections.abc import Callable

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from pingzhun.filings import lifecycle
from pingzhun.filings.casting import scan
from pingzhun.filings.desks import desk_of
from pingzhun.markets.tendering.demo import shortcuts, steps, steps_bids
from pingzhun.markets.tendering.desks.bidding import BidDesk
from pingzhun.markets.tendering.models import Lot
from pingzhun.regimes import clock
from pingzhun.sealing import driving
from tests.browser import SIZES, axe, fits, picture

pytestmark = pytest.mark.browser


@pytest.fixture
def lot(site) -> Lot:
    lot = shortcuts.to_bidding(site, steps.register(site, lots=[{"bond": "0"}])[0])
    for player, price in ((site.mingde, "555000"), (site.lantian, "550000")):
        steps_bids.bid(site, lot, player, price)
    steps_bids.join(lot, site.huaxing)
    return lot


@pytest.mark.covers("H36", "H37")
@pytest.mark.parametrize("size", SIZES)
def test_a_supplier_bids_in_its_browser_and_sees_the_opening_without_reloading(
    site, lot, open_page: Callable[..., Page], size: str
) -> None:
    page = open_page(site.huaxing.filer, size)

    def look(name: str) -> None:
        fits(page)
        picture(page, f"tendering-{name}-{size}")
        axe(page)

    filing = lifecycle.begin(desk_of(BidDesk), actor=site.huaxing.files, case=lot, now=clock.now())
    page.goto(reverse("desks:tendering.bid.page", args=[filing.pk]))
    page.locator("[data-sealed=price]").fill("600000.01")
    expect(page.locator("[data-sealed=price_in_words]")).to_have_value("陆拾万元零壹分")
    page.locator("[data-sealed=period]").fill("合同签订后 30 日内")
    page.locator("[data-sealed=is_small]").check()
    page.locator("[data-sealed-files] input[type=file]").set_input_files(
        {"name": "技术部分.pdf", "mimeType": "application/pdf", "buffer": scan("技术")}
    )
    expect(page.locator("[data-part]").nth(0)).to_have_value("技术")
    expect(page.get_by_text("已加密上传").first).to_be_visible()
    look("bid")

    def submit() -> None:
        page.get_by_role("button", name="递交投标").click()
        page.get_by_role("dialog").get_by_role("button", name="递交投标").click()

    submit()
    expect(page.get_by_text("超过最高限价 600000.00 元")).to_be_visible()
    page.locator("[data-sealed=price]").fill("560000")
    page.locator("[data-sealed=price_in_words]").fill("伍拾陆万")
    submit()
    expect(page.get_by_text("与小写金额不一致，应为“伍拾陆万元整”")).to_be_visible()
    page.locator("[data-sealed=price_in_words]").fill("伍拾陆万元整")
    submit()
    expect(page.locator("[data-sealed=brand] ~ .pz-error")).to_have_text("请填写此项。")
    page.locator("[data-sealed=brand]").fill("华星")
    submit()
    expect(page.get_by_text("投标已递交并密封保存")).to_be_visible()
    expect(page.get_by_role("link", name="下载递交回执")).to_be_visible()
    look("bid-read")

    page.goto(reverse("tendering:hall", args=[lot.pk]))
    expect(page.get_by_text("投标密封中")).to_be_visible()
    look("hall-waiting")
    steps_bids.pass_deadline(site, lot)
    expect(page.get_by_text("投标已截止，正在开启")).to_be_visible(timeout=15_000)
    driving.open_waiting(by=slice(2))
    expect(page.get_by_text("伍拾陆万元整")).to_be_visible(timeout=15_000)
    expect(page.get_by_text("声明为小型、微型企业。")).to_have_count(1)
    expect(page.get_by_text("核心产品品牌：华星。")).to_be_visible()
    bid = lot.bids.get(organisation=site.huaxing.organisation)
    assert bid.device == page.evaluate("localStorage.getItem('device')")
    assert len(bytes.fromhex(bid.device)) == 16
    typed = page.get_by_label("异议内容")
    typed.fill("尚在填写")
    steps_bids.confirm_record(lot, site.mingde)
    expect(page.get_by_text("已确认", exact=True)).to_be_visible(timeout=15_000)
    expect(typed).to_have_value("尚在填写")
    look("hall-opened")
    typed.fill("")
    page.get_by_role("button", name="确认开标记录").click()
    expect(page.get_by_text("已确认开标记录。")).to_be_visible()
