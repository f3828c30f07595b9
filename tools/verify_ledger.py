"""Check the public ledger of a Pingzhun site without trusting whoever runs it.

    python verify_ledger.py export NEW_EXPORT [--against OLD_EXPORT]     the whole log, and that it only grew
    python verify_ledger.py proof PROOF.json                             that one entry is in the log
    python verify_ledger.py consistency CONSISTENCY.json                 that one head is the beginning of another
    python verify_ledger.py notices EXPORT NOTICE.json … | --site URL    that notices are what was published
    python verify_ledger.py witness URL --keep HEAD.json                 all the time: that the site goes on as it began

Each takes --key HEX, the public key of the site from somewhere else than the site; without it, compare the printed one
yourself. This file needs Python 3.11 and the `cryptography` package, nothing else: it can be copied and run alone.

The log is the Merkle tree of RFC 9162. The first line of an export is the signed tree head, every further line one
entry, whose SHA-256 (after a zero byte) is its leaf. OLD_EXPORT may be only the first line of one. A witness keeps the
last head it saw and demands proof that the present one continues it; run it every hour, from another place.

The exit status is 0 if all is well, 1 if something is wrong, 2 if the site could not be reached.
"""

import argparse
import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from hashlib import sha256
from itertools import zip_longest
from pathlib import Path
from typing import Any, BinaryIO
from urllib.error import HTTPError, URLError
from urllib.parse import quote, urlsplit
from urllib.request import urlopen

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

FORMAT = "pingzhun-ledger/1"


class VerificationError(Exception):
    """What is wrong, as a sentence."""


