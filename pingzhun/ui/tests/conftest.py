"""A browser whose requests Django answers in this process: no port, no database."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.conf import settings as django_settings
from django.contrib.staticfiles import finders
from django.test import Client
from playwright.sync_api import Browser, Page, Route

ORIGIN = "https://ui.test"
TEMPLATES = Path(__file__).parent / "templates"


@pytest.fixture(autouse=True)
def kitchen_sink(settings):
    settings.ROOT_URLCONF = "pingzhun.ui.tests.urls"
    settings.ALLOWED_HOSTS = ["ui.test", "testserver"]
    settings.SESSION_ENGINE = "django.contrib.sessions.backends.signed_cookies"
    settings.MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"
    settings.MIDDLEWARE = [
        "csp.middleware.CSPMiddleware",
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
        "django.contrib.messages.middleware.MessageMiddleware",
    ]
    settings.TEMPLATES = [
        django_settings.TEMPLATES[0]
        | {
            "DIRS": [TEMPLATES],
            "OPTIONS": django_settings.TEMPLATES[0]["OPTIONS"]
            | {
                "context_processors": [
                    "django.template.context_processors.request",
                    "django.contrib.messages.context_processors.messages",
                    "pingzhun.ui.context.site",
                ],
            },
        },
        *django_settings.TEMPLATES[1:],
    ]


class Site:
    """Answers the browser's requests with Django's test client and the static file finders."""

    def __init__(self) -> None:
        self.client = Client(raise_request_exception=False)
        self.requests: list[tuple[str, str, dict[str, str]]] = []

    def answer(self, route: Route) -> None:
        request = route.request
        url = urlsplit(request.url)
        if url.path.startswith(django_settings.STATIC_URL):
            found = finders.find(url.path.removeprefix(django_settings.STATIC_URL))
            if found:
                route.fulfill(path=found)
            else:
                route.fulfill(status=404)
            return
        headers = request.all_headers()
        self.requests.append((request.method, url.path, headers))
        answer = self.client.generic(
            request.method,
            request.url.removeprefix(ORIGIN),
            request.post_data_buffer or b"",
            content_type=headers.get("content-type", ""),
            secure=True,
            headers={
                name: value for name, value in headers.items() if name not in ("host", "content-length")
            },
        )
        sent = dict(answer.items())
        cookies = [morsel.OutputString() for morsel in answer.cookies.values()]
        if cookies:
            sent["Set-Cookie"] = "\n".join(cookies)
        route.fulfill(status=answer.status_code, headers=sent, body=answer.content)


@pytest.fixture
def site() -> Site:
    return Site()


@pytest.fixture
def page(browser: Browser, site: Site) -> Iterator[Page]:
    """A page at `ORIGIN`; the test fails on any error or CSP report in its console."""
    context = browser.new_context(base_url=ORIGIN, locale="zh-CN", viewport={"width": 1440, "height": 900})
    context.route("**/*", site.answer)
    page = context.new_page()
    problems: list[str] = []
    page.on("console", lambda message: message.type == "error" and problems.append(message.text))
    page.on("pageerror", lambda error: problems.append(str(error)))
    yield page
    context.close()
    assert problems == []
