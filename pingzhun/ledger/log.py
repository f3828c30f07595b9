"""存证: the append-only log of everything that counts, and the proofs that nothing in it was changed.

Writers insert entries in their own transactions and never wait for each other. The sequencer gives committed
entries their positions, extends the Merkle tree (`merkle`) and signs its head. A position therefore says when
an entry was seen committed, not when its transaction began: one with a lower id that commits later gets a
later position.

What this does not protect: an entry removed by a database superuser in the seconds before it has a position
is missed only by its row (`audit`); and who holds the signing key can sign a rewritten log, which those who kept an older head or
export will notice.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TextIO

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import connection, transaction

from pingzhun.ledger import merkle
from pingzhun.ledger.canonical import canonical, time_text
from pingzhun.ledger.keys import local_key
from pingzhun.ledger.models import LedgerEntry, TreeHead, head_statement, statement

SEQUENCER_LOCK = 0x50696E677A68756E  # "Pingzhun"; pg_advisory_xact_lock
BATCH = 20_000  # entries placed in one transaction
KEY_NAME = "ledger-key"


@dataclass(frozen=True, kw_only=True)
class InclusionProof:
    """That the entry with hash `leaf` stands at `position` of the tree whose head is `head`."""

    position: int
    leaf: bytes
    path: Sequence[bytes]
    head: TreeHead

    def holds(self) -> bool:
        return merkle.verify_inclusion(
            leaf=self.leaf,
            position=self.position,
            size=self.head.size,
            path=self.path,
            root=bytes(self.head.root),
        )

    def published(self, entry: LedgerEntry) -> dict[str, Any]:
        """All that an outsider needs to check it (`tools/verify_ledger.py proof`)."""
        return {
            "head": self.head.as_published,
            "statement": entry.statement,
            "leaf": self.leaf.hex(),
            "position": self.position,
            "path": [step.hex() for step in self.path],
        }


def append(*, kind: str, subject: str, data: dict[str, Any], now: datetime) -> LedgerEntry:
    """Insert an entry in the caller's transaction; it is rolled back with it.

    `data` may hold what `canonical` knows. It becomes public with the log: no secrets, no personal data.
    Raises TransactionManagementError outside an atomic block, TypeError if `data` has no canonical text.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("存证须与它所记的事在同一个事务中写入")
    text = canonical(data)
    leaf = statement(kind=kind, subject=subject, data=text, recorded_at=time_text(now))
    return LedgerEntry.objects.create(
        kind=kind, subject=subject, data=text, recorded_at=now, leaf_hash=merkle.leaf_hash(leaf.encode())
    )


def sequence(*, now: datetime) -> TreeHead:
    """Give every committed entry its position and return the signed head; with nothing new, the head there
    is.

    Several at once take turns. Each batch is a transaction of its own, unless the caller holds one open;
    needs READ COMMITTED, which is Django's and PostgreSQL's default.
    """
    while True:
        head, placed = _sequence_batch(now)
        if placed < BATCH:
            return head


def _sequence_batch(now: datetime) -> tuple[TreeHead, int]:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [SEQUENCER_LOCK])
        head = latest_head()
        size = head.size if head else 0
        cursor.execute(PLACE_SQL, {"limit": BATCH, "size": size})
        leaves = [bytes(leaf) for _, leaf in sorted(cursor.fetchall())]
        if head and not leaves:
            return head, 0
        frontier = _hashes(merkle.full_subtrees((0, size)))
        with cursor.copy("COPY ledger_ledgernode (level, index, hash) FROM STDIN") as copy:
            for level, index, digest in merkle.grow(size, list(frontier.values()), leaves):
                if level > 0:
                    copy.write_row((level, index, digest))
        return _sign_head(size + len(leaves), now), len(leaves)


PLACE_SQL = """
    WITH pending AS (
        SELECT id, %(size)s + row_number() OVER (ORDER BY id) - 1 AS position
        FROM (SELECT id FROM ledger_ledgerentry WHERE position IS NULL ORDER BY id LIMIT %(limit)s) AS batch
    )
    UPDATE ledger_ledgerentry AS entry SET position = pending.position
    FROM pending WHERE entry.id = pending.id
    RETURNING entry.position, entry.leaf_hash
"""


