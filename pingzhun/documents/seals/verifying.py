"""Who sealed a PDF, when, over which part of it, and whether anything was changed since."""

from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from mmap import mmap
from typing import Literal

from asn1crypto import cms, x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.general import find_cms_attribute_iter
from pyhanko.sign.validation import async_validate_pdf_signature
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.status import PdfSignatureStatus, SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from pingzhun.documents.refusals import FileRefused
from pingzhun.documents.seals.signing import UNREADABLE, wait_for

Verdict = Literal["sound", "extended", "changed", "broken", "unreadable"]
SENTENCES: dict[Verdict, str] = {
    "sound": "盖章之后未被改动。",
    "extended": "盖章之后未被改动；此后只增加了其他印章。",
    "changed": "盖章之后文件又被改动，改动的内容不在此印章之内。请勿采信，并向对方索取原件。",
    "broken": "文件内容与印章不符，盖章之后被改动过。请勿采信，并向对方索取原件。",
    "unreadable": "此印章的数据不完整或无法识别，不能证明任何内容。请向对方索取原件。",
}
MAX_SEALS = 50
MAX_BYTES = 20 * 1024**2  # of a PDF whose seals are looked at: reading one is a matter of seconds


@dataclass(frozen=True)
class FoundSeal:
    """One seal of a PDF.

    name: what the signer's certificate calls its organisation, or its holder. at: when, by the token of a time-stamp authority
    where `stamped`, else by whoever sealed. chain, stamp_chain: the certificates in DER of the signer and of that authority, the
    holder's first. covers: whether it covers the file as it is now, to the last byte.
    """

    name: str
    credit_code: str
    reason: str
    at: datetime | None
    stamped: bool
    covers: bool
    verdict: Verdict
    chain: tuple[bytes, ...] = ()
    stamp_chain: tuple[bytes, ...] = ()

    @property
    def intact(self) -> bool:
        return self.verdict in {"sound", "extended"}

    @property
    def sentence(self) -> str:
        return SENTENCES[self.verdict]


def seals_of(pdf: bytes, *, now: datetime) -> list[FoundSeal]:
    """The seals of a PDF, the first one first. Whether their certificates are trusted is `certificates.trust`'s to say.

    Raises FileRefused if it is no PDF that can be read.
    """
    try:
        reader = PdfFileReader(BytesIO(pdf), strict=False)
        if reader.encrypted:
            raise FileRefused("这份 PDF 已加密，无法查看其中的印章。请上传未加密的原件。")
        signatures = reader.embedded_regular_signatures
    except UNREADABLE as error:
        raise FileRefused("无法识别这份文件。请上传完整的 PDF 原件，不要上传截图或扫描件。") from error
    if len(signatures) > MAX_SEALS:
        raise FileRefused(f"印章超过 {MAX_SEALS} 个，无法核验。")
    return [_seal(signature, now=now) for signature in signatures]


def _seal(signature: EmbeddedPdfSignature, *, now: datetime) -> FoundSeal:
    try:
        # No trust roots: what pyHanko is asked is the mathematics and the revisions, and it must fetch nothing.
        nobody = ValidationContext(trust_roots=[], allow_fetching=False, moment=now)
        status = wait_for(async_validate_pdf_signature(signature, nobody))
        verdict = _verdict(status) if _is_padded_with_nothing(signature) else "broken"
        certificates = [signature.signer_cert, *signature.other_embedded_certs]
        token = status.timestamp_validity
        stamped = token is not None and token.intact and token.valid
        at = token.timestamp if token and stamped else signature.self_reported_timestamp
        stampers = _stampers(signature, token.signing_cert) if token and stamped else ()
    except UNREADABLE:
        return FoundSeal("（无法识别）", "", "", None, False, False, "unreadable")
    return FoundSeal(
        name=_named(certificates[0], "organization_name")
        or _named(certificates[0], "common_name")
        or "（未署名）",
        credit_code=_named(certificates[0], "organization_identifier"),
        reason=str(signature.sig_object.get("/Reason", "")),
        at=at,
        stamped=stamped,
        covers=status.coverage == SignatureCoverageLevel.ENTIRE_FILE,
        verdict=verdict,
        chain=tuple(each.dump() for each in certificates),
        stamp_chain=stampers,
    )


def _stampers(signature: EmbeddedPdfSignature, signer: x509.Certificate) -> tuple[bytes, ...]:
    tokens = find_cms_attribute_iter(signature.signer_info["unsigned_attrs"], "signature_time_stamp_token")
    carried = [each.chosen.dump() for token in tokens for each in token["content"]["certificates"]]
    return (signer.dump(), *(each for each in carried if each != signer.dump()))


def _verdict(status: PdfSignatureStatus) -> Verdict:
    if not (status.intact and status.valid):
        return "broken"
    if status.coverage == SignatureCoverageLevel.ENTIRE_FILE:
        return "sound"
    only_seals = status.modification_level in {ModificationLevel.LTA_UPDATES, ModificationLevel.FORM_FILLING}
    if status.coverage == SignatureCoverageLevel.ENTIRE_REVISION and status.docmdp_ok and only_seals:
        return "extended"
    return "changed"


def _is_padded_with_nothing(signature: EmbeddedPdfSignature) -> bool:
    """Whether the room that a signature left over, which nothing else covers, holds zeros only."""
    content = signature.pkcs7_content
    return not any(content[len(cms.ContentInfo.load(content).dump()) :])


def _named(certificate: x509.Certificate, attribute: str) -> str:
    value = certificate.subject.native.get(attribute, "")
    return value if isinstance(value, str) else "".join(value)


def refuse_broken(data: mmap, *, name: str, now: datetime) -> None:
    """Refuse a PDF with a seal whose content was altered. What cannot be judged here is taken: seals may be of kinds that we do
    not know (SM2), and what was added after a seal is for the reader to judge, who finds it said on the 验真 page.

    Raises FileRefused with the sentence for the person.
    """
    if len(data) > MAX_BYTES or data.find(b"/ByteRange") < 0:
        return
    try:
        found = seals_of(data[:], now=now)
    except FileRefused:
        return
    for seal in found:
        if seal.verdict == "broken":
            raise FileRefused(f"“{name}”上“{seal.name}”的印章不成立：{SENTENCES['broken']}")