@dataclass(frozen=True)
class Head:
    size: int
    root: str
    timestamp: str
    key: str
    signature: str

    def check(self, key: str | None) -> None:
        """Check the signature, and that it is by `key`. Raises VerificationError."""
        signed = {"format": FORMAT, "root": self.root, "size": self.size, "timestamp": self.timestamp}
        text = json.dumps(signed, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        try:
            signer = Ed25519PublicKey.from_public_bytes(bytes.fromhex(self.key))
            signer.verify(bytes.fromhex(self.signature), text.encode())
        except (InvalidSignature, ValueError) as error:
            raise VerificationError("树头的签名无效") from error
        if key and self.key != key.lower():
            raise VerificationError(f"树头由另一把密钥签署：{self.key}")

    def published(self) -> dict[str, Any]:
        return {"format": FORMAT, **asdict(self)}


def head_of(published: Any) -> Head:
    """Return the head that stands in a published JSON. Raises VerificationError."""
    try:
        if published["format"] != FORMAT:
            raise VerificationError("不认识的格式")
        names = ("root", "timestamp", "key", "signature")
        return Head(int(published["size"]), *(str(published[name]) for name in names))
    except (ValueError, KeyError, TypeError) as error:
        raise VerificationError("没有完整的树头") from error


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
        line = json.loads(file.readline())
    except ValueError as error:
        raise VerificationError("第一行不是树头") from error
    return head_of(line)


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
        old.check(None)
    with export.open("rb") as file:
        head = read_head(file)
        head.check(key)
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
    if old and not key:
        same_key(old, head)
    return head


def same_key(old: Head, new: Head) -> None:
    if new.key != old.key:
        raise VerificationError(f"签署的密钥换过：从前 {old.key}，现在 {new.key}；核实后用 --key 指明")


def first_difference(export: Path, against: Path) -> int | None:
    """Return the position of the first entry of `against` that `export` has otherwise; None if it holds no
    entries.
    """
    with export.open("rb") as new, against.open("rb") as old:
        new.readline()
        old.readline()
        pairs = zip_longest(entries(old), entries(new))
        return next((number for number, (a, b) in enumerate(pairs) if a is not None and a != b), None)


# ---- one entry, and one head after another (RFC 9162 §2.1.3.2, §2.1.4.2) ---------------------------------------------


def node(left: bytes, right: bytes) -> bytes:
    return sha256(b"\x01" + left + right).digest()


def inclusion_root(leaf: bytes, position: int, size: int, path: Sequence[bytes]) -> bytes | None:
    """Return the root to which leaf and path lead; None if the path does not fit the size."""
    index, last, digest = position, size - 1, leaf
    if not 0 <= index <= last:
        return None
    for sibling in path:
        if last == 0:
            return None
        if index & 1 or index == last:
            digest = node(sibling, digest)
            while index and not index & 1:
                index, last = index >> 1, last >> 1
        else:
            digest = node(digest, sibling)
        index, last = index >> 1, last >> 1
    return digest if last == 0 else None


def consistency_roots(
    old_size: int, new_size: int, old_root: bytes, path: Sequence[bytes]
) -> tuple[bytes, bytes] | None:
    """Return the old and the new root to which the path leads; None if it does not fit the sizes (0 < old < new)."""
    hashes = [old_root, *path] if old_size & (old_size - 1) == 0 else list(path)
    if not hashes:
        return None
    index, last = old_size - 1, new_size - 1
    while index & 1:
        index, last = index >> 1, last >> 1
    old = new = hashes[0]
    for digest in hashes[1:]:
        if last == 0:
            return None
        if index & 1 or index == last:
            old, new = node(digest, old), node(digest, new)
            while index and not index & 1:
                index, last = index >> 1, last >> 1
        else:
            new = node(new, digest)
        index, last = index >> 1, last >> 1
    return (old, new) if last == 0 else None


def verify_proof(proof: Any, *, key: str | None = None) -> Head:
    """Check a published proof that an entry is in the log; return the head of the log. Raises VerificationError."""
    try:
        head = head_of(proof["head"])
        leaf = sha256(b"\x00" + proof["statement"].encode()).digest()
        position, path = int(proof["position"]), [bytes.fromhex(step) for step in proof["path"]]
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise VerificationError("不是完整的包含证明") from error
    head.check(key)
    root = inclusion_root(leaf, position, head.size, path)
    if root is None or root.hex() != head.root:
        raise VerificationError("原文、序号或路径与树头的根哈希不符")
    return head


def verify_consistency(published: Any, *, key: str | None = None) -> tuple[Head, Head]:
    """Check a published proof that one head is the beginning of another; return both. Raises VerificationError."""
    try:
        old, new = head_of(published["old"]), head_of(published["new"])
        path = [bytes.fromhex(step) for step in published["path"]]
        old_root = bytes.fromhex(old.root)
    except (ValueError, KeyError, TypeError) as error:
        raise VerificationError("不是完整的一致性证明") from error
    old.check(None)
    new.check(key)
    if not key:
        same_key(old, new)
    if new.size < old.size:
        raise VerificationError(f"存证少了：从前 {old.size} 条，现在 {new.size} 条")
    if new.size == old.size:
        consistent = new.root == old.root and not path
    elif old.size == 0:
        consistent = old.root == Tree().root() and not path
    else:
        roots = consistency_roots(old.size, new.size, old_root, path)
        consistent = roots is not None and (roots[0].hex(), roots[1].hex()) == (old.root, new.root)
    if not consistent:
        raise VerificationError(f"从前的 {old.size} 条不是现在的 {new.size} 条的开头：有存证被改动或删去")
    return old, new


# ---- what is published now ----------------------------------------------------------------------------------------------


class UnreachableError(Exception):
    """The site did not answer."""


def fetch(site: str, path: str) -> bytes:
    """Raises VerificationError if the site refuses, UnreachableError if it does not answer."""
    if urlsplit(site).scheme not in ("http", "https"):
        raise VerificationError(f"不是网址：{site}")
    try:
        with urlopen(site.rstrip("/") + path, timeout=30) as answer:  # noqa: S310 -- the scheme is looked at above
            return bytes(answer.read())
    except HTTPError as error:
        if error.code >= 500:  # a proxy whose site is being restarted
            raise UnreachableError(f"{site}：网站回答 {error.code}") from error
        raise VerificationError(f"{path}：网站回答 {error.code}") from error
    except (URLError, TimeoutError, ConnectionError) as error:
        raise UnreachableError(f"{site}：{error}") from error


def fetch_json(site: str, path: str) -> Any:
    try:
        return json.loads(fetch(site, path))
    except ValueError as error:
        raise VerificationError(f"{path}：不是 JSON") from error


def published_notices(export: Path) -> dict[str, str]:
    """Return the SHA-256 of every notice in an export, by number."""
    found = {}
    with export.open("rb") as file:
        file.readline()
        for line in entries(file):
            entry = json.loads(line)
            if entry["kind"] == "notice.published":
                found[entry["subject"].removeprefix("notice/")] = entry["data"]["sha256"]
    return found


def notice_faults(recorded: dict[str, str], texts: Iterable[tuple[str, bytes | None]]) -> Iterator[str]:
    """Yield what is wrong with notices, given as (name, its notice.json or None where there is none)."""
    for name, text in texts:
        if text is None:
            yield f"{name}：存证有记录，公告不见了"
            continue
        try:
            number = str(json.loads(text)["number"])
        except (ValueError, KeyError, TypeError):
            yield f"{name}：不是公告数据"
            continue
        if number not in recorded:
            yield f"{name}：存证中没有公告 {number}"
        elif sha256(text).hexdigest() != recorded[number]:
            yield f"{name}：公告 {number} 与存证所记的校验值不符，发布以后改过"


def of_site(site: str, numbers: Iterable[str]) -> Iterator[tuple[str, bytes | None]]:
    for number in numbers:
        try:
            yield number, fetch(site, f"/notices/{quote(number)}/notice.json")
        except VerificationError:
            yield number, None


def witness(site: str, keep: Path, *, key: str | None = None) -> Head:
    """Demand that the site's log continues the head kept at `keep`, and keep the new one in its place.

    The first time there is nothing to compare with. Raises VerificationError, keeping the old head, or UnreachableError.
    """
    if not keep.exists():
        new = head_of(fetch_json(site, "/ledger/head.json"))
        new.check(key)
    else:
        try:
            kept = head_of(json.loads(keep.read_text("utf-8")))
        except ValueError as error:
            raise VerificationError(f"{keep} 不是保存的树头") from error
        proof = fetch_json(site, f"/ledger/consistency.json?old={kept.size}")
        old, new = verify_consistency(proof, key=key)
        if old.root != kept.root:
            raise VerificationError(
                f"网站对同样的 {kept.size} 条签署了两个树头：保存的 {kept.root}，现在说的 {old.root}"
            )
        if not key:
            same_key(kept, new)
    draft = keep.with_name(f"{keep.name}.new")
    draft.write_text(json.dumps(new.published()) + "\n", "utf-8")
    draft.replace(keep)
    return new


# ---- the command --------------------------------------------------------------------------------------------------------


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="核验平准网站公开的存证")
    commands = parser.add_subparsers(dest="command", required=True)

    def command(name: str, help: str) -> argparse.ArgumentParser:
        added = commands.add_parser(name, help=help)
        added.add_argument("--key", metavar="HEX", help="从别处得知的公钥")
        return added

    export = command("export", "核验全部存证的导出文件")
    export.add_argument("file", type=Path)
    export.add_argument("--against", type=Path, metavar="OLD", help="从前的导出文件，或只有其第一行")
    command("proof", "核验一条存证的包含证明").add_argument("file", type=Path)
    command("consistency", "核验一致性证明").add_argument("file", type=Path)
    notices = command("notices", "核对公告是否仍是发布时的样子")
    notices.add_argument("file", type=Path, metavar="EXPORT")
    notices.add_argument("notices", type=Path, nargs="*", metavar="NOTICE.json")
    notices.add_argument("--site", metavar="URL", help="核对这个网站上的全部公告")
    watch = command("witness", "见证：核对网站的存证接续上次保存的树头")
    watch.add_argument("site", metavar="URL")
    watch.add_argument("--keep", type=Path, required=True, metavar="HEAD.json", help="保存树头的文件")
    options = parser.parse_args(arguments)
    try:
        head = run(options)
    except (VerificationError, OSError) as error:
        print(f"不通过：{error}", file=sys.stderr)
        return 1
    except UnreachableError as error:
        print(f"没有核验：{error}", file=sys.stderr)
        return 2
    print(f"通过：{head.size} 条存证，签署于 {head.timestamp}")
    print(f"根哈希 {head.root}\n公钥   {head.key}")
    return 0


def run(options: argparse.Namespace) -> Head:
    match options.command:
        case "export":
            return verify(options.file, against=options.against, key=options.key)
        case "proof":
            return verify_proof(read_json(options.file), key=options.key)
        case "consistency":
            return verify_consistency(read_json(options.file), key=options.key)[1]
        case "notices":
            head = verify(options.file, key=options.key)
            recorded = published_notices(options.file)
            given = [(str(file), file.read_bytes()) for file in options.notices]
            asked = of_site(options.site, recorded) if options.site else ()
            if faults := [*notice_faults(recorded, given), *notice_faults(recorded, asked)]:
                raise VerificationError("\n".join(faults))
            return head
    return witness(options.site, options.keep, key=options.key)


def read_json(file: Path) -> Any:
    try:
        return json.loads(file.read_text("utf-8"))
    except ValueError as error:
        raise VerificationError(f"{file} 不是 JSON") from error


if __name__ == "__main__":
    sys.exit(main())
