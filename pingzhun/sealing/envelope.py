"""The sealed envelope of one offer, `pingzhun-envelope/1`: its form, and how it is opened when its hour has come.

A supplier's browser makes it (`static/sealing/envelope.js`); `twin` makes the same in Python for drivers and tests:

- The **text** is canonical JSON of the payload and 32 random bytes of salt. Its SHA-256 is what the supplier is held to.
- The text, filled up with zero bytes, is an age file (age-encryption.org/v1) to an identity made for this offer alone.
- That identity is split k-of-n (`shamir`), and each share sealed to the opening key of its holder by HPKE (RFC 9180: DHKEM
  P-256, HKDF-SHA256, AES-128-GCM) with `context` as `info`: a share that is put beside another ciphertext, under another
  organisation or into another box does not open. The SHA-256 of each share is committed to as well.

- **Files** of the offer are age files to the same identity, sent before the envelope, which names them by their SHA-256. What
  they are called and hold stands in the payload as `files`: `Declared`.

So nobody, the server and the owner of the database included, can read an offer before k holders have released their
shares, and nobody, those who made it included, can make another text appear in its place.
"""

import base64
import binascii
import json
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from hashlib import sha256
from itertools import combinations
from typing import Any

import pyrage
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from pingzhun.ledger.canonical import canonical
from pingzhun.sealing import shamir

FORMAT = "pingzhun-envelope/1"
SUITE = Suite(KEM.P256, KDF.HKDF_SHA256, AEAD.AES_128_GCM)
PADDING = 512  # plaintexts are a multiple of this long, so that the length of a ciphertext tells no digits
MAX_CIPHERTEXT = 256 * 1024
MAX_SHARE = 1024
MAX_FILES = 20
SHA256 = re.compile(r"[0-9a-f]{64}")


class Damaged(Exception):  # noqa: N818 -- it is what the envelope is
    """An envelope that does not hold what it was sealed with."""


@dataclass(frozen=True)
class Share:
    """holder: the fingerprint of the opening key that it is sealed to. sha256: of the share itself."""

    holder: str
    sealed: bytes
    sha256: str


@dataclass(frozen=True)
class Envelope:
    """sha256: of the text. files: the SHA-256 of their ciphertexts, in the supplier's order."""

    sha256: str
    ciphertext: bytes
    shares: tuple[Share, ...]
    files: tuple[str, ...] = ()


@dataclass(frozen=True)
class Declared:
    """What a payload says of a file. size: bytes. sha256: of the file itself. part: of what it is a part, where that is asked."""

    name: str
    size: int
    sha256: str
    ciphertext_sha256: str
    part: str = ""

    def as_dict(self) -> dict[str, str | int]:
        return {name: value for name, value in asdict(self).items() if name != "part" or value}


def parse(text: str) -> Envelope:
    """The envelope that a browser posted. Raises ValueError for anything else."""
    try:
        data = json.loads(text)
        if set(data) != {"format", "sha256", "ciphertext", "shares", "files"} or data["format"] != FORMAT:
            raise ValueError("not an envelope of this format")
        shares = tuple(
            Share(
                holder=_digest(each["holder"]),
                sealed=_bytes(each["sealed"], MAX_SHARE),
                sha256=_digest(each["sha256"]),
            )
            for each in data["shares"]
        )
        files = tuple(_digest(each) for each in data["files"])
        if len(files) > MAX_FILES or len(set(files)) != len(files):
            raise ValueError("too many files, or one twice")
        return Envelope(_digest(data["sha256"]), _bytes(data["ciphertext"], MAX_CIPHERTEXT), shares, files)
    except (KeyError, TypeError, RecursionError) as error:
        raise ValueError("not an envelope") from error


def serialised(envelope: Envelope) -> str:
    """What `parse` takes."""
    return canonical(
        {
            "format": FORMAT,
            "sha256": envelope.sha256,
            "ciphertext": text_of(envelope.ciphertext),
            "shares": [
                {"holder": each.holder, "sealed": text_of(each.sealed), "sha256": each.sha256}
                for each in envelope.shares
            ],
            "files": envelope.files,
        }
    )


def context(*, box: str, organisation: str, holder: str, ciphertext: bytes) -> bytes:
    """What binds a sealed share to its place. box: its label. organisation: the credit code of who offers."""
    return canonical(
        {
            "format": FORMAT,
            "box": box,
            "organisation": organisation,
            "holder": holder,
            "ciphertext": sha256(ciphertext).hexdigest(),
        }
    ).encode()


def opened(ciphertext: bytes, shares: Sequence[bytes], *, threshold: int, commitment: str) -> str:
    """Return the text of an offer from shares that match their commitments. Raises Damaged where no `threshold` of them
    open the ciphertext to the text that `commitment` is the SHA-256 of.
    """
    return _content(_unlocked(ciphertext, shares, threshold, commitment)[1])


def identity_of(
    ciphertext: bytes, shares: Sequence[bytes], *, threshold: int, commitment: str
) -> pyrage.x25519.Identity:
    """Return the identity of an offer, with which its files are opened too. Raises Damaged as `opened` does."""
    return _unlocked(ciphertext, shares, threshold, commitment)[0]


def _unlocked(
    ciphertext: bytes, shares: Sequence[bytes], threshold: int, commitment: str
) -> tuple[pyrage.x25519.Identity, bytes]:
    for chosen in combinations(shares, threshold):
        try:
            identity = pyrage.x25519.Identity.from_str(shamir.combine(chosen).decode("ascii"))
            data = pyrage.decrypt(ciphertext, [identity]).rstrip(b"\0")
        except (ValueError, pyrage.IdentityError, pyrage.DecryptError):
            continue
        if sha256(data).hexdigest() == commitment:
            return identity, data
    raise Damaged


def payload_of(text: str) -> dict[str, Any]:
    payload: dict[str, Any] = json.loads(text)["payload"]
    return payload


def declared(payload: dict[str, Any]) -> dict[str, Declared]:
    """What a payload says of its files, by the SHA-256 of their ciphertexts; what makes no sense is left out."""
    files = payload.get("files")
    found: dict[str, Declared] = {}
    for each in files if isinstance(files, list) else []:
        match each:
            case {
                "name": str(name),
                "size": int(size),
                "sha256": str(digest),
                "ciphertext_sha256": str(ciphertext),
            }:
                part = each.get("part")
                found[ciphertext] = Declared(
                    name, size, digest, ciphertext, part if isinstance(part, str) else ""
                )
    return found


def _content(data: bytes) -> str:
    """The text, if it is one: what was committed to can still be nonsense. Raises Damaged."""
    try:
        text = data.decode()
        if canonical(json.loads(text)) != text or not isinstance(payload_of(text), dict):
            raise ValueError("no payload, or written in a second way")
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise Damaged from error
    return text


def text_of(data: bytes) -> str:
    return base64.b64encode(data).decode()


def bytes_of(text: str, *, at_most: int) -> bytes:
    """Raises ValueError unless `text` is standard base64 of 1 to `at_most` bytes."""
    return _bytes(text, at_most)


def _bytes(text: object, at_most: int) -> bytes:
    if not isinstance(text, str):
        raise ValueError("not base64")
    try:
        data = base64.b64decode(text, validate=True)
    except binascii.Error as error:
        raise ValueError("not base64") from error
    if not 1 <= len(data) <= at_most:
        raise ValueError(f"not 1 to {at_most} bytes")
    return data


def _digest(text: object) -> str:
    if not (isinstance(text, str) and SHA256.fullmatch(text)):
        raise ValueError("not a SHA-256")
    return text
