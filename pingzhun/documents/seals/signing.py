"""One seal more on a PDF, in two steps, because the private key is not here: `prepare` says what is to be signed, somebody
signs it, `complete` puts the signature in. Each seal is an incremental update, so the earlier ones stay as they are.

PAdES baseline B-B (ETSI EN 319 142-1), with a time-stamp (RFC 3161) B-T.
"""

import asyncio
import secrets
from collections.abc import Coroutine, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from io import BytesIO
from typing import Any, TypeVar

from asn1crypto import algos, cms, core
from asn1crypto import x509 as asn1_x509
from django.conf import settings
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.general import SigningError
from pyhanko.sign.signers.cms_embedder import PdfCMSEmbedder, SigAppearanceSetup, SigIOSetup, SigObjSetup
from pyhanko.sign.signers.pdf_byterange import PreparedByteRangeDigest, SignatureObject
from pyhanko.sign.signers.pdf_cms import ExternalSigner
from pyhanko.sign.timestamps import HTTPTimeStamper, TimeStamper, TimestampRequestError
from pyhanko_certvalidator.registry import SimpleCertificateStore

from pingzhun.documents.refusals import FileRefused
from pingzhun.documents.seals.stamp import SIZE, SealStyle

RESERVED = 32 * 1024  # hexadecimal digits for the signature with its certificates and time-stamp
MM = 72 / 25.4  # points
DIGEST = "sha256"
# What pyHanko raises at a PDF that somebody broke, by chance or on purpose.
UNREADABLE = (
    PdfError,
    SigningError,
    ValueError,
    KeyError,
    TypeError,
    IndexError,
    AttributeError,
    RecursionError,
)

Answer = TypeVar("Answer")


@dataclass(frozen=True)
class Spot:
    """Where a seal is put: the middle of it in millimetres from the left and the bottom of a page (-1 is the last)."""

    x: float
    y: float
    page: int = -1


@dataclass(frozen=True)
class Prepared:
    """A PDF with room for one signature. `to_sign`: the DER of the signed attributes, whose SHA-256 is to be signed."""

    pdf: bytes
    to_sign: bytes
    chain: tuple[bytes, ...]
    start: int
    end: int

    @property
    def sha256(self) -> str:
        return sha256(self.pdf).hexdigest()


def prepare(
    pdf: bytes,
    *,
    chain: Sequence[bytes],
    name: str,
    credit_code: str,
    reason: str,
    spot: Spot,
    now: datetime,
) -> Prepared:
    """Draw the seal of `name` (an organisation) on `pdf` and leave room for its signature.

    chain: the certificates in DER, the signer's first. Raises FileRefused if the PDF or a certificate cannot be read, or the PDF
    is encrypted.
    """
    certificates = [_certificate(der) for der in chain]
    placeholder = SignatureObject(
        timestamp=now,
        name=name,
        reason=reason,
        subfilter=SigSeedSubFilter.PADES,
        bytes_reserved=RESERVED,
    )
    try:
        writer = IncrementalPdfFileWriter(BytesIO(pdf), strict=False)
        if writer.prev.encrypted:
            raise FileRefused("加密的 PDF 不能盖章。请另存为不加密的 PDF 后重试。")
        field = f"Seal-{secrets.token_hex(8)}"
        steps = PdfCMSEmbedder(SigFieldSpec(field, on_page=spot.page, box=_box(spot))).write_cms(
            field, writer
        )
        next(steps)
        appearance = SigAppearanceSetup(
            SealStyle(name=name, credit_code=credit_code), timestamp=now, name=name
        )
        steps.send(SigObjSetup(placeholder, appearance_setup=appearance))
        digest, output = steps.send(SigIOSetup(md_algorithm=DIGEST))
    except UNREADABLE as error:
        raise FileRefused("这份 PDF 的结构无法识别，不能盖章。请用阅读器打印为 PDF 后重试。") from error
    attributes = wait_for(_signer(certificates).signed_attrs(digest.document_digest, DIGEST, use_pades=True))
    return Prepared(
        pdf=output.getvalue(),
        to_sign=attributes.dump(),
        chain=tuple(chain),
        start=digest.reserved_region_start,
        end=digest.reserved_region_end,
    )


def complete(prepared: Prepared, signature: bytes, *, timestamper: TimeStamper | None = None) -> bytes:
    """The sealed PDF. signature: over SHA-256 of `to_sign`, RSASSA-PKCS1-v1_5 or a DER ECDSA-Sig-Value.

    The signature is not judged here: `verifying.seals_of` is. Raises TimestampRequestError if the time-stamp authority
    does not answer.
    """
    signer = _signer([_certificate(der) for der in prepared.chain], signature)
    signed = wait_for(
        signer.async_sign_prescribed_attributes(
            DIGEST,
            signed_attrs=cms.CMSAttributes.load(prepared.to_sign),
            timestamper=timestamper,
        )
    )
    output = BytesIO(prepared.pdf)
    PreparedByteRangeDigest(b"", prepared.start, prepared.end).fill_with_cms(output, signed)
    return output.getvalue()


def timestamp_authority() -> TimeStamper | None:
    """The one of this installation (`settings.TIMESTAMP_AUTHORITY`), None where there is none."""
    return HTTPTimeStamper(settings.TIMESTAMP_AUTHORITY) if settings.TIMESTAMP_AUTHORITY else None


def wait_for(coroutine: Coroutine[Any, Any, Answer]) -> Answer:
    """Run a coroutine of pyHanko's to its end, also where the caller itself stands in an event loop, as a browser test does."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, coroutine).result()


def _box(spot: Spot) -> tuple[int, int, int, int]:
    half = SIZE / 2
    left, bottom, right, top = spot.x - half, spot.y - half, spot.x + half, spot.y + half
    return round(left * MM), round(bottom * MM), round(right * MM), round(top * MM)


def _certificate(der: bytes) -> asn1_x509.Certificate:
    try:
        certificate = asn1_x509.Certificate.load(der, strict=True)
        certificate.native  # noqa: B018 -- parsed only when looked at
    except (ValueError, TypeError) as error:
        raise FileRefused("证书无法识别。请重新选择证书文件。") from error
    return certificate


def _signer(certificates: Sequence[asn1_x509.Certificate], signature: bytes | None = None) -> ExternalSigner:
    key = certificates[0].public_key.algorithm
    if key not in {"rsa", "ec"}:
        raise FileRefused("不支持该证书的密钥类型。请使用 RSA 或 ECDSA P-256 证书。")
    parameters = {"parameters": core.Null()} if key == "rsa" else {}
    name = "sha256_rsa" if key == "rsa" else "sha256_ecdsa"
    return ExternalSigner(
        signing_cert=certificates[0],
        cert_registry=SimpleCertificateStore.from_certs(certificates[1:]),  # type: ignore[no-untyped-call]
        signature_value=signature,
        signature_mechanism=algos.SignedDigestAlgorithm({"algorithm": name} | parameters),
    )


__all__ = [
    "Prepared",
    "Spot",
    "TimestampRequestError",
    "complete",
    "prepare",
    "timestamp_authority",
    "wait_for",
]
