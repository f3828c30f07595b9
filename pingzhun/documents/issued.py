"""Documents that the platform issued under a number, for the 验真 page: each app registers its kinds.

A document whose bytes are made again from its data is the same bytes each time, so it is not kept: it is made once more and
compared (`seals.platform.known`). One that was sealed is kept.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from io import BytesIO
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse
from pyhanko.pdf_utils.reader import PdfFileReader

from pingzhun.base.registry import Registry
from pingzhun.base.typeset import qr_svg, render_pdf
from pingzhun.documents.models import Attachment
from pingzhun.documents.seals import platform
from pingzhun.documents.seals.signing import UNREADABLE
from pingzhun.ledger.canonical import canonical


@dataclass(frozen=True)
class Issued:
    """What anyone may know of a document.

    sha256: of the content, as it is printed on every page; "" where it must not be told to who does not have the document.
    known_as: for the bytes of a PDF, what the platform knows them as; None where they are not exactly what it issued.
    file: the sealed PDF, where it is public. url: its public page. warning: what must be known besides (更正).
    """

    number: str
    title: str
    issuer: str
    issued_at: datetime
    sha256: str
    known_as: Callable[[bytes], str | None] = field(repr=False)
    file: Attachment | None = None
    url: str = ""
    link_title: str = ""
    warning: str = ""


@dataclass(frozen=True)
class IssuedKind:
    """find: the document of a number, or None; it is given the request whose address stands in the QR code."""

    key: str
    find: Callable[[str, HttpRequest], Issued | None]


kinds: Registry[IssuedKind] = Registry("issued documents")


def check_url(request: HttpRequest, number: str) -> str:
    """Where the QR code of a document leads."""
    return request.build_absolute_uri(f"{reverse('documents:verify')}?{urlencode({'number': number})}")


def checkable(data: dict[str, Any], request: HttpRequest) -> dict[str, Any]:
    """The data of a document with what `checked` of document.typ prints at its foot. It must have a `number`."""
    url = check_url(request, data["number"])
    return data | {"url": url, "qr": qr_svg(url)}


def hashed(data: dict[str, Any]) -> dict[str, Any]:
    """The data of a document with the hash of all it says, for its foot."""
    return data | {"sha256": sha256(canonical(data).encode()).hexdigest()}


def for_who_has_it(
    title: str,
    paper: str,
    *,
    issued_at: datetime,
    template: str,
    data: Callable[[], dict[str, Any]],
    number: str,
    request: HttpRequest,
) -> Issued:
    """A `paper` of which the public learns only that there is one; who has it can have its bytes compared."""

    def make() -> bytes:
        return render_pdf(template, checkable(data(), request))

    return Issued(
        number=number,
        title=title,
        issuer="本平台",
        issued_at=issued_at,
        sha256="",
        known_as=platform.known(make, f"平台出具的{paper}", number=number),
    )


def find(number: str, request: HttpRequest) -> Issued | None:
    """The document of this number, of whatever kind."""
    return next((found for kind in kinds if (found := kind.find(number, request))), None)


def number_in(pdf: bytes) -> str:
    """The number that a PDF says it has (its keywords); "" where it says none."""
    try:
        reader = PdfFileReader(BytesIO(pdf), strict=False)
        return str(reader.trailer_view["/Info"]["/Keywords"]).strip()[:64]
    except UNREADABLE:
        return ""
