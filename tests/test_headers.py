"""What every answer of the site carries, whoever asks for what: headers, cookies, tokens, time."""

import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.conf import settings as real
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now as real_now

from config.proxy import client_address
from pingzhun.accounts.models import User
from pingzhun.accounts.services import create_account
from pingzhun.regimes import clock
from tests.architecture import urls
from tools import pg

pytestmark = pytest.mark.django_db
PASSWORD = "a-password-of-the-tests"
PAGES = (
    "/",
    "/notices/",
    "/search/?q=x",
    "/account/login/",
    "/account/register/",
    "/help/",
    "/nothing-here/",
    "/api/v1/notices",
)


@pytest.fixture
def chen() -> User:
    return create_account(
        username="chen", password=PASSWORD, name="陈静", mobile="13900000001", now=clock.now()
    )


@pytest.fixture
def signed_in(chen: User) -> Client:
    client = Client()
    client.post(reverse("accounts:login"), {"username": "chen", "password": PASSWORD})
    return client


def directives(policy: str) -> dict[str, list[str]]:
    return {name: values for name, *values in (part.split() for part in policy.split(";") if part.strip())}


@pytest.mark.parametrize("path", PAGES)
def test_every_page_carries_the_headers_of_the_site(client, path):
    answer = client.get(path)
    policy = directives(answer["Content-Security-Policy"])
    assert policy["default-src"] == policy["style-src"] == policy["connect-src"] == ["'self'"]
    assert policy["object-src"] == policy["base-uri"] == policy["frame-ancestors"] == ["'none'"]
    assert policy["form-action"] == ["'self'"]
    assert [each for each in policy["script-src"] if not each.startswith("'nonce-")] == ["'self'"]
    assert "unsafe" not in answer["Content-Security-Policy"]
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["Referrer-Policy"] == answer["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "camera=()" in answer["Permissions-Policy"]


def test_a_nonce_serves_once(client):
    pages = [client.get("/ledger/") for _ in range(2)]
    nonces = [re.findall(r"'nonce-([^']+)'", page["Content-Security-Policy"]) for page in pages]
    assert nonces[0] != nonces[1] or nonces == [[], []]


@pytest.mark.parametrize("origin", ["https://evil.example", "null"])
def test_no_answer_lets_another_origin_read_it(client, origin):
    for path in PAGES:
        for method in (client.get, client.options):
            answer = method(path, headers={"origin": origin})
            assert not [name for name in answer.headers if name.lower().startswith("access-control-")]


KEEPING_NOTHING = {  # they look at what whoever brings, and forget it
    "documents:verify",
    "documents:prepare_trial",
    "documents:complete_trial",
}


def test_no_post_is_taken_without_its_token():
    """Every URL of the site by POST, from a page of another site: none is answered by its view."""
    stranger = Client(enforce_csrf_checks=True, raise_request_exception=False)
    asked = 0
    for route in urls.routes():
        if "<" in route.pattern or route.pattern.startswith("api/") or route.name in KEEPING_NOTHING:
            continue
        answer = stranger.post(f"/{route.pattern}", {}, headers={"origin": "https://evil.example"})
        assert answer.status_code in {302, 403, 405} and not answer.cookies.get("sessionid"), route
        if answer.status_code == 302:
            assert answer.url.startswith(reverse("accounts:login")), route
        asked += 1
    assert asked > 50


def test_the_token_of_another_browser_is_not_taken(chen):
    mine, theirs = Client(enforce_csrf_checks=True), Client(enforce_csrf_checks=True)
    token = re.search(
        r'name="csrfmiddlewaretoken" value="(\w+)"', mine.get("/account/login/").content.decode()
    )[1]
    form = {"username": "chen", "password": PASSWORD, "csrfmiddlewaretoken": token}
    theirs.get("/account/login/")
    assert theirs.post("/account/login/", form).status_code == 403
    assert mine.post("/account/login/", form).status_code == 302


def test_the_session_is_for_no_script_and_for_no_other_site(signed_in):
    cookie = signed_in.cookies[real.SESSION_COOKIE_NAME]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"], cookie["domain"]) == (
        True,
        "Lax",
        "/",
        "",
    )


