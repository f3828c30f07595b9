"""Beside the database: what a superuser changed behind the triggers, by name.

Every kind of row that counts says its entry again, from what stands in the row now; the two must meet one to one. An app
names its own kinds in its AppConfig, as `recorded = ("pingzhun.notices.recorded.NOTICES",)`.

What this does not see: who holds the signing key as well can rewrite rows, entries, tree and heads to fit each other. That
is seen from outside, by whoever kept an older head or export (`tools/verify_ledger.py`).
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.apps import apps
from django.db import connection, transaction
from django.utils.module_loading import import_string

from pingzhun.ledger import merkle
from pingzhun.ledger.canonical import canonical, time_text
from pingzhun.ledger.models import LedgerEntry, LedgerNode, TreeHead, statement

CHUNK = 2000


@dataclass(frozen=True, kw_only=True)
class Row:
    """A row as it stands now. entry: what `log.append` was told of it; None where only the fault is to be said. fault: what
    contradicts itself inside the row.
    """

    name: str
    entry: dict[str, Any] | None = None
    fault: str | None = None

    @property
    def leaf(self) -> bytes | None:
        if self.entry is None:
            return None
        moment: datetime = self.entry["now"]
        text = statement(
            kind=self.entry["kind"],
            subject=self.entry["subject"],
            data=canonical(self.entry["data"]),
            recorded_at=time_text(moment),
        )
        return merkle.leaf_hash(text.encode())


@dataclass(frozen=True)
class Recorded:
    """One kind of row that has an entry each. owns: whether an entry of this kind belongs to such a row."""

    rows: Callable[[], Iterable[Row]]
    owns: Callable[[str], bool]


def sources() -> list[Recorded]:
    paths = [path for config in apps.get_app_configs() for path in getattr(config, "recorded", ())]
    return [import_string(path) for path in paths]


def faults() -> list[str]:
    """Return a sentence for each row, entry, node and head that contradicts the others; all by one snapshot."""
    outermost = not connection.in_atomic_block
    with transaction.atomic():
        if outermost:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        recorded = sources()
        unmet: dict[bytes, list[str]] = defaultdict(list)
        found = []
        for source in recorded:
            for row in source.rows():
                if leaf := row.leaf:
                    unmet[leaf].append(row.name)
                if row.fault:
                    found.append(f"{row.name}：{row.fault}")
        leaves: dict[int, bytes | None] = {}
        found += _entry_faults(leaves, unmet, recorded)
        found += [f"{name}：与存证不符，或存证中没有" for names in unmet.values() for name in names]
        found += _tree_faults(leaves)
    return found


def _entry_faults(
    leaves: dict[int, bytes | None], unmet: dict[bytes, list[str]], recorded: list[Recorded]
) -> Iterator[str]:
    """Yield what is wrong with single entries; take from `unmet` the rows that they record, and put into `leaves` the hash of
    each placed entry, None where its hash and its content differ.
    """
    for entry in LedgerEntry.objects.order_by("pk").iterator(chunk_size=CHUNK):
        name = f"存证 {entry.pk}（{entry.kind} {entry.subject}）"
        stored, content = bytes(entry.leaf_hash), merkle.leaf_hash(entry.statement.encode())
        if entry.position is not None:
            leaves[entry.position] = stored if stored == content else None
        if stored != content:
            yield f"{name}：内容与其哈希不符"
        met = next((leaf for leaf in (stored, content) if unmet.get(leaf)), None)
        if met is not None:
            unmet[met].pop()
        elif stored == content and any(source.owns(entry.kind) for source in recorded):
            yield f"{name}：所记的行不见了，或已被改动"


def _tree_faults(leaves: dict[int, bytes | None]) -> Iterator[str]:
    """Yield missing entries, and nodes and heads that do not fit what is below them, as far as that is known."""
    heads = list(TreeHead.objects.order_by("size"))
    size = heads[-1].size if heads else 0
    yield from (f"序号 {position} 的存证缺失" for position in range(size) if position not in leaves)
    for position in sorted(position for position in leaves if position >= size):
        yield f"序号 {position} 的存证不在最后的树头（{size} 条）之中"
    nodes = {
        (node.level, node.index): bytes(node.hash) for node in LedgerNode.objects.iterator(chunk_size=CHUNK)
    }
    hashes: dict[merkle.Coordinate, bytes | None] = {(0, at): leaf for at, leaf in leaves.items()}
    for level in range(1, size.bit_length()):
        for index in range(size >> level):
            left, right = hashes.get((level - 1, 2 * index)), hashes.get((level - 1, 2 * index + 1))
            stored = nodes.pop((level, index), None)
            known = merkle.node_hash(left, right) if left and right else stored
            hashes[level, index] = known
            if stored != known or stored is None:
                first, last = index << level, ((index + 1) << level) - 1
                yield f"节点 {level}/{index} 与其下的存证（序号 {first} 至 {last}）不符"
    yield from (f"节点 {level}/{index} 是多余的" for level, index in nodes)
    for head in heads:
        parts = [hashes.get(coordinate) for coordinate in merkle.full_subtrees((0, head.size))]
        known_parts = [part for part in parts if part is not None]
        if len(known_parts) == len(parts) and merkle.fold(known_parts) != bytes(head.root):
            yield f"树头（{head.size} 条）的根哈希与存证不符"
        if not _is_signed(head):
            yield f"树头（{head.size} 条）的签名无效"


def _is_signed(head: TreeHead) -> bool:
    try:
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(head.key_id))
        key.verify(bytes(head.signature), head.statement.encode())
    except (InvalidSignature, ValueError):
        return False
    return True
