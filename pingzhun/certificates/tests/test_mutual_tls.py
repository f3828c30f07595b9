"""Log-in by the TLS handshake itself: a client with a key, a proxy that ends TLS as `deploy/nginx.conf` says, and the site."""

import ssl
import threading
from collections.abc import Iterator
from http.client import HTTPConnection
from http.cookiejar import CookieJar
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import quote, urlencode, urlsplit
from urllib.request import HTTPCookieProcessor, HTTPSHandler, Request, build_opener

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from django.urls import reverse

from pingzhun.certificates.tests.conftest import Key, key_of, pem

HEADER = "X-Client-Certificate"
LOGIN, PROXY = reverse("certificates:login"), reverse("certificates:login_by_proxy")
pytestmark = pytest.mark.django_db(transaction=True)


class Forward(BaseHTTPRequestHandler):
    """Sends a request on to `server.site`, with the certificate of the handshake in place of whatever the client said of one."""

    protocol_version = "HTTP/1.1"

    def forward(self) -> None:
        shown = self.connection.getpeercert(binary_form=True)
        headers = {name: value for name, value in self.headers.items() if name.lower() != HEADER.lower()}
        headers[HEADER] = quote(ssl.DER_cert_to_PEM_cert(shown)) if shown else ""
        headers["X-Forwarded-Proto"] = "https"
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        site = HTTPConnection(self.server.site)
        site.request(self.command, self.path, body, headers)
        answer = site.getresponse()
        content = answer.read()
        self.send_response(answer.status)
        for name, value in answer.getheaders():
            if name.lower() not in {"transfer-encoding", "content-length", "connection"}:
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)
        site.close()

    do_GET = do_POST = forward  # noqa: N815 -- the names are the library's

    def log_message(self, format: str, *args: object) -> None:
        pass


def key_file(key: Key, path: Path) -> Path:
    private = key.private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    path.write_text(private + "".join(pem(each) for each in key.chain))
    return path


@pytest.fixture
def proxy(live_server, settings, root, qilian, now, tmp_path) -> Iterator[str]:
    """The address of the proxy; the site believes its header."""
    own = key_file(key_of(root, qilian, now), tmp_path / "proxy.pem")
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH, cadata=pem(root.certificate))
    context.load_cert_chain(own)
    context.verify_mode = ssl.CERT_OPTIONAL
    server = ThreadingHTTPServer(("localhost", 0), Forward)
    server.site = urlsplit(live_server.url).netloc
    server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    settings.CLIENT_CERTIFICATE_HEADER = HEADER
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    yield f"https://localhost:{server.server_port}"
    server.shutdown()
    server.server_close()


def log_in(proxy: str, tls: ssl.SSLContext, headers: dict[str, str] | None = None) -> tuple[str, str]:
    """Open CA登录 and press 登录; return the page as it was and where it led."""
    tls.check_hostname, tls.verify_mode = False, ssl.CERT_NONE  # who the proxy is, is not in question here
    cookies = CookieJar()
    browser = build_opener(HTTPSHandler(context=tls), HTTPCookieProcessor(cookies))
    page = browser.open(Request(proxy + LOGIN, headers=headers or {})).read().decode()  # noqa: S310 -- our own
    token = page.split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]
    form = urlencode({"csrfmiddlewaretoken": token}).encode()
    answer = browser.open(Request(proxy + PROXY, form, {"Origin": proxy, **(headers or {})}))  # noqa: S310
    return page, urlsplit(answer.url).path


@pytest.mark.covers("H4")
def test_who_holds_the_key_in_the_handshake_is_logged_in(proxy, bound, key, tmp_path):
    tls = ssl.create_default_context()
    tls.load_cert_chain(key_file(key, tmp_path / "client.pem"))
    page, led_to = log_in(proxy, tls)
    assert "浏览器已出示证书" in page
    assert led_to == reverse("console:home")


@pytest.mark.covers("H4")
def test_who_only_says_so_in_the_header_is_not(proxy, bound, key):
    page, led_to = log_in(proxy, ssl.create_default_context(), {HEADER: quote(pem(key.certificate))})
    assert "浏览器已出示证书" not in page
    assert led_to == LOGIN
