"""Whether a certificate can be relied on now: the path to an authority, its time, its use, its revocation.

The path is validated by `cryptography.x509.verification` (RFC 5280) with our own extension policy, because certificates of
people and organisations carry none of the names that the default policy wants of web servers.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TypeVar

from cryptography import x509
from cryptography.x509 import verification
from cryptography.x509.oid import ExtendedKeyUsageOID
from django.db.models import TextChoices

from pingzhun.base.localtime import to_local
from pingzhun.certificates import online, reading
from pingzhun.certificates.models import Authority, Revocation

DOCUMENT_SIGNING = x509.ObjectIdentifier("1.3.6.1.5.5.7.3.36")  # RFC 9336
OUR_USES = {
    ExtendedKeyUsageOID.CLIENT_AUTH,
    ExtendedKeyUsageOID.EMAIL_PROTECTION,
    ExtendedKeyUsageOID.ANY_EXTENDED_KEY_USAGE,
    DOCUMENT_SIGNING,
}

Extension = TypeVar("Extension", bound=x509.ExtensionType)


class Status(TextChoices):
    VALID = "valid", "有效"
    EXPIRED = "expired", "已过期"
    NOT_YET = "not_yet", "尚未生效"
    REVOKED = "revoked", "已吊销"
    UNTRUSTED = "untrusted", "颁发机构不受信任"
    UNKNOWN = "unknown", "吊销状态无法确认"
    UNSUITABLE = "unsuitable", "不能用于签名"


@dataclass(frozen=True)
class Verdict:
    """status, and one sentence for the holder that says what to do. authority: whose word it rests on, where there is one."""

    status: Status
    sentence: str
    authority: Authority | None = None

    @property
    def is_valid(self) -> bool:
        return self.status == Status.VALID

    @property
    def tone(self) -> str:
        if self.is_valid:
            return "good"
        return "warn" if self.status in (Status.NOT_YET, Status.UNKNOWN) else "bad"


@dataclass(frozen=True)
class Path:
    """From the holder's certificate to the anchor, both included."""

    authority: Authority
    certificates: tuple[x509.Certificate, ...]


def in_force() -> list[Authority]:
    """The authorities that are trusted, with their lists."""
    return list(Authority.objects.filter(is_active=True).prefetch_related("lists"))


def judge(
    chain: Sequence[x509.Certificate],
    *,
    now: datetime,
    among: Sequence[Authority] | None = None,
    ask_online: bool = True,
) -> Verdict:
    """Judge the first certificate of `chain`; the rest may help to find the path. It needs no anchor, and none of it is trusted.

    For a page with many certificates: `among`, what `in_force()` gave once for all of them, and `ask_online=False`, which
    leaves the revocation open where an authority answers only online.
    """
    leaf = chain[0]
    if unsuitable := _unsuitable(leaf):
        return Verdict(Status.UNSUITABLE, unsuitable)
    path = find_path(chain, now=now, among=in_force() if among is None else among)
    if path is None:
        return Verdict(
            Status.UNTRUSTED,
            f"本平台不信任颁发机构“{reading.common_name(leaf.issuer)}”，请使用本平台认可的颁发机构的证书，"
            "或联系平台运维确认。",
        )
    if now < leaf.not_valid_before_utc:
        begin = f"{to_local(leaf.not_valid_before_utc):%Y-%m-%d %H:%M}"
        return Verdict(
            Status.NOT_YET, f"证书自 {begin} 起生效，请届时再用，或先使用另一张有效的证书。", path.authority
        )
    if now > leaf.not_valid_after_utc:
        end = f"{to_local(leaf.not_valid_after_utc):%Y-%m-%d}"
        return Verdict(
            Status.EXPIRED, f"证书已于 {end} 到期，请向颁发机构办理更新后重新绑定。", path.authority
        )
    return _revocation(path, now=now, ask_online=ask_online)


def find_path(chain: Sequence[x509.Certificate], *, now: datetime, among: Sequence[Authority]) -> Path | None:
    """A path to one of the authorities that holds at `now`, or, for a holder's certificate out of its time, at its own."""
    leaf = chain[0]
    moment = min(max(now.astimezone(UTC), leaf.not_valid_before_utc), leaf.not_valid_after_utc)
    policy = verification.PolicyBuilder().extension_policies(ca_policy=_AUTHORITIES, ee_policy=_HOLDERS)
    for authority in among:
        store = verification.Store(x509.load_pem_x509_certificates(authority.anchors.encode()))
        verifier = policy.store(store).time(moment).build_client_verifier()
        try:
            found = verifier.verify(leaf, [*chain[1:], *intermediates_of(authority)]).chain
        except verification.VerificationError:
            continue
        return Path(authority, tuple(found))
    return None


