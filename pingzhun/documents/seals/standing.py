"""What the certificate behind a seal is worth: `certificates.trust` judges it, this puts it beside the time of the seal."""

from dataclasses import dataclass
from datetime import datetime

from cryptography import x509
from cryptography.x509.oid import ExtendedKeyUsageOID
from django.utils.timezone import localtime

from pingzhun.certificates import reading, trust
from pingzhun.documents.refusals import FileRefused
from pingzhun.documents.seals.verifying import FoundSeal
from pingzhun.flow.guards import Refused


@dataclass(frozen=True)
class Standing:
    """timed: whether a time-stamp authority that we trust says when it was sealed."""

    trusted: bool
    sentence: str
    timed: bool = False
    time_sentence: str = ""


def holder_of(der: bytes) -> tuple[str, str]:
    """The organisation (or the person) that a certificate names, and its 统一社会信用代码 or "". Raises FileRefused."""
    try:
        certificate = reading.read_chain([der])[0]
    except Refused as refused:
        raise FileRefused(str(refused)) from refused
    name = reading.organisation_name(certificate) or reading.holder(certificate)
    return name, next(iter(sorted(reading.credit_codes(certificate))), "")


def standing_of(seal: FoundSeal, *, now: datetime) -> Standing:
    """Judged as of now. A certificate that has expired since is still good for a seal whose time is proved."""
    try:
        chain = reading.read_chain(seal.chain)
    except Refused as refused:
        return Standing(False, str(refused))
    verdict = trust.judge(chain, now=now)
    timed = seal.at is not None and _is_stamped(seal, at=seal.at)
    if seal.at is None:
        said = "印章没有写明时间。"
    elif timed:
        said = f"{localtime(seal.at):%Y-%m-%d %H:%M:%S}，由时间戳服务机构证明。"
    else:
        said = f"{localtime(seal.at):%Y-%m-%d %H:%M:%S}，由盖章者所用的系统写入，没有时间戳证明。"
    leaf = chain[0]
    if verdict.status == trust.Status.EXPIRED and timed and seal.at and seal.at <= leaf.not_valid_after_utc:
        return Standing(True, "盖章时证书有效（有时间戳证明），此后已到期。", timed, said)
    return Standing(verdict.is_valid, verdict.sentence, timed, said)


def _is_stamped(seal: FoundSeal, *, at: datetime) -> bool:
    """Whether the time-stamp was made with a certificate for time-stamps, of an authority that we trust."""
    if not seal.stamped or not seal.stamp_chain:
        return False
    try:
        chain = reading.read_chain(seal.stamp_chain)
        uses = chain[0].extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    except (Refused, x509.ExtensionNotFound):
        return False
    leaf = chain[0]
    in_time = leaf.not_valid_before_utc <= at <= leaf.not_valid_after_utc
    path = trust.find_path(chain, now=at, among=trust.in_force())
    return ExtendedKeyUsageOID.TIME_STAMPING in uses and in_time and path is not None
