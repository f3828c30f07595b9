"""A real browser for tests: `page`, or `open_page` where a story has several people.

Whatever the page complains of fails the test: an exception or error in the console, anything the Content Security Policy
refused, a request that failed.
"""

import os
import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.models import AbstractBaseUser
from django.contrib.sessions.backends.db import SessionStore
from playwright.sync_api import Browser, BrowserContext, Page, Request, sync_playwright

from tools import chromium

ROOT = Path(__file__).resolve().parent.parent
SIZES = {"desktop": {"width": 1440, "height": 900}, "phone": {"width": 390, "height": 844}}
SWITCHES = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--font-render-hinting=none",
]
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
OF_THE_LOOK = ["color-contrast", "link-in-text-block", "scrollable-region-focusable", "target-size"]
"""The rules whose findings depend on colours and sizes: the others read what the page says."""

both_sizes = pytest.mark.parametrize("page", SIZES, indirect=True)
"""Run the test once on a desktop and once on a phone."""


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    program = chromium.find()
    assert program is not None, "没有浏览器：请先运行 python3 -m tools.setup --tests"
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(
            executable_path=program, args=SWITCHES, env=dict(chromium.environment(program))
        )
        yield launched
        launched.close()


@pytest.fixture
def open_page(browser: Browser, live_server: Any) -> Iterator[Callable[..., Page]]:
    """Return a function that opens a page as another visitor: `open_page(user=None, size="desktop")`."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def open_page(user: AbstractBaseUser | None = None, size: str = "desktop") -> Page:
        context = browser.new_context(
            base_url=live_server.url,
            viewport=SIZES[size],
            has_touch=size == "phone",
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            reduced_motion="reduce",
        )
        contexts.append(context)
        if user is not None:
            context.add_cookies([session_cookie(user, live_server.url)])
        page = context.new_page()
        page.set_default_timeout(10_000)
        listen(page, complaints)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.fixture
def page(open_page: Callable[..., Page], request: pytest.FixtureRequest) -> Page:
    return open_page(size=getattr(request, "param", "desktop"))


def session_cookie(user: AbstractBaseUser, url: str) -> Any:
    """Return the cookie of a session in which `user` is signed in."""
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[-1]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    return {"name": settings.SESSION_COOKIE_NAME, "value": session.session_key, "url": url}


def listen(page: Page, complaints: list[str]) -> None:
    """Collect what the browser complains of; a violation of the policy is an error in the console."""

    def failed(request: Request) -> None:
        if request.failure != "net::ERR_ABORTED":  # what leaving a page or a download breaks off
            complaints.append(f"{request.method} {request.url}: {request.failure}")

    page.on("pageerror", lambda error: complaints.append(f"{page.url}: {error}"))
    page.on("console", lambda said: said.type == "error" and complaints.append(f"{page.url}: {said.text}"))
    page.on("requestfailed", failed)


def axe(page: Page, rules: Sequence[str] = WCAG, *, within: str = "html") -> None:
    """Assert that the page, as it stands now, violates nothing of WCAG 2.2 AA that a machine can find; or none of these rules.

    within: a part of the page, by its selector, where the rest is examined elsewhere.
    """
    if not page.evaluate("'axe' in window"):
        page.evaluate((ROOT / "node_modules" / "axe-core" / "axe.min.js").read_text())
    # All violations, but of what passes one example to each rule: carrying all of them over took twice as long as looking.
    run = "([where, rules]) => axe.run(where, {runOnly: rules, resultTypes: ['violations']})"
    found = page.evaluate(run, [within, rules])
    assert found["passes"], "axe looked at nothing"
    assert [
        f"{violation['id']}: {node['html']} {node['failureSummary']}"
        for violation in found["violations"]
        for node in violation["nodes"]
    ] == []


def fits(page: Page) -> None:
    """Assert that the page does not scroll sideways."""
    widths = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
    assert widths[0] <= widths[1], f"{page.url} is {widths[0]} px wide on {widths[1]} px"


def picture(page: Page, name: str) -> None:
    """Keep a picture of the page when `make screenshots` asks for it."""
    folder = os.environ.get("PINGZHUN_SCREENSHOTS")
    if folder:
        assert re.fullmatch(r"[a-z0-9-]+", name)
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)
