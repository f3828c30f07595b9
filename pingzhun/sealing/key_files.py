"""Key files: the private half of an opening key under a passphrase, as the page 开启密钥 gives it to its holder.

Only the demonstration makes them here, of keys that anybody can compute and under a passphrase that everybody knows.
"""

import json
import os
from hashlib import sha256

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.pbkdf2 import PBKDF2HMAC

from pingzhun.sealing.envelope import text_of
from pingzhun.sealing.opening_keys import CURVE, fingerprint_of

FORMAT = "pingzhun-opening-key/1"
DEMO_PASSPHRASE = "yumen-2026-spring"  # noqa: S105 -- public, as the demonstration's passwords are
ITERATIONS = 600_000  # of PBKDF2-HMAC-SHA256, what OWASP's Password Storage Cheat Sheet asks for


def public_bytes(private_key: ec.EllipticCurvePrivateKey) -> bytes:
    """The uncompressed point, as WebCrypto exports it."""
    return private_key.public_key().public_bytes(
        serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
    )


def demo_key(credit_code: str) -> ec.EllipticCurvePrivateKey:
    """The opening key of an organisation of the demonstration: anybody can compute it."""
    seed = sha256(f"pingzhun demonstration key of {credit_code}".encode()).digest()
    return ec.derive_private_key(int.from_bytes(seed) % (2**255) + 1, CURVE)


def key_file(private_key: ec.EllipticCurvePrivateKey, *, passphrase: str, organisation: str) -> str:
    """The file that the page 开启密钥 gives a holder to keep."""
    pkcs8 = private_key.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    fingerprint = fingerprint_of(public_bytes(private_key))
    salt, nonce = os.urandom(16), os.urandom(12)
    return json.dumps(
        {
            "format": FORMAT,
            "organisation": organisation,
            "fingerprint": fingerprint,
            "iterations": ITERATIONS,
            "salt": text_of(salt),
            "nonce": text_of(nonce),
            "private_key": text_of(
                AESGCM(_key_of(passphrase, salt)).encrypt(nonce, pkcs8, fingerprint.encode())
            ),
        },
        ensure_ascii=False,
        indent=2,
    )


def _key_of(passphrase: str, salt: bytes) -> bytes:
    return PBKDF2HMAC(hashes.SHA256(), 32, salt, ITERATIONS).derive(passphrase.encode())
