"""Certificates, by the manual's words (002 §3.4.4, 001 §2): 新增锁, 分配, CA登录, 解除."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from pingzhun.certificates import demo
from pingzhun.certificates.models import Certificate
from pingzhun.markets.intermediary.demo.cast import PASSWORD, Cast
from pingzhun.regimes import clock
from tests.journeys.walking import examine, fill, log_in, open_menu, press, row, says, sees

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

Visit = Callable[..., Page]


def choose_key(page: Page, file: Path) -> None:
    page.get_by_label("证书文件").set_input_files(file)
    fill(page, {"证书密码": demo.PASSWORD})


@pytest.mark.covers("H1", "H2", "H4", "R17")
def test_an_agency_takes_up_certificates_and_logs_in_with_them(
    visit: Visit, cast: Cast, tmp_path: Path
) -> None:
    manager, colleague = cast.hengxin.filer, cast.hengxin.reviewer
    holders = [demo.Holder(cast.hengxin.organisation, user) for user in (manager, colleague)]
    demo.build(demo.site_directory(), holders=holders, now=clock.now())

    page = visit()
    page.goto("/account/login/")
    page.get_by_role("link", name="CA登录").click()
    sees(page.get_by_role("link", name=f"{manager.username}.p12"))
    examine(page, "certificate-login")
    for user in (manager, colleague):
        with page.expect_download() as download:
            page.get_by_role("link", name=f"{user.username}.p12").click()
        download.value.save_as(tmp_path / f"{user.username}.p12")
    own, other = (tmp_path / f"{user.username}.p12" for user in (manager, colleague))
    page.get_by_role("link", name="环境检测").click()
    says(page, "全部通过，可以正常使用本平台。")
    page.get_by_role("link", name="证书检测").click()
    choose_key(page, own)
    press(page, "检测")
    says(page, "尚未绑定本平台的单位")

    log_in(page, manager)
    page.goto("/console/organisation/certificates/")
    for file, user in ((own, manager), (other, colleague)):
        page.get_by_role("link", name="新增锁").click()
        choose_key(page, file)
        page.get_by_label("分配给").select_option(str(user))
        press(page, "绑定")
        says(page, f"已分配给 {user}")
    press(page, "开启", sure="开启")
    says(page, "已开启：本单位用户今后只能用证书登录。")
    examine(page, "certificates")

    worker = visit()
    worker.goto("/account/login/")
    fill(worker, {"账号": colleague.username, "密码": PASSWORD})
    press(worker, "登录")
    says(worker, "您的单位要求用数字证书登录")
    worker.get_by_role("link", name="CA登录").click()
    choose_key(worker, other)
    press(worker, "登录")
    sees(worker.get_by_role("heading", name=f"您好，{colleague.name}"))
    open_menu(worker, "采购公告")

    page.goto("/console/organisation/certificates/")
    row(page, colleague.name).get_by_role("link", name="解除").first.click()
    fill(page, {"解除原因": "密钥盘遗失"})
    press(page, "解除")
    says(page, "密钥盘遗失")
    assert Certificate.objects.bound().count() == 1
    late = visit()
    late.goto("/account/certificate/")
    choose_key(late, other)
    press(late, "登录")
    expect(late.get_by_role("alert")).to_contain_text("该证书尚未绑定本平台的单位")
