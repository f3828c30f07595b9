"""Asking an authority about one certificate: OCSP (RFC 6960) over HTTP."""

import logging
import urllib.request
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.x509 import ocsp
from cryptography.x509.oid import ExtendedKeyUsageOID

LARGEST = 64 * 1024  # bytes of an answer
LARGEST_LIST = 64 * 1024 * 1024  # bytes
PATIENCE = 5.0  # seconds
SKEW = timedelta(minutes=5)  # between the responder's clock and ours

logger = logging.getLogger(__name__)


def is_revoked(
    certificate: x509.Certificate, issuer: x509.Certificate, *, url: str, now: datetime
) -> bool | None:
    """What the responder at `url` says; None if there is no answer that can be believed at `now`."""
    request = ocsp.OCSPRequestBuilder().add_certificate(certificate, issuer, hashes.SHA1()).build()  # noqa: S303 -- the identifier that RFC 6960 names, not a signature
    try:
        answer = fetch(
            url, request.public_bytes(serialization.Encoding.DER), media_type="application/ocsp-request"
        )
        return read_answer(answer, request=request, issuer=issuer, now=now)
    except (OSError, ValueError) as error:
        logger.warning("no answer about %s from %s: %s", certificate.serial_number, url, error)
        return None


def read_answer(
    answer: bytes, *, request: ocsp.OCSPRequest, issuer: x509.Certificate, now: datetime
) -> bool | None:
    """Whether the answer says that the certificate is revoked; None where it does not know, is about another, is stale, or is
    not signed by the issuer or by a responder the issuer has certified for this. Raises ValueError for what is no answer.
    """
    response = ocsp.load_der_ocsp_response(answer)
    if response.response_status != ocsp.OCSPResponseStatus.SUCCESSFUL:
        return None
    about = (response.serial_number, response.issuer_key_hash, response.issuer_name_hash)
    if about != (request.serial_number, request.issuer_key_hash, request.issuer_name_hash):
        return None
    until = response.next_update_utc or response.this_update_utc + SKEW
    if not response.this_update_utc - SKEW <= now.astimezone(UTC) <= until + SKEW:
        return None
    if not any(_signed(response, signer) for signer in _responders(response, issuer, now)):
        return None
    if response.certificate_status == ocsp.OCSPCertStatus.UNKNOWN:
        return None
    return response.certificate_status == ocsp.OCSPCertStatus.REVOKED


def fetch(url: str, body: bytes | None = None, *, media_type: str = "application/octet-stream") -> bytes:
    """What an address that the operator has entered answers. Raises OSError, ValueError for another scheme than HTTP."""
    if not url.startswith(("http://", "https://")):
        raise ValueError(f"not an address of HTTP: {url}")
    request = urllib.request.Request(url, data=body, headers={"Content-Type": media_type})  # noqa: S310 -- see above
    with urllib.request.urlopen(request, timeout=PATIENCE) as response:  # noqa: S310 -- see above
        return bytes(response.read(LARGEST if body else LARGEST_LIST))


def _responders(
    response: ocsp.OCSPResponse, issuer: x509.Certificate, now: datetime
) -> Iterable[x509.Certificate]:
    yield issuer
    for each in response.certificates:
        try:
            each.verify_directly_issued_by(issuer)
            uses = each.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
        except (ValueError, TypeError, InvalidSignature, x509.ExtensionNotFound):
            continue
        in_time = each.not_valid_before_utc <= now.astimezone(UTC) <= each.not_valid_after_utc
        if ExtendedKeyUsageOID.OCSP_SIGNING in uses and in_time:
            yield each


def _signed(response: ocsp.OCSPResponse, signer: x509.Certificate) -> bool:
    key, algorithm = signer.public_key(), response.signature_hash_algorithm
    if algorithm is None or algorithm.name in {"sha1", "md5"}:
        return False
    try:
        if isinstance(key, rsa.RSAPublicKey):
            key.verify(response.signature, response.tbs_response_bytes, padding.PKCS1v15(), algorithm)
        elif isinstance(key, ec.EllipticCurvePublicKey):
            key.verify(response.signature, response.tbs_response_bytes, ec.ECDSA(algorithm))
        else:
            return False
    except InvalidSignature:
        return False
    return True
