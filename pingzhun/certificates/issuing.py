"""A small certificate authority for demonstrations and tests. Nothing that serves a request imports this module: real
certificates come from a licensed authority (电子认证服务机构).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

PrivateKey = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey
KEY_USAGES = (
    "digital_signature",
    "content_commitment",
    "key_encipherment",
    "data_encipherment",
    "key_agreement",
    "key_cert_sign",
    "crl_sign",
    "encipher_only",
    "decipher_only",
)


def new_key(kind: str = "EC") -> PrivateKey:
    """kind: EC (P-256) or RSA (2048 bits)."""
    if kind == "RSA":
        return rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return ec.generate_private_key(ec.SECP256R1())


@dataclass(frozen=True)
class Issuer:
    """A certificate authority with its private key."""

    key: PrivateKey
    certificate: x509.Certificate

    def issue(
        self,
        *,
        organisation: str,
        credit_code: str | None,
        holder: str,
        key: PrivateKey,
        not_before: datetime,
        not_after: datetime,
        is_authority: bool = False,
        usages: Iterable[str] = ("digital_signature", "content_commitment"),
        extended: Iterable[x509.ObjectIdentifier] = (ExtendedKeyUsageOID.CLIENT_AUTH,),
    ) -> x509.Certificate:
        """credit_code: the 统一社会信用代码 that the subject carries as its organizationIdentifier, or None."""
        subject = _name(holder, organisation, credit_code)
        return _certificate(
            subject,
            key,
            self.certificate.subject,
            self.key,
            not_before,
            not_after,
            is_authority,
            usages,
            extended,
        )

    def revoke(
        self, certificates: Iterable[x509.Certificate], *, now: datetime, valid_for: timedelta
    ) -> x509.CertificateRevocationList:
        """A list of revoked certificates as of `now`; the next one is due after `valid_for`."""
        builder = x509.CertificateRevocationListBuilder().issuer_name(self.certificate.subject)
        builder = builder.last_update(now).next_update(now + valid_for)
        for certificate in certificates:
            entry = x509.RevokedCertificateBuilder().serial_number(certificate.serial_number)
            builder = builder.add_revoked_certificate(entry.revocation_date(now).build())
        return builder.sign(self.key, hashes.SHA256())


def new_authority(name: str, *, not_before: datetime, not_after: datetime, kind: str = "EC") -> Issuer:
    """A root: an authority that vouches for itself."""
    key, subject = new_key(kind), _name(name, name, None)
    usages = ("key_cert_sign", "crl_sign")
    return Issuer(
        key, _certificate(subject, key, subject, key, not_before, not_after, True, usages, extended=())
    )


def key_file(
    key: PrivateKey, chain: list[x509.Certificate], password: str | None, form: str = "p12"
) -> bytes:
    """The key with its certificates, the holder's first, in one file. form: p12, or pem (PKCS#8); `password` None leaves a pem
    unencrypted.
    """
    protection = (
        serialization.BestAvailableEncryption(password.encode()) if password else serialization.NoEncryption()
    )
    if form == "p12":
        name = chain[0].subject.rfc4514_string().encode()
        return pkcs12.serialize_key_and_certificates(name, key, chain[0], chain[1:], protection)
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, protection)
    return pem + b"".join(each.public_bytes(serialization.Encoding.PEM) for each in chain)


def _name(holder: str, organisation: str, credit_code: str | None) -> x509.Name:
    parts = [(NameOID.COUNTRY_NAME, "CN"), (NameOID.ORGANIZATION_NAME, organisation)]
    if credit_code:
        parts.append((NameOID.ORGANIZATION_IDENTIFIER, credit_code))
    return x509.Name(x509.NameAttribute(oid, text) for oid, text in [*parts, (NameOID.COMMON_NAME, holder)])


def _certificate(
    subject: x509.Name,
    key: PrivateKey,
    issuer: x509.Name,
    issuer_key: PrivateKey,
    not_before: datetime,
    not_after: datetime,
    is_authority: bool,
    usages: Iterable[str],
    extended: Iterable[x509.ObjectIdentifier],
) -> x509.Certificate:
    chosen = set(usages)
    public = key.public_key()
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(not_before)
        .not_valid_after(not_after)
        .add_extension(x509.BasicConstraints(ca=is_authority, path_length=None), critical=True)
        .add_extension(x509.KeyUsage(**{usage: usage in chosen for usage in KEY_USAGES}), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key()), critical=False
        )
    )
    if extended := tuple(extended):
        builder = builder.add_extension(x509.ExtendedKeyUsage(extended), critical=False)
    return builder.sign(issuer_key, hashes.SHA256())
