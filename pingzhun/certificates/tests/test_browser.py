"""The pages in a real browser: a key is bound, logs in, is looked at; and how they look."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from pingzhun.accounts.models import User
from pingzhun.certificates import demo, issuing, services
from pingzhun.certificates.models import Certificate
from pingzhun.certificates.tests.conftest import Key
from tests.browser import SIZES, axe, fits, picture

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PASSWORD = "key-pass-2026"


@pytest.fixture
def key_file(key: Key, tmp_path: Path) -> Path:
    path = tmp_path / "祁连.p12"
    path.write_bytes(issuing.key_file(key.private, key.chain, PASSWORD))
    return path


def is_in(page: Page, name: str) -> None:
    """The console is open, in the name of that person."""
    expect(page.get_by_role("banner").get_by_text(name, exact=True).first).to_be_visible()


def send(page: Page, file: Path, button: str, password: str = PASSWORD) -> None:
    page.get_by_label("证书文件").set_input_files(file)
    page.get_by_label("证书密码").fill(password)
    page.get_by_role("button", name=button, exact=True).click()


@pytest.mark.covers("H4", "R17")
@pytest.mark.parametrize("size", SIZES)
def test_a_key_is_bound_and_then_logs_in(open_page: Callable[..., Page], key_file, chen, ma, size):
    manager = open_page(chen, size)
    manager.goto(reverse("certificates:certificates"))
    expect(manager.get_by_text("还没有绑定证书")).to_be_visible()
    axe(manager)
    manager.get_by_role("link", name="新增锁").click()
    send(manager, key_file, "绑定", "别的密码")
    expect(manager.get_by_role("alert")).to_have_text("证书密码不正确，请重新输入。密码区分大小写。")
    axe(manager)
    fits(manager)
    picture(manager, f"certificate-add-{size}")
    manager.get_by_label("证书密码").fill(PASSWORD)
    manager.get_by_label("分配给").select_option("马建国（majianguo）")
    manager.get_by_role("button", name="绑定", exact=True).click()
    expect(manager.get_by_text("已绑定“祁连工程咨询有限公司 经办锁”")).to_be_visible()
    axe(manager)
    fits(manager)
    picture(manager, f"certificates-{size}")

    visitor = open_page(size=size)
    sent: list[str] = []
    visitor.on("request", lambda request: sent.append(request.post_data or ""))
    visitor.goto(reverse("accounts:login"))
    visitor.get_by_role("link", name="CA登录").click()
    visitor.get_by_role("button", name="登录", exact=True).click()
    expect(visitor.get_by_role("alert")).to_have_text("请选择证书文件。")
    axe(visitor)
    fits(visitor)
    picture(visitor, f"certificate-login-{size}")
    send(visitor, key_file, "登录")
    is_in(visitor, "马建国")
    assert Certificate.objects.get().user == ma
    assert not any(PASSWORD in body for body in sent)
    assert any("signature" in body for body in sent)


def test_a_certificate_that_is_not_assigned_says_to_whom_to_turn(open_page, key_file, bound, chen, now):
    services.assign(certificate=bound, user=None, by=chen, now=now)
    page = open_page()
    page.goto(reverse("certificates:login"))
    send(page, key_file, "登录")
    expect(page.get_by_role("alert")).to_contain_text("请联系本单位管理员（陈静）分配后再登录")
    expect(page.get_by_label("证书密码")).to_have_value(
        PASSWORD
    )  # the file stays chosen: another try is one click
    services.assign(certificate=bound, user=chen, by=chen, now=now)
    page.get_by_role("button", name="登录", exact=True).click()
    is_in(page, "陈静")


def test_a_page_signs_nothing_that_names_another_site(open_page, key_file, bound):
    page = open_page()
    page.route(
        "**/account/certificate/challenge/",
        lambda route: route.fulfill(
            json={"nonce": "x", "text": "平准 数字证书签名\n网站：https://zj.example"}
        ),
    )
    posted: list[str] = []
    page.on("request", lambda request: request.method == "POST" and posted.append(request.url))
    page.goto(reverse("certificates:login"))
    send(page, key_file, "登录")
    expect(page.get_by_role("alert")).to_contain_text("要签名的内容不是本网站的")
    assert [url.partition("/account/")[2] for url in posted] == ["certificate/challenge/"]


def test_a_vendors_signer_stands_behind_the_same_protocol(open_page, bound, key, settings, tmp_path):
    """A helper that signs elsewhere: here, in this test. The page knows only `chain`, `algorithm` and `sign`."""
    folder = tmp_path / "templates" / "certificates"
    folder.mkdir(parents=True)
    (folder / "_vendor_signers.html").write_text('<script src="/vendor.js" type="module"></script>')
    settings.TEMPLATES = [settings.TEMPLATES[0] | {"DIRS": [tmp_path / "templates"]}]
    page = open_page()
    page.expose_function("signElsewhere", lambda data: list(key.sign(bytes(data))))
    chain = [list(each.public_bytes(issuing.serialization.Encoding.DER)) for each in key.chain]
    module = f"""
      import {{ rememberedSigners }} from "/static/certificates/signer.js";
      rememberedSigners.set("helper", {{ title: "试验助手", open: async () => ({{
        chain: {chain}.map((each) => Uint8Array.from(each)),
        algorithm: "ES256",
        sign: async (bytes) => Uint8Array.from(await signElsewhere([...bytes])),
      }}) }});"""
    page.route("**/vendor.js", lambda route: route.fulfill(body=module, content_type="text/javascript"))
    page.goto(reverse("certificates:login"))
    page.get_by_label("证书存放在").select_option("试验助手")
    expect(page.get_by_label("证书文件")).to_be_hidden()
    page.get_by_role("button", name="登录", exact=True).click()
    is_in(page, "陈静")


@pytest.mark.covers("H2")
@pytest.mark.parametrize("size", SIZES)
def test_a_certificate_is_looked_at(open_page, qilian, chen, now, tmp_path, size):
    demo.build(tmp_path, holders=[demo.Holder(qilian, chen)], now=now)
    page = open_page(size=size)
    page.goto(reverse("certificates:check"))
    axe(page)
    for each in demo.key_files(tmp_path):
        send(page, tmp_path / each.file, "检测", demo.PASSWORD)
        result = page.get_by_role("region", name="检测结果")
        expect(result.get_by_text(each.status, exact=True)).to_be_visible()
        expect(result.get_by_text("祁连工程咨询有限公司 陈静")).to_be_visible()
    axe(page)
    fits(page)
    picture(page, f"certificate-check-{size}")


@pytest.mark.covers("H1")
@pytest.mark.parametrize("size", SIZES)
def test_an_environment_that_is_good_passes_everything(open_page, size):
    page = open_page(size=size)
    page.goto(reverse("certificates:environment"))
    expect(page.get_by_role("status")).to_have_text("全部通过，可以正常使用本平台。")
    expect(page.locator("[data-met=yes]")).to_have_count(7)
    axe(page)
    fits(page)
    picture(page, f"environment-{size}")


SPOILT = {
    "clock": "Object.defineProperty(Performance.prototype, 'timeOrigin', {get: () => Date.now() - 3e5})",
    "crypto": "Object.defineProperty(Crypto.prototype, 'subtle', {get: () => undefined})",
    "cookies": "Object.defineProperty(Document.prototype, 'cookie', {get: () => '', set: () => {}})",
    "secure": "Object.defineProperty(globalThis, 'isSecureContext', {get: () => false})",
    "files": "delete globalThis.Worker",
    "screen": "Object.defineProperty(globalThis, 'innerWidth', {get: () => 300})",
}
CURES = {
    "clock": "自动设置时间",
    "crypto": "升级到最新版本",
    "cookies": "允许本网站使用 Cookie",
    "secure": "改用 https 网址",
    "files": "升级到最新版本",
    "screen": "放大窗口",
}


@pytest.mark.covers("H1")
@pytest.mark.parametrize("trouble", SPOILT)
def test_whatever_is_wrong_says_what_to_do(page: Page, trouble: str):
    page.add_init_script(SPOILT[trouble])
    page.goto(reverse("certificates:environment"))
    expect(page.get_by_role("status")).to_have_text("1 项未通过，请按说明处理后刷新页面。")
    expect(page.locator(f"[data-item={trouble}]")).to_contain_text(CURES[trouble])
    axe(page)


def test_without_scripts_the_page_says_so(browser: Any, live_server: Any):
    context = browser.new_context(java_script_enabled=False, base_url=live_server.url)
    page = context.new_page()
    page.goto(reverse("certificates:environment"))
    expect(page.get_by_role("status")).to_contain_text("请允许本网站运行脚本")
    context.close()


def test_the_pages_of_the_operator_and_the_forms_pass_axe(open_page, bound, chen, qilian, now):
    User.objects.filter(pk=chen.pk).update(is_operator=True)
    page = open_page(chen)
    page.goto(reverse("certificates:certificates"))
    page.get_by_role("button", name="开启", exact=True).click()
    page.get_by_role("dialog").get_by_role("button", name="开启").click()
    expect(page.get_by_text("今后只能用证书登录")).to_be_visible()
    for name, args in (("assign", [bound.pk]), ("unbind", [bound.pk]), ("lift", []), ("requirements", [])):
        page.goto(reverse(f"certificates:{name}", args=args))
        axe(page)
        picture(page, f"certificate-{name}")
