"""Many browsers at once, in one process: keeps so many connections busy with requests until there are none left.

A connection that breaks, because a server was killed for one, is an answer of status 0; the next request opens another.
"""

import asyncio
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

HOST = "127.0.0.1"
BOUNDARY = "bench-5f2d9c"
PATIENCE = 60.0  # seconds for one answer
PAUSE = 0.05  # seconds before a broken connection is made anew


@dataclass(frozen=True)
class Request:
    """A GET, or with `form` a POST, of files by (name of the field, name of the file) with multipart. tag: whatever the caller
    wants to know again in the answer.
    """

    path: str
    form: Mapping[str, str] | None = None
    files: Mapping[tuple[str, str], bytes] = field(default_factory=dict)
    cookies: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    tag: Any = None

    def encoded(self) -> bytes:
        body, content_type = self._body()
        lines = [f"{'GET' if self.form is None else 'POST'} {self.path} HTTP/1.1", "Host: localhost"]
        if self.cookies:
            lines.append(f"Cookie: {self.cookies}")
        if self.form is not None:
            lines += [f"Content-Type: {content_type}", f"Content-Length: {len(body)}"]
        lines += [f"{name}: {value}" for name, value in self.headers.items()]
        return "\r\n".join([*lines, "", ""]).encode() + body

    def _body(self) -> tuple[bytes, str]:
        if not self.files:
            return urlencode(self.form or {}).encode(), "application/x-www-form-urlencoded"
        parts = [(f'name="{name}"', value.encode()) for name, value in (self.form or {}).items()]
        parts += [(f'name="{name}"; filename="{file}"', data) for (name, file), data in self.files.items()]
        texts = [
            f"--{BOUNDARY}\r\nContent-Disposition: form-data; {head}\r\n\r\n".encode() + data
            for head, data in parts
        ]
        return b"\r\n".join(
            [*texts, f"--{BOUNDARY}--\r\n".encode()]
        ), f"multipart/form-data; boundary={BOUNDARY}"


@dataclass(frozen=True)
class Answer:
    """began, ended: seconds since the epoch. status: 0 where the connection broke."""

    request: Request
    status: int
    headers: Mapping[str, str]
    body: bytes
    began: float
    ended: float

    @property
    def milliseconds(self) -> float:
        return (self.ended - self.began) * 1000


def drive(port: int, requests: Iterable[Request], *, at_once: int) -> list[Answer]:
    """Send all requests, `at_once` of them under way at any time, and return the answers as they came."""
    return asyncio.run(_drive(port, iter(requests), at_once))


async def _drive(port: int, requests: Iterator[Request], at_once: int) -> list[Answer]:
    answers: list[Answer] = []
    await asyncio.gather(*(_browser(port, requests, answers) for _ in range(at_once)))
    return answers


async def _browser(port: int, requests: Iterator[Request], answers: list[Answer]) -> None:
    streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None
    for request in requests:
        encoded, began = request.encoded(), time.time()
        try:
            if streams is None:
                streams = await asyncio.open_connection(HOST, port)
            async with asyncio.timeout(PATIENCE):
                reader, writer = streams
                writer.write(encoded)
                status, headers, body = await _read(reader)
        except (OSError, EOFError, TimeoutError):
            if streams is not None:
                streams[1].close()
            streams, status, headers, body = None, 0, {}, b""
            await asyncio.sleep(PAUSE)
        answers.append(Answer(request, status, headers, body, began, time.time()))
        if streams is not None and headers.get("connection") == "close":
            streams[1].close()
            streams = None
    if streams is not None:
        streams[1].close()


async def _read(reader: asyncio.StreamReader) -> tuple[int, dict[str, str], bytes]:
    """Status, headers by their lower-case names (of several cookies the last), and the body of an answer."""
    first, *lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").rstrip().split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    if headers.get("transfer-encoding") == "chunked":
        body = b""
        while size := int(await reader.readline(), 16):
            body += (await reader.readexactly(size + 2))[:-2]
        await reader.readline()
    else:
        body = await reader.readexactly(int(headers.get("content-length", 0)))
    return int(first.split()[1]), headers, body
