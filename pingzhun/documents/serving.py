"""Handing files out again, so that they stay inert in a browser."""

import re
from dataclasses import dataclass
from typing import IO

from django.core.files.storage import default_storage
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import patch_cache_control
from django.utils.http import content_disposition_header, parse_etags

from pingzhun.documents import archives
from pingzhun.documents.archives import Entry
from pingzhun.documents.kinds import MEDIA_TYPES, kind_of
from pingzhun.documents.models import Attachment
from pingzhun.documents.refusals import FileRefused

POLICY = "sandbox; default-src 'none'"
SHOWN = ("image/", "application/pdf", "text/plain")
_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})", re.ASCII)


def serve(
    attachment: Attachment, *, inline: bool = False, request: HttpRequest | None = None
) -> HttpResponseBase:
    """Stream an attachment. The caller has decided that the person may have it.

    `inline` shows images, PDF and plain text in the browser; everything else is downloaded. With `request`, one byte
    range and If-None-Match are honoured.
    """
    blob = attachment.blob
    known = blob.media_type.split(";")[0] in MEDIA_TYPES
    media_type = blob.media_type if known else "application/octet-stream"
    etag = f'"{blob.sha256}"'
    response: HttpResponseBase
    if request and etag in parse_etags(request.headers.get("If-None-Match", "")):
        response = HttpResponse(status=304)
    else:
        response = _content(attachment, media_type, _range(request, etag, blob.size))
        response["Accept-Ranges"] = "bytes"
        shown = inline and media_type.startswith(SHOWN)
        response["Content-Disposition"] = str(content_disposition_header(not shown, attachment.name))
    response["ETag"] = etag
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = POLICY
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    patch_cache_control(response, private=True, no_cache=True)
    return response


@dataclass(frozen=True)
class Listing:
    """What is in an archive. `sentence` says why nothing can be listed, where that is so."""

    entries: list[Entry]
    total: int = 0
    sentence: str = ""


def archive_listing(attachment: Attachment) -> Listing | None:
    """The table of contents of an attached archive, read without unpacking; None where it is not an archive."""
    kind = kind_of(attachment.name)
    if kind.group != "archive":
        return None
    if kind.family == "opaque":
        return Listing([], sentence=f"{kind.title}的内容无法在线列出，请下载后用解压软件打开。")
    with default_storage.open(attachment.blob.storage_name) as file:
        try:
            entries = archives.entries(file, name=attachment.name)
        except FileRefused as error:
            return Listing([], sentence=error.sentence)
    return Listing(entries, total=sum(entry.size for entry in entries))


def _range(request: HttpRequest | None, etag: str, size: int) -> tuple[int, int] | None:
    """The first and last byte asked for, (-1, -1) where they cannot be given, None for the whole file."""
    header = request.headers.get("Range", "") if request else ""
    if request and request.headers.get("If-Range", etag) != etag:
        return None
    asked = _RANGE.fullmatch(header)
    if not asked or not any(asked.groups()):
        return None
    if asked[1]:
        first, last = int(asked[1]), int(asked[2] or size - 1)
    else:
        first, last = max(0, size - int(asked[2])), size - 1
    last = min(last, size - 1)
    return (first, last) if first <= last else (-1, -1)


def _content(attachment: Attachment, media_type: str, part: tuple[int, int] | None) -> HttpResponseBase:
    size = attachment.blob.size
    if part == (-1, -1):
        response: HttpResponseBase = HttpResponse(status=416)
        response["Content-Range"] = f"bytes */{size}"
        return response
    first, last = part or (0, size - 1)
    file = default_storage.open(attachment.blob.storage_name)
    file.seek(first)
    response = FileResponse(
        _Section(file, last - first + 1), status=206 if part else 200, content_type=media_type
    )
    response.block_size = 64 * 1024
    response["Content-Length"] = last - first + 1
    if part:
        response["Content-Range"] = f"bytes {first}-{last}/{size}"
    return response


class _Section:
    """The next `length` bytes of a file, as a file."""

    def __init__(self, file: IO[bytes], length: int) -> None:
        self._file, self._left = file, length

    def read(self, size: int = -1) -> bytes:
        data = self._file.read(self._left if size < 0 else min(size, self._left))
        self._left -= len(data)
        return data

    def close(self) -> None:
        self._file.close()