def _sign_head(size: int, now: datetime) -> TreeHead:
    key = Ed25519PrivateKey.from_private_bytes(local_key(KEY_NAME))
    root = root_of(size)
    signature = key.sign(head_statement(size=size, root=root, timestamp=time_text(now)).encode())
    return TreeHead.objects.create(
        size=size,
        root=root,
        timestamp=now,
        signature=signature,
        key_id=key.public_key().public_bytes_raw().hex(),
    )


def latest_head() -> TreeHead | None:
    return TreeHead.objects.order_by("-size").first()


def recent(limit: int = 50, before: int | None = None) -> list[LedgerEntry]:
    """Return the latest placed entries, newest first; `before` is the position the page before ended with."""
    entries = LedgerEntry.objects.filter(position__isnull=False)
    if before is not None:
        entries = entries.filter(position__lt=before)
    return list(entries.order_by("-position")[:limit])


def find(subject: str) -> list[LedgerEntry]:
    """Return all entries about `subject`, oldest first, those without a position yet included."""
    return list(LedgerEntry.objects.filter(subject=subject).order_by("id"))


def root_of(size: int) -> bytes:
    """Return the root of the first `size` entries."""
    span = (0, size)
    return merkle.span_hash(span, _hashes(merkle.full_subtrees(span)).__getitem__)


def inclusion_proof(entry: LedgerEntry, *, head: TreeHead | None = None) -> InclusionProof:
    """Prove that `entry` is in the tree of `head`, by default the latest.

    Raises ValueError if the entry has no position in that tree (yet).
    """
    head = head or latest_head()
    if head is None or entry.position is None:
        raise ValueError("存证尚未编入：等待下一次编号")
    path = _span_hashes(merkle.inclusion_spans(entry.position, head.size))
    return InclusionProof(position=entry.position, leaf=bytes(entry.leaf_hash), path=path, head=head)


def consistency_proof(old_size: int, new_size: int) -> list[bytes]:
    """Return the path that proves the first `old_size` entries unchanged in the tree of `new_size`.

    Raises ValueError if the sizes are not in order, or the log is not that long.
    """
    head = latest_head()
    if new_size > (head.size if head else 0):
        raise ValueError(f"存证还没有 {new_size} 条")
    return _span_hashes(merkle.consistency_spans(old_size, new_size))


def published_consistency(old: TreeHead, new: TreeHead) -> dict[str, Any]:
    """All that an outsider needs to see that nothing before `old` was changed (`tools/verify_ledger.py consistency`)."""
    path = consistency_proof(old.size, new.size)
    return {"old": old.as_published, "new": new.as_published, "path": [step.hex() for step in path]}


def export(file: TextIO, *, now: datetime) -> TreeHead:
    """Write the log as JSON lines for `tools/verify_ledger.py`: the signed head, then every entry's statement in order."""
    head = sequence(now=now)
    file.write(json.dumps(head.as_published) + "\n")
    for entry in _entries_of(head):
        file.write(entry.statement + "\n")
    return head


def _entries_of(head: TreeHead) -> Iterable[LedgerEntry]:
    entries = LedgerEntry.objects.filter(position__lt=head.size).order_by("position")
    return entries.iterator(chunk_size=2000)


def _span_hashes(spans: Sequence[merkle.Span]) -> list[bytes]:
    hashes = _hashes([coordinate for span in spans for coordinate in merkle.full_subtrees(span)])
    return [merkle.span_hash(span, hashes.__getitem__) for span in spans]


def _hashes(coordinates: Sequence[merkle.Coordinate]) -> dict[merkle.Coordinate, bytes]:
    """Fetch the hashes of full subtrees in the order asked for; raises KeyError if one is not stored."""
    if not coordinates:
        return {}
    leaves = [index for level, index in coordinates if level == 0]
    levels, indexes = [level for level, _ in coordinates], [index for _, index in coordinates]
    with connection.cursor() as cursor:
        cursor.execute(HASHES_SQL, [leaves, levels, indexes])
        found = {(level, index): bytes(digest) for level, index, digest in cursor.fetchall()}
    return {coordinate: found[coordinate] for coordinate in coordinates}


HASHES_SQL = """
    SELECT 0, position, leaf_hash FROM ledger_ledgerentry WHERE position = ANY(%s::bigint[])
    UNION ALL
    SELECT level, index, hash FROM ledger_ledgernode
    JOIN unnest(%s::smallint[], %s::bigint[]) AS wanted (level, index) USING (level, index)
"""
