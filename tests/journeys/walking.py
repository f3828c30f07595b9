"""What people do on a page, by the words they read there."""

import re
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from pingzhun.accounts.models import User
from pingzhun.certificates import issuing
from pingzhun.deadlines.worker import run_pending
from pingzhun.directory.models import Organisation
from pingzhun.documents.seals.keys import Signer
from pingzhun.markets.intermediary.demo.cast import PASSWORD
from pingzhun.regimes import clock
from pingzhun.sealing.key_files import demo_key, key_file
from tests.browser import OF_THE_LOOK, WCAG, axe, fits, picture

KEY_PASSWORD = "锁-Pass 2026"
APPEARANCES = {  # the attributes of the whole document, as `ui/base.html` writes them
    "elder": {"data-bs-theme": "light", "data-elder": ""},
    "dark": {"data-bs-theme": "dark", "data-elder": None},
    "light": {"data-bs-theme": "light", "data-elder": None},
}
WEAR = """wanted => Object.fromEntries(Object.entries(wanted).map(([name, value]) => {
    const root = document.documentElement, before = root.getAttribute(name);
    value == null ? root.removeAttribute(name) : root.setAttribute(name, value);
    return [name, before];
}))"""  # and returns the attributes as they were


def log_in(page: Page, user: User, password: str = PASSWORD) -> None:
    """By the log-in page, from the front page."""
    page.goto("/")
    page.get_by_role("banner").get_by_role("link", name="登录").click()
    fill(page, {"账号": user.username, "密码": password})
    press(page, "登录")
    sees(page.get_by_role("heading", name=f"您好，{user.name}"))


def open_menu(page: Page, entry: str, *, under: str = "") -> None:
    """Click a menu entry of the console, behind 菜单 on a phone. under: the folder, where several have such an entry."""
    if "/console/" not in page.url:
        page.goto("/console/")
    menu = page.get_by_role("navigation", name="主菜单")
    toggle = page.get_by_role("button", name="菜单", exact=True)
    if toggle.is_visible():
        toggle.click()
    if under:
        titled = f"xpath=.//span[normalize-space()='{under}']/ancestor::*[self::li or self::details][1]"
        menu = menu.locator(titled)
    menu.get_by_role("link", name=re.compile(rf"^{re.escape(entry)}( ?\d+ 项)?$")).click()
    expect(page.locator("nav[aria-label=主菜单] [aria-current=page]")).to_contain_text(entry)


def open_every_entry(page: Page, name: str) -> list[str]:
    """The names in the menu. Each opens, stands in the menu as what is open, and looks well; the frame is looked at elsewhere."""
    menu = "nav[aria-label=主菜单]"
    page.goto("/console/")
    entries = page.locator(f"{menu} a").evaluate_all(
        "links => links.map(link => [link.querySelector('span').textContent, link.getAttribute('href')])"
    )
    for place, (_, url) in enumerate(entries):
        assert page.goto(url).status == 200
        expect(page.locator(f"{menu} [aria-current=page]")).to_have_attribute("href", url)
        fits(page)
        axe(page, within="main")
        picture(page, f"journey-{name}-{place}-{page.viewport_size['width']}")
    return [title for title, _ in entries]


def sees(place: Locator) -> None:
    expect(place.first).to_be_visible()


def says(page: Page, sentence: str) -> None:
    """The sentence stands in the body of the page."""
    sees(page.get_by_role("main").get_by_text(sentence))


def has_field(page: Page, label: str, value: str) -> None:
    expect(field(page, label)).to_have_value(value)


def fact(page: Page, label: str, value: str) -> None:
    """The page states a value under its name."""
    name = page.get_by_role("main").locator("dt").filter(has_text=re.compile(rf"^{re.escape(label)}$"))
    sees(name.locator("xpath=following-sibling::dd[1]").filter(has_text=value))


def row(page: Page, text: str) -> Locator:
    """The row of a table that speaks of `text`; on a phone it is a card."""
    return page.get_by_role("row").filter(has_text=text)


def field(scope: Page | Locator, label: str) -> Locator:
    return scope.get_by_label(re.compile(rf"^{re.escape(label)}\*?$"))


def fill(scope: Page | Locator, values: Mapping[str, str]) -> None:
    for label, value in values.items():
        field(scope, label).fill(value)


def choose(scope: Page | Locator, label: str, words: str) -> None:
    """In a select that can be searched, type some words and take what they find; once the script has made it one."""
    expect(scope.locator("select[data-search]:not(.tomselected)")).to_have_count(0)
    control = scope.get_by_role("combobox", name=label)
    control.click()
    control.press_sequentially(words)
    scope.get_by_role("option", name=words).first.click()


