"""Hostile requests, made by asking the views themselves what they read.

`names_read_by` listens while a view works: every key that it asks of a query or a form is a place to put something hostile.
So no list of forms or fields is kept here, and a new desk is attacked like the others.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch
from urllib.parse import quote_from_bytes

from django.http import QueryDict
from django.test import Client
from hypothesis import strategies as st

LONG = "长" * 10_000
HOSTILE: tuple[str | bytes, ...] = (
    "",
    " ",
    "\x00",
    "甲\x00乙",
    b"\xed\xa0\x80",  # a lone surrogate, as bytes that are no UTF-8
    b"\xff\xfe",
    "\u202e\u200b\ufeff",
    "😀👨‍👩‍👧",
    LONG,
    "9" * 5000,
    "9223372036854775808",
    "-9223372036854775809",
    "-1",
    "0",
    "1",
    "１２３",
    "١٢٣",
    "²",
    "½",
    "1e999",
    "1e-999",
    "NaN",
    "Infinity",
    "-0",
    "1_000",
    "0x10",
    "1:1",
    "1:9" + "9" * 30,
    ":::",
    "0001-01-01T00:00",
    "0001-01-01",
    "9999-12-31T23:59",
    "9999-12-31",
    "2026-02-30",
    "2026-13-45T99:99",
    "null",
    "true",
    "[]",
    "{}",
    "[" * 20_000,
    '"\\ud800"',
    '{"a": "\\ud800", "1": "\\u0000", "files": "\\ud800"}',
    '{"99999999999999999999": "AA=="}',
    '{"1": {"1": [1]}}',
    '{"shares": [null], "files": [[]], "ciphertext": 1, "sha256": []}',
    "AAAA====",
    "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----",
    "<script>window.hurt = 1</script>",
    "\"'><img src=x onerror='window.hurt = 1'>",
    "{{ 7|add:7 }}{% debug %}",
    '=HYPERLINK("http://x")',
    "'; DROP TABLE accounts_user; --",
    "%s%(x)s{0}{x.__class__}%n",
    "\\",
    "_%",
    "((((((((((((((((a+)+)+)+)+",
    "../../../../etc/passwd",
    "//evil.example/",
    "https://evil.example/",
    "http://[",
    "javascript:window.hurt=1",
    "a\r\nSet-Cookie: hurt=1",
    "submit",
    "approve",
    "deed",
    "xlsx",
)
SENSIBLE = ("2027-01-15", "2027-01-15T10:00", "13893710091", "玉门市水务局", "123.45", "on", "add", "remove")

values: st.SearchStrategy[str | bytes] = st.one_of(
    st.sampled_from(HOSTILE),
    st.sampled_from(SENSIBLE),
    st.text(max_size=40),
    st.binary(max_size=40),
    st.integers().map(str),
)

FORM = "application/x-www-form-urlencoded"
CONTENT_TYPES = (
    FORM,
    FORM,
    FORM,
    f"{FORM}; charset=utf-7",
    f"{FORM}; charset=nothing",
    "multipart/form-data; boundary=x",
    "multipart/form-data",
    'multipart/form-data; boundary="\xff"',
    "application/json",
    "application/offset+octet-stream",
    "text/plain",
    "nonsense",
    "",
)
HEADERS: tuple[dict[str, str], ...] = (
    {},
    {},
    {},
    {"Accept": "application/json"},
    {"HX-Request": "true", "HX-Current-URL": "http://["},
    {"HX-Request": "true", "HX-Current-URL": "http://testserver/console/?a=%00"},
    {"Referer": "http://["},
    {"Referer": "//evil.example/\u00ff"},
    {"Accept-Language": "zh-" + "x" * 4000},
    {"Range": "bytes=0-999999999999999999999999", "If-None-Match": '"' * 30, "If-Range": "x"},
    {"If-Modified-Since": "Thu, 01 Jan 0001 00:00:00 GMT"},
    {"Tus-Resumable": "1.0.0", "Upload-Length": "9" * 30, "Upload-Metadata": "filename AA==,slot ="},
    {"Tus-Resumable": "1.0.0", "Upload-Length": "7", "Upload-Metadata": "filename 7aCA,slot ZGVlZA=="},
    {"Tus-Resumable": "1.0.0", "Upload-Offset": "0", "Upload-Checksum": "sha256 ===="},
    {"Cookie": "sessionid=\x7f; csrftoken=; messages=x"},
    {"X-Forwarded-For": "not an address, \u00e9"},
)


@contextmanager
def listening() -> Iterator[set[str]]:
    """The keys that are asked of any query or form meanwhile."""
    asked: set[str] = set()
    with patch.multiple(QueryDict, **{name: _spy(name, asked) for name in ("get", "getlist", "__getitem__")}), \
         patch.object(QueryDict, "__contains__", _spy("__contains__", asked), create=True):  # fmt: skip
        yield asked


def _spy(name: str, asked: set[str]) -> Any:
    original = getattr(QueryDict, name)

    def spy(self: QueryDict, key: object, *rest: Any, **options: Any) -> Any:
        if isinstance(key, str):
            asked.add(key)
        return original(self, key, *rest, **options)

    return spy


def encoded(pairs: list[tuple[str, str | bytes]]) -> str:
    """As a form or a query travels; bytes that are no UTF-8 stay what they are."""
    raw = ((_bytes(key), _bytes(value)) for key, value in pairs)
    return "&".join(f"{quote_from_bytes(key)}={quote_from_bytes(value)}" for key, value in raw)


def multipart(pairs: list[tuple[str, str | bytes]]) -> bytes:
    """Every other value as a file, and the last part without its end."""
    parts = []
    for number, (key, value) in enumerate(pairs):
        file = '; filename="../a\x00.pdf"' if number % 2 else ""
        head = f'--x\r\nContent-Disposition: form-data; name="{key}"{file}\r\n\r\n'
        parts.append(_bytes(head) + _bytes(value) + b"\r\n")
    return b"".join(parts) + b"--x"


def body_of(content_type: str, pairs: list[tuple[str, str | bytes]]) -> bytes:
    return multipart(pairs) if content_type.startswith("multipart") else encoded(pairs).encode()


def _bytes(text: str | bytes) -> bytes:
    return text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass")


def send(
    client: Client, method: str, url: str, *, body: bytes = b"", content_type: str = FORM, headers: Any = None
) -> Any:
    """One request, its answer read to the end. What a view raises comes out."""
    response = client.generic(method, url, body, content_type=content_type, headers=headers or {})
    if response.streaming:
        response.getvalue()
    return response
