"""What the browsers of suppliers and holders do, in Python: for drivers, the demonstration and tests.

What serves pages never imports this, because what a supplier types does not reach it: import-linter has the contract.
"""

import secrets
from collections.abc import Sequence
from hashlib import sha256
from typing import IO, Any

import pyrage
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric import ec

from pingzhun.documents import uploads
from pingzhun.ledger.canonical import canonical
from pingzhun.sealing import shamir
from pingzhun.sealing.envelope import PADDING, SUITE, Declared, Envelope, Share, context
from pingzhun.sealing.key_files import public_bytes
from pingzhun.sealing.models import Box, SealedOffer
from pingzhun.sealing.opening_keys import CURVE, fingerprint_of


def make(
    payload: dict[str, Any],
    *,
    box: Box,
    credit_code: str,
    identity: pyrage.x25519.Identity | None = None,
    files: Sequence[Declared] = (),
) -> Envelope:
    """Seal `payload` for `box` as an offer of the organisation of that credit code, with `files` that `seal_file` has sealed to
    the same `identity`.
    """
    if files:
        payload = payload | {"files": [each.as_dict() for each in files]}
    text = canonical({"payload": payload, "salt": secrets.token_hex(32)}).encode()
    names = tuple(each.ciphertext_sha256 for each in files)
    return sealed(text, box=box, credit_code=credit_code, identity=identity, files=names)


def new_identity() -> pyrage.x25519.Identity:
    return pyrage.x25519.Identity.generate()


def seal_file(
    plain: IO[bytes], ciphertext: IO[bytes], *, name: str, identity: pyrage.x25519.Identity
) -> Declared:
    """Write the ciphertext of a file, both on disk, and say what the payload says of it."""
    pyrage.encrypt_io(plain, ciphertext, [identity.to_public()])
    return Declared(name, plain.seek(0, 2), uploads.sha256_of(plain), uploads.sha256_of(ciphertext))


def sealed(
    text: bytes,
    *,
    box: Box,
    credit_code: str,
    commitment: str | None = None,
    identity: pyrage.x25519.Identity | None = None,
    files: tuple[str, ...] = (),
) -> Envelope:
    """Seal any `text`; `commitment` may lie about it, as a supplier's browser can."""
    identity = identity or new_identity()
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
    return Envelope(commitment or sha256(text).hexdigest(), ciphertext, shares, files)


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
