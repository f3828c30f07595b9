"""The panel in a real browser: several files, pause, a broken line, a reload, and no script at all."""

import hashlib
import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from playwright.sync_api import Page, Route, expect

from pingzhun.documents.models import Attachment, Upload
from pingzhun.documents.tests import files

pytestmark = [
    pytest.mark.browser,
    pytest.mark.urls("pingzhun.documents.tests.urls"),
    pytest.mark.django_db(transaction=True),
]
MB = 1024**2


@pytest.fixture
def open_page(browser, live_server, client, li, folder):
    client.force_login(li, backend="django.contrib.auth.backends.ModelBackend")
    contexts, errors = [], []

    def open_page(**options) -> Page:
        context = browser.new_context(locale="zh-CN", **options)
        contexts.append(context)
        cookie = client.cookies["sessionid"].value
        context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(f"{live_server.url}/folders/{folder.pk}/")
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert errors == []


@pytest.fixture(scope="module")
def big() -> bytes:
    return files.archive({"影像.dat": os.urandom(20 * MB)}, method=0)


@pytest.fixture
def big_file(tmp_path, big) -> Path:
    path = tmp_path / "结果.zip"
    path.write_bytes(big)
    return path


def slot(page: Page, key: str):
    return page.locator(f'[data-slot="{key}"]')


def choose(page: Page, key: str, *chosen) -> None:
    slot(page, key).locator("input[type=file]").set_input_files(list(chosen))


def throttle(page: Page, bytes_per_second: int) -> Callable[[bool], None]:
    """Slow the line down; the function returned cuts it and gives it back."""
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")

    def set_offline(offline: bool) -> None:
        limits = {"latency": 0, "downloadThroughput": -1, "uploadThroughput": bytes_per_second}
        session.send("Network.emulateNetworkConditions", limits | {"offline": offline})

    set_offline(False)
    return set_offline


def offsets(page: Page) -> list[int]:
    """The offsets of the pieces that the page sends from now on."""
    sent: list[int] = []
    page.on("request", lambda r: r.method == "PATCH" and sent.append(int(r.headers["upload-offset"])))
    return sent


@pytest.mark.covers("P7")
def test_several_files_go_up_at_once_and_a_bad_one_says_why(open_page):
    page = open_page()
    pictures = [
        {"name": f"{n}.png", "mimeType": "image/png", "buffer": files.image(size=(n, 9))} for n in (7, 8)
    ]
    choose(
        page, "photo", *pictures, {"name": "坏.jpg", "mimeType": "image/jpeg", "buffer": b"<html><script>"}
    )
    photo = slot(page, "photo")
    expect(photo.get_by_role("link", name="7.png", exact=True)).to_be_visible()
    expect(photo.get_by_role("link", name="8.png", exact=True)).to_be_visible()
    expect(photo.locator("[data-error]:not([hidden])")).to_have_text(
        "“坏.jpg”的内容不是JPEG 图片，看起来是网页或脚本（HTML、SVG、XML）。请打开原文件，另存为正确的格式后重新上传。"
    )
    choose(page, "contract", {"name": "片.mp4", "mimeType": "video/mp4", "buffer": b"x"})
    expect(slot(page, "contract").locator("[data-error]")).to_contain_text("的类型不符合「合同扫描件」的要求")
    expect(page.locator("[data-live]")).to_contain_text("片.mp4")
    photo.get_by_role("button", name="移除“7.png”").click()
    page.get_by_role("dialog").get_by_role("button", name="移除").click()
    expect(photo.get_by_role("link", name="7.png", exact=True)).to_have_count(0)
    assert list(Attachment.objects.values_list("name", flat=True)) == ["8.png"]


@pytest.mark.covers("P7")
def test_a_list_that_comes_late_does_not_bring_back_what_was_removed(open_page):
    page, held = open_page(), []

    def hold(route: Route) -> None:
        if held or route.request.method != "GET":
            route.fallback()
        else:
            held.append((route, route.fetch()))

    choose(page, "photo", {"name": "7.png", "mimeType": "image/png", "buffer": files.image(size=(7, 9))})
    photo = slot(page, "photo")
    expect(photo.get_by_role("link", name="7.png", exact=True)).to_be_visible()
    page.route(re.compile(r"/folders/\d+/attachments/$"), hold)
    choose(page, "photo", {"name": "8.png", "mimeType": "image/png", "buffer": files.image(size=(8, 9))})
    for _ in range(100):
        if not held:
            page.wait_for_timeout(50)
    photo.get_by_role("button", name="移除“7.png”").click()
    page.get_by_role("dialog").get_by_role("button", name="移除").click()
    page.wait_for_timeout(300)
    route, answer = held[0]
    route.fulfill(response=answer)
    expect(photo.get_by_role("link", name="8.png", exact=True)).to_be_visible()
    page.wait_for_timeout(300)
    expect(photo.get_by_role("link", name="7.png", exact=True)).to_have_count(0)