def intermediates_of(authority: Authority) -> list[x509.Certificate]:
    text = authority.intermediates
    return x509.load_pem_x509_certificates(text.encode()) if text else []


def _revocation(path: Path, *, now: datetime, ask_online: bool) -> Verdict:
    authority = path.authority
    lists = {} if authority.revocation == Revocation.NONE else _fresh_lists(authority, now)
    unconfirmed = False
    for certificate, issuer in zip(path.certificates, path.certificates[1:], strict=False):
        if authority.revocation == Revocation.NONE:
            break
        revoked = _by_list(certificate, issuer, lists.get(certificate.issuer.rfc4514_string()))
        if revoked is None and ask_online and authority.online_url:
            revoked = online.is_revoked(certificate, issuer, url=authority.online_url, now=now)
        if revoked:
            return Verdict(
                Status.REVOKED,
                "证书已被颁发机构吊销，不能再使用，请向颁发机构重新申领后绑定新证书。",
                authority,
            )
        unconfirmed = unconfirmed or revoked is None
    if unconfirmed:
        return Verdict(
            Status.UNKNOWN,
            f"暂时查不到“{authority.name}”的最新吊销信息，请稍后再试；一直如此的，请联系平台运维。",
            authority,
        )
    end = f"{to_local(path.certificates[0].not_valid_after_utc):%Y-%m-%d}"
    return Verdict(Status.VALID, f"证书有效，可以使用至 {end}。", authority)


def _fresh_lists(authority: Authority, now: datetime) -> dict[str, x509.CertificateRevocationList]:
    return {
        row.issuer: x509.load_der_x509_crl(bytes(row.der))
        for row in authority.lists.all()
        if row.issued_at <= now <= row.next_at
    }


def _by_list(
    certificate: x509.Certificate, issuer: x509.Certificate, crl: x509.CertificateRevocationList | None
) -> bool | None:
    """Whether the issuer's list has it; None without a list that the issuer signed."""
    if crl is None or not is_signed_by(crl, issuer):
        return None
    return crl.get_revoked_certificate_by_serial_number(certificate.serial_number) is not None


def is_signed_by(crl: x509.CertificateRevocationList, issuer: x509.Certificate) -> bool:
    """Whether the list is the issuer's own, whole and complete: of its name, key and right to sign lists, and about every
    certificate; a delta or a list of some certificates only says nothing about the others.
    """
    partial = any(
        extension.critical or isinstance(extension.value, x509.DeltaCRLIndicator)
        for extension in crl.extensions
    )
    usage = _extension(issuer, x509.KeyUsage)
    may = usage is None or usage.crl_sign
    key = issuer.public_key()
    return crl.issuer == issuer.subject and may and not partial and crl.is_signature_valid(key)  # type: ignore[arg-type]


def _unsuitable(leaf: x509.Certificate) -> str:
    """Why its key cannot sign for us, or nothing."""
    if not reading.can_be_verified(leaf):
        return (
            f"暂不支持该证书的密钥类型（{reading.key_kind(leaf)}），"
            "请使用 RSA（2048 位以上）或 ECDSA P-256 证书。"
        )
    constraints = _extension(leaf, x509.BasicConstraints)
    if constraints is not None and constraints.ca:
        return "这是颁发机构自己的证书，请选择单位或个人的签名证书。"
    usage = _extension(leaf, x509.KeyUsage)
    if usage is not None and not (usage.digital_signature or usage.content_commitment):
        return "这是加密证书，不能用来签名，请选择同一密钥盘中的签名证书。"
    uses = _extension(leaf, x509.ExtendedKeyUsage)
    if uses is not None and not OUR_USES & set(uses):
        return "该证书的用途不包括身份认证和签名，请选择单位或个人的签名证书。"
    return ""


def _extension(certificate: x509.Certificate, kind: type[Extension]) -> Extension | None:
    try:
        return certificate.extensions.get_extension_for_class(kind).value
    except x509.ExtensionNotFound:
        return None


def _is_authority(
    policy: verification.Policy, certificate: x509.Certificate, constraints: x509.BasicConstraints
) -> None:
    if not constraints.ca:
        raise ValueError("not an authority")


def _may_sign_certificates(
    policy: verification.Policy, certificate: x509.Certificate, usage: x509.KeyUsage | None
) -> None:
    if usage is not None and not usage.key_cert_sign:
        raise ValueError("an authority that may not sign certificates")


_ANY = verification.Criticality.AGNOSTIC
_AUTHORITIES = (
    verification.ExtensionPolicy.permit_all()
    .require_present(x509.BasicConstraints, _ANY, _is_authority)
    .may_be_present(x509.KeyUsage, _ANY, _may_sign_certificates)
)
_HOLDERS = verification.ExtensionPolicy.permit_all()
