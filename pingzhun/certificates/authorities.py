"""Which authorities are trusted, and what they have revoked. Done by the operator, by command; every act is in the ledger."""

import hashlib
import logging
from datetime import UTC, datetime

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from django.db import transaction

from pingzhun import ledger
from pingzhun.certificates import online, reading, trust
from pingzhun.certificates.models import Authority, Revocation, RevocationList
from pingzhun.flow.guards import Refused

logger = logging.getLogger(__name__)


@transaction.atomic
def trust_authority(
    *,
    name: str,
    anchors: str,
    intermediates: str | None = None,
    revocation: Revocation,
    lists_url: str | None = None,
    online_url: str | None = None,
    now: datetime,
) -> Authority:
    """Trust an authority from now on, or replace what was known of the one of that name. anchors, intermediates: PEM."""
    roots = _certificates(anchors)
    between = _certificates(intermediates) if intermediates else []
    if not all(_is_authority(each) for each in [*roots, *between]):
        raise Refused("文件中有不是颁发机构的证书。请只放根证书和中间证书。")
    if revocation == Revocation.ONLINE and not online_url:
        raise Refused("在线查询须给出地址（--ocsp-url）。")
    authority, _ = Authority.objects.update_or_create(
        name=name,
        defaults={
            "anchors": anchors,
            "intermediates": intermediates or None,
            "revocation": revocation,
            "lists_url": lists_url or None,
            "online_url": online_url or None,
            "is_active": True,
            "trusted_at": now,
        },
    )
    _record(
        "trusted",
        authority,
        now,
        anchors=[reading.fingerprint(each) for each in roots],
        intermediates=[reading.fingerprint(each) for each in between],
        revocation=revocation,
    )
    return authority


@transaction.atomic
def distrust_authority(*, authority: Authority, now: datetime) -> None:
    """From now on none of its certificates is good for anything."""
    authority.is_active = False
    authority.save(update_fields=["is_active"])
    _record("distrusted", authority, now)


@transaction.atomic
def load_list(*, authority: Authority, data: bytes, now: datetime) -> RevocationList:
    """Keep the newest list of an issuer of `authority`; data: DER or PEM. Raises Refused for a list that no issuer of this
    authority signed, for one out of date, and for one older than the list there is.
    """
    try:
        crl = x509.load_pem_x509_crl(data) if b"-----BEGIN" in data else x509.load_der_x509_crl(data)
    except ValueError as error:
        raise Refused("不是吊销列表（CRL）文件。") from error
    issuers = [*_certificates(authority.anchors), *trust.intermediates_of(authority)]
    if not any(trust.is_signed_by(crl, issuer) for issuer in issuers):
        raise Refused(f"吊销列表不是由“{authority.name}”签发的完整列表，没有载入。")
    if crl.next_update_utc is None or crl.next_update_utc < now.astimezone(UTC):
        raise Refused("吊销列表已过有效期。请向颁发机构取最新的列表。")
    issuer = crl.issuer.rfc4514_string()
    der = crl.public_bytes(serialization.Encoding.DER)
    Authority.objects.select_for_update().get(pk=authority.pk)
    known = authority.lists.filter(issuer=issuer).first()
    if known and bytes(known.der) == der:
        return known
    if known and known.issued_at > crl.last_update_utc:
        raise Refused("已有更新的吊销列表，没有载入较旧的。")
    row, _ = RevocationList.objects.update_or_create(
        authority=authority,
        issuer=issuer,
        defaults={
            "der": der,
            "issued_at": crl.last_update_utc,
            "next_at": crl.next_update_utc,
            "loaded_at": now,
        },
    )
    _record("list_loaded", authority, now, sha256=hashlib.sha256(der).hexdigest(), revoked=len(crl))
    return row


def fetch_lists(*, now: datetime) -> int:
    """Fetch the lists of the authorities that publish them at an address; return how many there are in force. What cannot be
    had is logged: when the list there is goes out of date, its certificates are 吊销状态无法确认.
    """
    loaded = 0
    for authority in Authority.objects.filter(is_active=True, lists_url__isnull=False):
        try:
            load_list(authority=authority, data=online.fetch(authority.lists_url or ""), now=now)
            loaded += 1
        except (OSError, ValueError, Refused) as error:
            logger.warning("no list of %s: %s", authority, error)
    return loaded


def _certificates(pem: str) -> list[x509.Certificate]:
    try:
        return x509.load_pem_x509_certificates(pem.encode())
    except ValueError as error:
        raise Refused("文件中没有 PEM 格式的证书。") from error


def _is_authority(certificate: x509.Certificate) -> bool:
    try:
        return certificate.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    except x509.ExtensionNotFound:
        return False


def _record(kind: str, authority: Authority, now: datetime, **data: object) -> None:
    ledger.append(
        kind=f"certificates.authority.{kind}", subject=f"authority:{authority.name}", data=data, now=now
    )
