"""Check an export of the ledger without trusting whoever made it.

    python -m pingzhun.ledger.verify NEW_EXPORT [--against OLD_EXPORT] [--key HEX]

This file needs Python 3.11 and the `cryptography` package, nothing else: it can be copied and run alone. The
first line of an export is the signed tree head, every further line one entry, whose SHA-256 (after a zero
byte) is its leaf of the RFC 9162 Merkle tree. OLD_EXPORT may be only the first line of one. Without --key,
compare the printed key with the published one yourself. The exit status is 0 if all is well, 1 if not.
"""

import argparse
import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import zip_longest
from pathlib import Path
from typing import Any, BinaryIO

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

FORMAT = "pingzhun-ledger/1"


class VerificationError(Exception):
    """What is wrong with the export, as a sentence."""


@dataclass(frozen=True)
class Head:
    size: int
    root: str
    timestamp: str
    key: str
    signature: str

    def check_signature(self) -> None:
        signed = {"format": FORMAT, "root": self.root, "size": self.size, "timestamp": self.timestamp}
        text = json.dumps(signed, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        try:
            key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(self.key))
            key.verify(bytes.fromhex(self.signature), text.encode())
        except (InvalidSignature, ValueError) as error:
            raise VerificationError("树头的签名无效") from error


@dataclass
class Tree:
    """A Merkle tree that grows leaf by leaf and remembers only the roots of its full subtrees."""

    size: int = 0
    subtrees: list[bytes] = field(default_factory=list)

    def add(self, entry: bytes) -> None:
        digest, ones = sha256(b"\x00" + entry).digest(), self.size
        while ones & 1:
            digest, ones = sha256(b"\x01" + self.subtrees.pop() + digest).digest(), ones >> 1
        self.subtrees.append(digest)
        self.size += 1

    def root(self) -> str:
        if not self.subtrees:
            return sha256(b"").hexdigest()
        digest = self.subtrees[-1]
        for left in self.subtrees[-2::-1]:
            digest = sha256(b"\x01" + left + digest).digest()
        return digest.hex()


def read_head(file: BinaryIO) -> Head:
    try:
        line: dict[str, Any] = json.loads(file.readline())
        if line["format"] != FORMAT:
            raise VerificationError("不认识的导出格式")
        return Head(int(line["size"]), line["root"], line["timestamp"], line["key"], line["signature"])
    except (ValueError, KeyError, TypeError) as error:
        raise VerificationError("第一行不是树头") from error


def entries(file: BinaryIO) -> Iterator[bytes]:
    for line in file:
        yield line.removesuffix(b"\n")


def verify(export: Path, *, against: Path | None = None, key: str | None = None) -> Head:
    """Return the head of `export` if every check holds. Raises VerificationError at the first that does
    not.
    """
    old = None
    if against:
        with against.open("rb") as file:
            old = read_head(file)
        old.check_signature()
    with export.open("rb") as file:
        head = read_head(file)
        head.check_signature()
        if key and head.key != key.lower():
            raise VerificationError(f"树头由另一把密钥签署：{head.key}")
        if old and head.size < old.size:
            raise VerificationError(f"存证少了：从前 {old.size} 条，现在 {head.size} 条")
        tree = Tree()
        old_root = tree.root()
        for entry in entries(file):
            tree.add(entry)
            if old and tree.size == old.size:
                old_root = tree.root()
    if tree.size != head.size:
        raise VerificationError(f"树头为 {head.size} 条，文件中有 {tree.size} 条")
    if tree.root() != head.root:
        raise VerificationError("存证与树头的根哈希不符：有存证被改动、增删或调换")
    if against and old and old_root != old.root:
        where = first_difference(export, against)
        raise VerificationError(
            "与从前的导出不一致" + (f"：第 {where} 条起不同" if where is not None else "")
        )
    if old and head.key != old.key and not key:
        raise VerificationError(f"签署的密钥换过：从前 {old.key}，现在 {head.key}；核实后用 --key 指明")
    return head


def first_difference(export: Path, against: Path) -> int | None:
    """Return the position of the first entry of `against` that `export` has otherwise; None if it holds no
    entries.
    """
    with export.open("rb") as new, against.open("rb") as old:
        new.readline()
        old.readline()
        pairs = zip_longest(entries(old), entries(new))
        return next((number for number, (a, b) in enumerate(pairs) if a is not None and a != b), None)


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="核验存证导出文件")
    parser.add_argument("export", type=Path, help="导出文件")
    parser.add_argument("--against", type=Path, metavar="OLD", help="从前的导出文件，或只有其第一行")
    parser.add_argument("--key", metavar="HEX", help="公布的公钥")
    options = parser.parse_args(arguments)
    try:
        head = verify(options.export, against=options.against, key=options.key)
    except (VerificationError, OSError) as error:
        print(f"不通过：{error}", file=sys.stderr)
        return 1
    print(f"通过：{head.size} 条存证，签署于 {head.timestamp}")
    print(f"根哈希 {head.root}\n公钥   {head.key}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
