"""The platform's own seal, on documents that no person makes at a page: results of a draw, receipts, lists.

It is made with the operator's service certificate (`settings.PLATFORM_SEAL`) when a document is first handed out, and kept. It
says that the platform issued these bytes, and nothing in the name of anybody else.
"""

import logging
from collections.abc import Callable
from datetime import datetime
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import transaction

from pingzhun.certificates import reading, trust
from pingzhun.documents import uploads
from pingzhun.documents.models import SealedCopy
from pingzhun.documents.seals import signing, spots
from pingzhun.documents.seals.keys import Signer, open_key_file
from pingzhun.documents.seals.standing import holder_of
from pingzhun.ledger import log

logger = logging.getLogger(__name__)
PDF = "application/pdf"


def signer() -> Signer | None:
    """The operator's, None where there is none. Raises ValueError or OSError if the file that is named cannot be used."""
    path = Path(settings.PLATFORM_SEAL) if settings.PLATFORM_SEAL else None
    if path is None or (settings.DEMO and not path.exists()):
        return None
    return _opened(path.read_bytes(), settings.PLATFORM_SEAL_PASSWORD)


@lru_cache(maxsize=2)
def _opened(data: bytes, password: str) -> Signer:
    return open_key_file(data, password)  # half a second of key derivation


def sealed(text: bytes, *, number: str, title: str, now: datetime) -> bytes:
    """The PDF `text`, issued under `number`, with the platform's seal in its foot: the copy that is kept, or the first one. The
    text as it is where the platform has no seal, or cannot use it now; the operator's log says why.
    """
    digest = sha256(text).hexdigest()
    kept = _kept(number, digest)
    if kept is None:
        kept = _seal(text, digest, number=number, title=title, now=now)
    return text if kept is None else _content(kept)


def is_kept(pdf: bytes, *, number: str) -> bool:
    """Whether these are the bytes of a copy of that number."""
    return SealedCopy.objects.filter(number=number, blob__sha256=sha256(pdf).hexdigest()).exists()


def known(make: Callable[[], bytes], title: str, *, number: str) -> Callable[[bytes], str | None]:
    """`Issued.known_as` of a document that is made again for the comparison, or that was kept under the platform's seal."""

    def known_as(pdf: bytes) -> str | None:
        if is_kept(pdf, number=number):
            return f"{title}，有平台印章"
        return title if make() == pdf else None

    return known_as


def _seal(text: bytes, digest: str, *, number: str, title: str, now: datetime) -> SealedCopy | None:
    try:
        own = signer()
        if own is None:
            return None
        verdict = trust.judge(own.certificates, now=now)
        if not verdict.is_valid:
            raise ValueError(verdict.sentence)
        name, credit_code = holder_of(own.chain[0])
        prepared = signing.prepare(
            text,
            chain=own.chain,
            name=name,
            credit_code=credit_code,
            reason=f"平台签发 {number} {title}",
            spot=spots.FOOT,
            now=now,
        )
        pdf = signing.complete(
            prepared, own.sign(prepared.to_sign), timestamper=signing.timestamp_authority()
        )
    except (ValueError, OSError, signing.TimestampRequestError):
        logger.exception("the platform's seal cannot be used; %s is issued without it", number)
        return None
    return _keep(pdf, digest, number=number, certificate=reading.fingerprint(own.certificates[0]), now=now)


@transaction.atomic
def _keep(pdf: bytes, digest: str, *, number: str, certificate: str, now: datetime) -> SealedCopy:
    """Of two that are made at the same moment the first is kept, and the other is swept with what nothing names."""
    copy = SealedCopy(
        number=number,
        text_sha256=digest,
        blob=uploads.keep(pdf, media_type=PDF, now=now),
        certificate=certificate,
        sealed_at=now,
    )
    (created,) = SealedCopy.objects.bulk_create([copy], ignore_conflicts=True)
    kept = _kept(number, digest)
    assert kept is not None  # noqa: S101 -- it was just made, by us or by another
    if kept.blob == created.blob:
        log.append(**kept.entry)
    return kept


def _kept(number: str, digest: str) -> SealedCopy | None:
    return SealedCopy.objects.select_related("blob").filter(number=number, text_sha256=digest).first()


def _content(copy: SealedCopy) -> bytes:
    with default_storage.open(copy.blob.storage_name) as file:
        data: bytes = file.read()
    return data