def tick(page: Page, group: str, *names: str) -> None:
    for name in names:
        page.get_by_role("group", name=group).get_by_label(name, exact=True).check()


def attach(page: Page, slot: str, name: str, content: bytes, media_type: str = "application/pdf") -> None:
    file = {"name": name, "mimeType": media_type, "buffer": content}
    page.get_by_label(f"{slot}：选择文件", exact=True).set_input_files([file])
    sees(page.get_by_role("link", name=name, exact=True))


def choose_key(page: Page, signer: Signer, password: str = KEY_PASSWORD) -> None:
    """证书文件 and 证书密码."""
    data = issuing.key_file(signer.key, list(signer.certificates), KEY_PASSWORD)
    file = {"name": "公章.p12", "mimeType": "application/x-pkcs12", "buffer": data}
    field(page, "证书文件").set_input_files([file])
    field(page, "证书密码").fill(password)


def demo_file(organisation: Organisation) -> bytes:
    key = demo_key(organisation.credit_code)
    return key_file(key, passphrase=PASSWORD, organisation=organisation.name).encode()


def open_with(page: Page, title: str, file: bytes, passphrase: str) -> None:
    open_menu(page, "报价开启")
    page.get_by_role("link", name=title, exact=True).click()
    try_to_open(page, file, passphrase)


def try_to_open(page: Page, file: bytes, passphrase: str) -> None:
    page.get_by_label("密钥文件").set_input_files(
        [{"name": "key.json", "mimeType": "application/json", "buffer": file}]
    )
    fill(page, {"密钥口令": passphrase})
    press(page, "开启")


def signatures(pdf: Path) -> list[str] | None:
    """What poppler's pdfsig, a verifier of others, says of each signature; None where it is not on this machine."""
    pdfsig = shutil.which("pdfsig")
    if pdfsig is None:
        return None
    said = subprocess.run([pdfsig, "-nocert", pdf], capture_output=True, text=True).stdout
    return re.findall(r"Signature Validation: (.+)\.", said)


def press(scope: Page | Locator, button: str, *, sure: str = "") -> None:
    """A button; `sure` is the verb by which the dialog that then asks is answered."""
    scope.get_by_role("button", name=button, exact=True).first.click()
    if sure:
        page = scope if isinstance(scope, Page) else scope.page
        page.get_by_role("dialog").get_by_role("button", name=sure, exact=True).click()


def decide(page: Page, decision: str, opinion: str = "") -> None:
    """审核通过 or 审核不通过, on the page of what waits for it."""
    page.get_by_label("审核意见").fill(opinion)
    press(page, decision)
    says(page, "已审核：")


def review(page: Page, entry: str, what: str, decision: str = "审核通过") -> None:
    """Open `what` from the reviewer's menu entry, and decide."""
    open_menu(page, entry)
    page.get_by_role("link", name=what, exact=True).click()
    decide(page, decision)


def worker_runs() -> None:
    """What is due or queued is done, as the worker of a site does it."""
    run_pending(now=clock.now())


def texts_to(page: Page, mobile: str) -> list[str]:
    """The short messages to a number, the newest first, as the page 演示短信 shows them."""
    worker_runs()
    page.goto("/console/messages/demo/")
    field(page, "手机号码或邮箱").fill(mobile)
    press(page, "查询")
    sees(row(page, mobile))
    return [line.inner_text() for line in row(page, mobile).all()]


def examine(page: Page, name: str) -> None:
    """In whatever appearance: nothing that a machine finds against WCAG 2.2 AA, nothing beyond the edge of the screen.

    Loads the page anew, so wait before for something that only this page says. That it comes from the server in the
    remembered appearance is tested in `ui`.
    """
    page.reload()
    before = page.evaluate(WEAR, APPEARANCES["light"])
    for appearance, attributes in APPEARANCES.items():
        page.evaluate(WEAR, attributes)
        fits(page)
        axe(page, WCAG if appearance == "light" else OF_THE_LOOK)
        picture(page, f"journey-{name}-{page.viewport_size['width']}-{appearance}")
    page.evaluate(WEAR, before)


def examine_as_it_is(page: Page, name: str) -> None:
    """Without the reload, which would lose the files that were chosen."""
    fits(page)
    axe(page)
    picture(page, f"journey-{name}-{page.viewport_size['width']}")
