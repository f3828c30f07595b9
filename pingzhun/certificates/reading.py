"""What a certificate says: to people, and of the organisation it was issued to."""

import re
from collections.abc import Callable, Iterator, Sequence

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import NameOID

from pingzhun.base.identifiers import clean_credit_code, clean_resident_id
from pingzhun.flow.guards import Refused

LONGEST_CHAIN = 8
LARGEST = 16 * 1024  # bytes of one certificate
SMALLEST_RSA = 2048  # bits
SM2_CURVE = bytes.fromhex(
    "06082a811ccf5501822d"
)  # 1.2.156.10197.1.301 in DER: no library of ours reads the key
# Where Chinese authorities write an organisation's numbers (GM/T 0015): 工商注册号, 组织机构代码, 税号.
ORGANISATION_NUMBERS = tuple(f"1.2.156.10260.4.1.{last}" for last in (3, 4, 5))
_CODE = re.compile(r"(?<![0-9A-Z])[0-9A-Z]{18}(?![0-9A-Z])")
UNREADABLE = "无法读取证书。请重新选择证书文件；仍不成功的，请联系证书颁发机构。"


def read_chain(ders: Sequence[bytes]) -> list[x509.Certificate]:
    """The certificates as they were handed in, the holder's first. Raises Refused for what is none, or too much of it."""
    if not 1 <= len(ders) <= LONGEST_CHAIN or any(len(der) > LARGEST for der in ders):
        raise Refused(UNREADABLE)
    try:
        chain = [x509.load_der_x509_certificate(der) for der in ders]
        for certificate in chain:  # what the parser reads late, it refuses late
            _ = certificate.subject, certificate.issuer, certificate.extensions
    except ValueError as error:
        raise Refused(UNREADABLE) from error
    return chain


def der(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.DER)


def fingerprint(certificate: x509.Certificate) -> str:
    """SHA-256 of the DER, in lower-case hexadecimal."""
    return certificate.fingerprint(hashes.SHA256()).hex()


def common_name(name: x509.Name) -> str:
    """The name a person knows: CN, or else O, or else all of it."""
    for oid in (NameOID.COMMON_NAME, NameOID.ORGANIZATION_NAME):
        if found := name.get_attributes_for_oid(oid):
            return str(found[0].value)
    return name.rfc4514_string()


def holder(certificate: x509.Certificate) -> str:
    return common_name(certificate.subject)


def organisation_name(certificate: x509.Certificate) -> str:
    """The organisation in the subject, or nothing."""
    found = certificate.subject.get_attributes_for_oid(NameOID.ORGANIZATION_NAME)
    return str(found[0].value) if found else ""


def serial(certificate: x509.Certificate) -> str:
    return f"{certificate.serial_number:X}"


def key_kind(certificate: x509.Certificate) -> str:
    """The kind of the key, for people."""
    try:
        key = certificate.public_key()
    except (UnsupportedAlgorithm, ValueError):
        return "国密 SM2" if SM2_CURVE in certificate.tbs_certificate_bytes else "不支持的类型"
    if isinstance(key, rsa.RSAPublicKey):
        return f"RSA {key.key_size} 位"
    if isinstance(key, ec.EllipticCurvePublicKey):
        return "ECDSA P-256" if isinstance(key.curve, ec.SECP256R1) else f"ECDSA {key.curve.name}"
    return "不支持的类型"


def can_be_verified(certificate: x509.Certificate) -> bool:
    """Whether signatures by its key are of a kind that we check: RSA from 2048 bits, ECDSA P-256."""
    try:
        key = certificate.public_key()
    except (UnsupportedAlgorithm, ValueError):
        return False
    if isinstance(key, rsa.RSAPublicKey):
        return key.key_size >= SMALLEST_RSA
    return isinstance(key, ec.EllipticCurvePublicKey) and isinstance(key.curve, ec.SECP256R1)


def credit_codes(certificate: x509.Certificate) -> set[str]:
    """Every 统一社会信用代码 that the certificate carries, in its subject or in the extensions made for it."""
    found = set()
    for text in _numbers(certificate):
        for candidate in _CODE.findall(text.upper()):
            if _is(clean_credit_code, candidate) and not _is(clean_resident_id, candidate):
                found.add(candidate)
    return found


def _numbers(certificate: x509.Certificate) -> Iterator[str]:
    for attribute in certificate.subject:
        yield str(attribute.value)
    for extension in certificate.extensions:
        if extension.oid.dotted_string in ORGANISATION_NUMBERS:
            value = extension.value
            if isinstance(value, x509.UnrecognizedExtension):
                yield value.value.decode("ascii", "replace").replace("�", " ")


def _is(clean: Callable[[str], str], candidate: str) -> bool:
    try:
        clean(candidate)
    except ValueError:
        return False
    return True
