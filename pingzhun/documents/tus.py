"""The tus 1.0 protocol (https://tus.io/protocols/resumable-upload) over `uploads`: creation, checksum, termination and
expiration. The view that knows the folder's owner decides who may, then calls one of these.

An upload's address is one segment below the address that created it: mount `tus_chunk` at `<uuid>` under `tus_create`.
Errors answer with the sentence for the person as plain text.
"""

import base64
import binascii
from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.http import http_date

from pingzhun.accounts.models import User
from pingzhun.documents import uploads
from pingzhun.documents.models import Folder, Upload
from pingzhun.documents.refusals import FileRefused, UploadInterrupted
from pingzhun.documents.slots import Slot

VERSION = "1.0.0"


class ProtocolError(Exception):
    """The request breaks the protocol, which no page of ours does: `status`, and what is wrong, as the sentence."""

    def __init__(self, message: str, *, status: int = 400) -> None:
        super().__init__(message)
        self.status = status


def tus_create(
    request: HttpRequest, *, folder: Folder, slots: Iterable[Slot], user: User, now: datetime
) -> HttpResponse:
    """Answer OPTIONS (what the server can do) and POST (creation).

    POST needs Upload-Length and in Upload-Metadata `filename` and `slot`; `sha256` (hex) of the whole file may be given.
    """
    if request.method == "OPTIONS":
        response = _answer(204)
        response["Tus-Version"] = VERSION
        response["Tus-Extension"] = "creation,checksum,termination,expiration"
        response["Tus-Max-Size"] = settings.MAX_UPLOAD_BYTES
        response["Tus-Checksum-Algorithm"] = ",".join(uploads.CHECKSUMS)
        return response
    try:
        if request.method != "POST":
            return _not_allowed("OPTIONS, POST")
        _check_version(request)
        metadata = _metadata(request.headers.get("Upload-Metadata", ""))
        upload = uploads.create(
            folder=folder,
            slots=slots,
            slot=metadata.get("slot", ""),
            name=metadata.get("filename", ""),
            size=_number(request, "Upload-Length"),
            sha256=metadata.get("sha256"),
            user=user,
            now=now,
        )
    except (ProtocolError, FileRefused) as error:
        return _refusal(error)
    response = _answer(201)
    response["Location"] = f"{request.path.rstrip('/')}/{upload.pk}"
    return _with_state(response, upload)


def tus_chunk(request: HttpRequest, upload: Upload, *, slots: Iterable[Slot], now: datetime) -> HttpResponse:
    """Answer HEAD (how far it is), PATCH (the next piece) and DELETE (cancel) for one upload."""
    try:
        _check_version(request)
        match request.method:
            case "HEAD":
                response = _with_state(_answer(200), upload)
                response["Upload-Length"] = upload.size
                return response
            case "PATCH":
                if request.content_type != "application/offset+octet-stream":
                    raise ProtocolError("Content-Type 须为 application/offset+octet-stream。", status=415)
                if not request.headers.get("Content-Length"):
                    raise ProtocolError("须给出 Content-Length。", status=411)
                uploads.receive(
                    upload,
                    slots=slots,
                    offset=_number(request, "Upload-Offset"),
                    body=request,
                    length=_number(request, "Content-Length"),
                    checksum=_checksum(request.headers.get("Upload-Checksum")),
                    now=now,
                )
                return _with_state(_answer(204), upload)
            case "DELETE":
                uploads.discard(upload)
                return _answer(204)
    except (ProtocolError, FileRefused, UploadInterrupted) as error:
        return _refusal(error)
    return _not_allowed("HEAD, PATCH, DELETE")


def _answer(status: int, text: str = "") -> HttpResponse:
    reason = "Checksum Mismatch" if status == 460 else None
    response = HttpResponse(text, status=status, reason=reason, content_type="text/plain; charset=utf-8")
    response["Tus-Resumable"] = VERSION
    response["Cache-Control"] = "no-store"
    return response


def _with_state(response: HttpResponse, upload: Upload) -> HttpResponse:
    response["Upload-Offset"] = upload.offset
    response["Upload-Expires"] = http_date(upload.expires_at.timestamp())
    return response


def _refusal(error: ProtocolError | FileRefused | UploadInterrupted) -> HttpResponse:
    response = _answer(error.status, str(error))
    if error.status == 412:
        response["Tus-Version"] = VERSION
    return response


def _not_allowed(methods: str) -> HttpResponse:
    response = _answer(405)
    response["Allow"] = methods
    return response


def _check_version(request: HttpRequest) -> None:
    if request.headers.get("Tus-Resumable") != VERSION:
        raise ProtocolError(f"Tus-Resumable 须为 {VERSION}，请刷新页面后重新上传。", status=412)


def _number(request: HttpRequest, header: str) -> int:
    text = request.headers.get(header, "")
    if not (text.isascii() and text.isdigit() and len(text) <= 18):
        raise ProtocolError(f"{header} 须为整数字节数。")
    return int(text)


def _metadata(header: str) -> dict[str, str]:
    pairs = {}
    for pair in filter(None, map(str.strip, header.split(","))):
        key, _, value = pair.partition(" ")
        pairs[key] = _decoded(value).decode("utf-8", "replace")
    return pairs


def _checksum(header: str | None) -> tuple[str, bytes] | None:
    if header is None:
        return None
    algorithm, _, digest = header.partition(" ")
    if algorithm not in uploads.CHECKSUMS:
        raise ProtocolError(f"Upload-Checksum 的算法须为 {'、'.join(uploads.CHECKSUMS)} 之一。")
    return algorithm, _decoded(digest)


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error as error:
        raise ProtocolError("Upload-Metadata 或 Upload-Checksum 不是 Base64 编码。") from error
