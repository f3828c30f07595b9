"""What people do on a page, by the words they read there."""

import re
from collections.abc import Mapping

from playwright.sync_api import Locator, Page, expect

from pingzhun.accounts.models import User
from pingzhun.deadlines.worker import run_pending
from pingzhun.markets.intermediary.demo.cast import PASSWORD
from pingzhun.regimes import clock
from tests.browser import axe, fits, picture

APPEARANCES = {
    "light": {"theme": "light", "elder": "0"},
    "dark": {"theme": "dark", "elder": "0"},
    "elder": {"theme": "light", "elder": "1"},
}


def log_in(page: Page, user: User, password: str = PASSWORD) -> None:
    """By the log-in page, from the front page."""
    page.goto("/")
    page.get_by_role("banner").get_by_role("link", name="登录").click()
    page.get_by_label("账号").fill(user.username)
    page.get_by_label("密码").fill(password)
    page.get_by_role("button", name="登录", exact=True).click()
    expect(page.get_by_role("heading", name=f"您好，{user.name}")).to_be_visible()


def open_menu(page: Page, entry: str) -> None:
    """The menu entry `entry`, behind 菜单 on a phone; on the front page of somebody new to the console, 工作台 first."""
    if not page.url.split("/")[3:4] == ["console"]:
        page.goto("/console/")
    menu = page.get_by_role("navigation", name="主菜单")
    toggle = page.get_by_role("button", name="菜单", exact=True)
    if toggle.is_visible():
        toggle.click()
    menu.get_by_role("link", name=re.compile(rf"^{re.escape(entry)}\s*\d*$")).click()
    expect(menu.locator("[aria-current=page]")).to_contain_text(entry)


def row(page: Page, text: str) -> Locator:
    """The row of a table that speaks of `text`; on a phone it is a card."""
    return page.get_by_role("row").filter(has_text=text)


def fill(scope: Page | Locator, values: Mapping[str, str]) -> None:
    for label, value in values.items():
        scope.get_by_label(label, exact=True).or_(scope.get_by_label(f"{label}*", exact=True)).fill(value)


def choose(page: Page, label: str, words: str) -> None:
    """In a select that can be searched, type some words and take what they find."""
    control = page.get_by_role("combobox", name=label)
    control.click()
    control.press_sequentially(words)
    page.get_by_role("option", name=words).first.click()


def attach(page: Page, slot: str, name: str, content: bytes, media_type: str) -> None:
    file = {"name": name, "mimeType": media_type, "buffer": content}
    page.get_by_label(f"{slot}：选择文件").set_input_files([file])
    expect(page.get_by_role("link", name=name, exact=True)).to_be_visible()


def press(page: Page, button: str, *, sure: str = "") -> None:
    """A button; `sure` is the verb by which the dialog that then asks is answered."""
    page.get_by_role("button", name=button, exact=True).first.click()
    if sure:
        page.get_by_role("dialog").get_by_role("button", name=sure, exact=True).click()


def says(page: Page, sentence: str) -> None:
    expect(page.get_by_text(sentence).first).to_be_visible()


def decide(page: Page, decision: str, opinion: str = "") -> None:
    """审核通过 or 审核不通过, on the page of what waits for it."""
    page.get_by_label("审核意见").fill(opinion)
    press(page, decision)
    says(page, "已审核：")


def worker_runs() -> None:
    """What is due or queued is done, as the worker of a site does it."""
    run_pending(now=clock.now())


def texts_to(page: Page, mobile: str) -> list[str]:
    """The messages on 演示短信 for a number, the newest first."""
    worker_runs()
    page.goto("/console/messages/demo/")
    page.get_by_label("手机号码或邮箱").fill(mobile)
    press(page, "查询")
    expect(page.get_by_role("cell", name=mobile).first).to_be_visible()
    return [line.inner_text() for line in page.get_by_role("row").all()[1:]]


def examine(page: Page, name: str) -> None:
    """Whoever looks, in whatever appearance: nothing that a machine finds against WCAG 2.2 AA, nothing beyond the edge."""
    width = page.viewport_size["width"]
    for appearance, cookies in APPEARANCES.items():
        page.context.add_cookies([{"name": key, "value": value, "url": page.url} for key, value in cookies.items()])
        page.reload()
        fits(page)
        axe(page)
        picture(page, f"journey-{name}-{width}-{appearance}")
    page.context.clear_cookies(name=re.compile("^(theme|elder)$"))
    page.reload()
