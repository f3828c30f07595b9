"""A signer in Python, standing where the page's `signer.js` stands: for the tests and the demonstration, and for the one key that
a server has, the operator's own (`platform`). No private key of anybody else ever comes to the server.
"""

from dataclasses import dataclass

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding, pkcs12

PrivateKey = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey


@dataclass(frozen=True)
class Signer:
    """`chain` and `sign` of the protocol of a signer (docs/handbook/developer/signer.md)."""

    key: PrivateKey
    certificates: tuple[x509.Certificate, ...]

    @property
    def chain(self) -> list[bytes]:
        return [each.public_bytes(Encoding.DER) for each in self.certificates]

    def sign(self, data: bytes) -> bytes:
        """Over SHA-256 of the data: a DER ECDSA-Sig-Value, or RSASSA-PKCS1-v1_5."""
        if isinstance(self.key, rsa.RSAPrivateKey):
            return self.key.sign(data, padding.PKCS1v15(), hashes.SHA256())
        return self.key.sign(data, ec.ECDSA(hashes.SHA256()))


def open_key_file(data: bytes, password: str) -> Signer:
    """The signer of a PKCS#12 file. Raises ValueError if the password is wrong or the file holds no key."""
    key, certificate, others = pkcs12.load_key_and_certificates(data, password.encode())
    if certificate is None or not isinstance(key, ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey):
        raise ValueError("the file holds no key that can sign")
    return Signer(key, (certificate, *others))
