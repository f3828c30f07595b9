"""递交回执: what the platform signs to an offer's organisation; `check_receipt.py` verifies it without us.

Signed by Ed25519 (RFC 8032) with `receipt-key`, beside the ledger's key; the public half is published at 回执公钥.
"""

from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from pingzhun.ledger.canonical import canonical
from pingzhun.ledger.keys import local_key
from pingzhun.sealing.entries import subject_of
from pingzhun.sealing.models import SealedOffer

FORMAT = "pingzhun-receipt/1"
KEY_NAME = "receipt-key"


def receipt(offer: SealedOffer) -> dict[str, Any]:
    """The signed receipt; it is the same whenever it is asked for, with the time that the database wrote."""
    statement = {
        "format": FORMAT,
        "case": offer.box.case.code,
        "title": offer.box.case.title,
        "round": offer.box.round,
        "organisation": offer.organisation.credit_code,
        "name": offer.organisation.name,
        "version": offer.version,
        "received_at": offer.received_at,
        "sha256": offer.sha256,
        "ciphertext_sha256": offer.ciphertext_sha256,
        "shares_sha256": {
            share.holder.key.fingerprint: share.sha256
            for share in offer.shares.select_related("holder__key").order_by("pk")
        },
        "files_sha256": [each.sha256 for each in offer.files.order_by("place")],
        "ledger_subject": subject_of(offer),
    }
    text = canonical(statement)
    return {"statement": text, "signature": _key().sign(text.encode()).hex(), "public_key": public_key()}


def public_key() -> str:
    """Hexadecimal, 32 bytes."""
    return _key().public_key().public_bytes_raw().hex()


def _key() -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(local_key(KEY_NAME))
