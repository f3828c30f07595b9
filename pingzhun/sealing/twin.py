"""What the browsers of suppliers and holders do, in Python: for drivers, the demonstration and tests.

What serves pages never imports this, because what a supplier types does not reach it: import-linter has the contract.
"""

import secrets
from hashlib import sha256
from typing import Any

import pyrage
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric import ec

from pingzhun.ledger.canonical import canonical
from pingzhun.sealing import shamir
from pingzhun.sealing.envelope import PADDING, SUITE, Envelope, Share, context
from pingzhun.sealing.key_files import public_bytes
from pingzhun.sealing.models import Box, SealedOffer
from pingzhun.sealing.opening_keys import CURVE, fingerprint_of


def make(payload: dict[str, Any], *, box: Box, credit_code: str) -> Envelope:
    """Seal `payload` for `box` as an offer of the organisation of that credit code."""
    text = canonical({"payload": payload, "salt": secrets.token_hex(32)}).encode()
    return sealed(text, box=box, credit_code=credit_code)


def sealed(text: bytes, *, box: Box, credit_code: str, commitment: str | None = None) -> Envelope:
    """Seal any `text`; `commitment` may lie about it, as a supplier's browser can."""
    identity = pyrage.x25519.Identity.generate()
    padded = text + bytes(-len(text) % PADDING)
    ciphertext = pyrage.encrypt(padded, [identity.to_public()])
    holders = list(box.holders.select_related("key"))
    parts = shamir.split(str(identity).encode(), shares=len(holders), threshold=box.threshold)
    shares = tuple(
        Share(
            holder=holder.key.fingerprint,
            sealed=SUITE.encrypt(
                part,
                ec.EllipticCurvePublicKey.from_encoded_point(CURVE, bytes(holder.key.public_key)),
                context(
                    box=box.label,
                    organisation=credit_code,
                    holder=holder.key.fingerprint,
                    ciphertext=ciphertext,
                ),
            ),
            sha256=sha256(part).hexdigest(),
        )
        for holder, part in zip(holders, parts, strict=True)
    )
    return Envelope(commitment or sha256(text).hexdigest(), ciphertext, shares)


def open_shares(box: Box, private_key: ec.EllipticCurvePrivateKey) -> dict[int, bytes | None]:
    """The holder's shares of the live offers in `box`, by the number of the sealed share; None for one that does not open."""
    fingerprint = fingerprint_of(public_bytes(private_key))
    found: dict[int, bytes | None] = {}
    for offer in SealedOffer.objects.live().filter(box=box).select_related("organisation"):
        share = offer.shares.get(holder__key__fingerprint=fingerprint)
        info = context(
            box=box.label,
            organisation=offer.organisation.credit_code,
            holder=fingerprint,
            ciphertext=bytes(offer.ciphertext),
        )
        try:
            part = SUITE.decrypt(bytes(share.sealed), private_key, info)
        except InvalidTag:
            part = b""
        found[share.pk] = part if sha256(part).hexdigest() == share.sha256 else None
    return found