TLS = """
import json
from django.conf import settings
names = [name for name in dir(settings) if name.startswith(("SESSION_COOKIE", "CSRF_COOKIE", "SECURE_"))]
print(json.dumps({name: getattr(settings, name) for name in [*names, "DEBUG", "DEMO", "PASSWORD_HASHERS", "METRICS_TOKEN"]}))
"""


def settings_of(**environment: str) -> dict[str, object]:
    """Those of a site with these variables and no others."""
    import json

    done = subprocess.run(
        [sys.executable, "-c", TLS],
        cwd=pg.ROOT,
        env={"DJANGO_SETTINGS_MODULE": "config.settings", "PINGZHUN_SECRET_KEY": "x"} | environment,
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def with_tls() -> dict[str, object]:
    return settings_of(PINGZHUN_TLS="1")


def test_the_cookies_of_a_site_with_tls_are_bound_to_its_host(with_tls):
    for kind in ("SESSION", "CSRF"):
        assert with_tls[f"{kind}_COOKIE_NAME"].startswith("__Host-")
        assert with_tls[f"{kind}_COOKIE_SECURE"] is True
        assert (with_tls[f"{kind}_COOKIE_PATH"], with_tls[f"{kind}_COOKIE_DOMAIN"]) == ("/", None)
        assert with_tls[f"{kind}_COOKIE_SAMESITE"] == "Lax"
    assert with_tls["SESSION_COOKIE_HTTPONLY"] is True


@pytest.fixture
def tls(settings, with_tls) -> Iterator[None]:
    for name, value in with_tls.items():
        if name.startswith("SECURE_"):
            setattr(
                settings, name, tuple(value) if isinstance(value, list) and name.endswith("HEADER") else value
            )
    yield


def test_a_site_with_tls_tells_browsers_to_stay_with_it(tls):
    client = Client()
    assert client.get("/").status_code == 301
    answer = client.get("/", headers={"x-forwarded-proto": "https"})
    assert answer["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains; preload"


def test_nothing_of_development_is_on_by_itself(with_tls):
    assert (with_tls["DEBUG"], with_tls["DEMO"], with_tls["METRICS_TOKEN"]) == (False, False, "")


def test_passwords_are_kept_under_argon2(with_tls):
    assert with_tls["PASSWORD_HASHERS"] == ["django.contrib.auth.hashers.Argon2PasswordHasher"]


def test_a_session_ends_after_a_working_day(signed_in):
    home = reverse("accounts:security")
    assert signed_in.get(home).status_code == 200
    session = Session.objects.get()
    assert timedelta(hours=7, minutes=59) < session.expire_date - real_now() <= timedelta(hours=8)
    signed_in.get(home)
    assert Session.objects.get().expire_date == session.expire_date  # being busy does not lengthen it
    Session.objects.update(expire_date=real_now())
    assert signed_in.get(home).status_code == 302


@pytest.mark.parametrize(
    "name", ["accounts:login", "accounts:register", "accounts:security", "accounts:password_change"]
)
def test_pages_of_passwords_are_kept_by_no_browser(signed_in, name):
    client = Client() if name in {"accounts:login", "accounts:register"} else signed_in
    assert "no-store" in client.get(reverse(name))["Cache-Control"]


def test_every_page_of_the_console_offers_to_log_out(signed_in):
    assert (
        f'action="{reverse("accounts:logout")}"'
        in signed_in.get(reverse("accounts:security")).content.decode()
    )


@pytest.mark.parametrize("path", ["/", "/static/", "/account/login/"])
def test_trace_is_not_answered(client, path):
    assert client.trace(path).status_code in {404, 405}


@pytest.mark.parametrize(
    "path", ["/static/", "/static/ui/", "/static/../config/settings.py", "/.git/config", "/.data/secret-key"]
)
def test_no_folder_is_listed(client, path):
    assert client.get(path).status_code == 404


@pytest.mark.parametrize(
    ("forwarded", "address"),
    [
        ("", "10.0.0.1"),
        ("1.2.3.4", "1.2.3.4"),
        ("6.6.6.6, 1.2.3.4", "1.2.3.4"),
        ("::1,2001:db8::1", "2001:db8::1"),
    ],
)
def test_behind_a_proxy_the_last_address_counts(forwarded, address):
    request = SimpleNamespace(
        headers={"X-Forwarded-For": forwarded} if forwarded else {}, META={"REMOTE_ADDR": "10.0.0.1"}
    )
    assert client_address(request) == address