@pytest.mark.covers("P7")
def test_a_list_that_never_comes_holds_nothing_up_for_ever(open_page, live_server, folder):
    """The half minute that it may take is over when the test says so."""
    page, held = open_page(), []
    page.add_init_script(
        """AbortSignal.timeout = (ms) => {
            const control = new AbortController();
            window.giveUp = () => control.abort(new DOMException(`${ms} ms`, "TimeoutError"));
            return control.signal;
        }"""
    )
    page.goto(f"{live_server.url}/folders/{folder.pk}/")

    def hold(route: Route) -> None:
        if held or route.request.method != "GET":
            route.fallback()
        else:
            held.append(route)

    choose(page, "photo", {"name": "7.png", "mimeType": "image/png", "buffer": files.image(size=(7, 9))})
    photo = slot(page, "photo")
    expect(photo.get_by_role("link", name="7.png", exact=True)).to_be_visible()
    lists = re.compile(r"/folders/\d+/attachments/$")
    page.route(lists, hold)
    with page.expect_request(lambda request: request.method == "GET" and lists.search(request.url)):
        choose(page, "photo", {"name": "8.png", "mimeType": "image/png", "buffer": files.image(size=(8, 9))})
    photo.get_by_role("button", name="移除“7.png”").click()
    page.get_by_role("dialog").get_by_role("button", name="移除").click()
    page.wait_for_timeout(300)
    expect(photo.get_by_role("link", name="7.png", exact=True)).to_be_visible()
    page.evaluate("giveUp()")
    expect(photo.get_by_role("link", name="7.png", exact=True)).to_have_count(0)
    expect(photo.get_by_role("link", name="8.png", exact=True)).to_be_visible()


@pytest.mark.covers("P7")
@pytest.mark.parametrize(
    "fail",
    [lambda route: route.abort(), lambda route: route.fulfill(status=503)],
    ids=["the line is cut", "the server refuses"],
)
def test_a_file_that_is_in_does_not_vanish_because_the_list_did_not_come(open_page, fail):
    page = open_page()
    page.route(
        re.compile(r"/folders/\d+/attachments/$"),
        lambda route: fail(route) if route.request.method == "GET" else route.fallback(),
    )
    choose(page, "photo", {"name": "9.png", "mimeType": "image/png", "buffer": files.image(size=(9, 9))})
    photo = slot(page, "photo")
    expect(photo.get_by_text("已上传，列表没有更新。请刷新页面查看。")).to_be_visible()
    assert list(Attachment.objects.values_list("name", flat=True)) == ["9.png"]
    page.unroute_all()
    photo.get_by_role("button", name="关闭“9.png”的提示").click()
    expect(photo.get_by_text("已上传，列表没有更新。请刷新页面查看。")).to_have_count(0)
    page.reload()
    expect(photo.get_by_role("link", name="9.png", exact=True)).to_be_visible()


@pytest.mark.covers("P7")
def test_a_file_chosen_before_the_script_has_come_is_uploaded_when_it_comes(open_page, folder, live_server):
    page = open_page()
    held: list[Route] = []
    page.route("**/documents/panel*.js", lambda route: held.append(route))  # no builtin is taken
    with page.expect_request("**/documents/panel*.js"):
        page.goto(f"{live_server.url}/folders/{folder.pk}/", wait_until="commit")
    choose(page, "result", {"name": "早.zip", "mimeType": "application/zip", "buffer": files.archive()})
    assert Attachment.objects.count() == 0
    held[0].continue_()
    expect(slot(page, "result").get_by_role("link", name="早.zip", exact=True)).to_be_visible()


@pytest.mark.covers("P7")
def test_an_upload_can_be_paused_and_goes_on_where_it_was(open_page, big_file, big):
    page = open_page()
    throttle(page, 6 * MB)
    choose(page, "result", big_file)
    result = slot(page, "result")
    expect(result.locator("[data-state]")).to_contain_text("MB/秒")
    expect(slot(page, "result").locator("[data-state]")).to_contain_text(re.compile(r"[5-9]\d%"))
    result.get_by_role("button", name="暂停").click()
    expect(result.locator("[data-state]")).to_contain_text("已暂停")
    sent = offsets(page)
    result.get_by_role("button", name="继续").click()
    expect(result.get_by_role("link", name="结果.zip", exact=True)).to_be_visible(timeout=30_000)
    assert sent[0] >= 8 * MB
    assert Attachment.objects.get().blob.sha256 == hashlib.sha256(big).hexdigest()


@pytest.mark.covers("P7")
def test_an_upload_survives_a_reload_of_the_page(open_page, big_file, big):
    page = open_page()
    throttle(page, 6 * MB)
    choose(page, "result", big_file)
    expect(slot(page, "result").locator("[data-state]")).to_contain_text(re.compile(r"[5-9]\d%"))
    page.on("dialog", lambda dialog: dialog.accept())
    page.reload()
    result = slot(page, "result")
    expect(result).to_contain_text("重新选择该文件，将从断点继续。")
    sent = offsets(page)
    choose(page, "result", big_file)
    expect(result.get_by_role("link", name="结果.zip", exact=True)).to_be_visible(timeout=30_000)
    assert sent[0] >= 8 * MB
    assert Attachment.objects.get().blob.sha256 == hashlib.sha256(big).hexdigest()
    assert Upload.objects.count() == 1


@pytest.mark.covers("P7")
def test_an_upload_goes_on_by_itself_when_the_line_comes_back(open_page, big_file, big):
    page = open_page()
    set_offline = throttle(page, 6 * MB)
    choose(page, "result", big_file)
    expect(slot(page, "result").locator("[data-state]")).to_contain_text(re.compile(r"[5-9]\d%"))
    set_offline(True)
    result = slot(page, "result")
    expect(result.locator("[data-error]")).to_contain_text("网络中断", timeout=30_000)
    set_offline(False)
    expect(result.get_by_role("link", name="结果.zip", exact=True)).to_be_visible(timeout=30_000)
    assert Attachment.objects.get().blob.sha256 == hashlib.sha256(big).hexdigest()


def test_a_cancelled_upload_is_gone_from_the_server(open_page, big_file, disk):
    page = open_page()
    throttle(page, 4 * MB)
    choose(page, "result", big_file)
    expect(slot(page, "result").locator("[data-state]")).to_contain_text(re.compile(r"\d%"))
    with page.expect_response(lambda response: response.request.method == "DELETE") as deleted:
        slot(page, "result").get_by_role("button", name="取消").click()
    assert deleted.value.status == 204
    assert Upload.objects.count() == 0
    expect(slot(page, "result").locator("[data-queue] li")).to_have_count(0)


@pytest.mark.covers("P7")
def test_without_a_script_the_plain_form_does_it(open_page):
    page = open_page(java_script_enabled=False)
    choose(page, "contract", {"name": "合同.pdf", "mimeType": "application/pdf", "buffer": files.pdf()})
    slot(page, "contract").get_by_role("button", name="上传").click()
    expect(slot(page, "contract").get_by_role("link", name="合同.pdf", exact=True)).to_be_visible()
    assert Attachment.objects.get().blob.sha256 == hashlib.sha256(files.pdf()).hexdigest()


@pytest.mark.parametrize("width", [390, 1440])
def test_the_panel_has_no_accessibility_fault_and_fits_its_page(open_page, width):
    page = open_page(viewport={"width": width, "height": 900}, bypass_csp=True)
    choose(page, "photo", {"name": "照片.png", "mimeType": "image/png", "buffer": files.image()})
    choose(page, "contract", {"name": "片.mp4", "mimeType": "video/mp4", "buffer": b"x"})
    expect(slot(page, "photo").get_by_role("link", name="照片.png", exact=True)).to_be_visible()
    page.add_script_tag(path=django_settings.NODE_MODULES / "axe-core" / "axe.min.js")
    faults = page.evaluate("axe.run('[data-documents]').then((result) => result.violations)")
    assert [(fault["id"], [node["html"] for node in fault["nodes"]]) for fault in faults] == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
