"""The Merkle tree of RFC 9162 section 2: pure functions over hashes, with no database and no Django.

A tree over `size` leaves is never stored whole. What is stored is the hash of every *full* subtree, the one
at (level, index) covering the leaves from `index << level` to `(index + 1) << level`; such a hash never
changes as the tree grows. Every other hash is folded from at most log2(size) of these.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from hashlib import sha256

Coordinate = tuple[int, int]
"""(level, index) of a full subtree; level 0 are the leaves."""

Span = tuple[int, int]
"""(start, end): the leaves from `start` up to but without `end`; `start` is a multiple of the next power
of two.
"""

EMPTY_ROOT = sha256(b"").digest()


def leaf_hash(data: bytes) -> bytes:
    return sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return sha256(b"\x01" + left + right).digest()


def full_subtrees(span: Span) -> list[Coordinate]:
    """Return the full subtrees that make up `span`, from left to right, each smaller than the one before."""
    start, end = span
    subtrees = []
    while start < end:
        level = (end - start).bit_length() - 1
        subtrees.append((level, start >> level))
        start += 1 << level
    return subtrees


def fold(hashes: Sequence[bytes]) -> bytes:
    """Return the hash of the tree whose full subtrees have `hashes`, from left to right."""
    if not hashes:
        return EMPTY_ROOT
    result = hashes[-1]
    for left in reversed(hashes[:-1]):
        result = node_hash(left, result)
    return result


def span_hash(span: Span, lookup: Callable[[Coordinate], bytes]) -> bytes:
    return fold([lookup(coordinate) for coordinate in full_subtrees(span)])


def grow(size: int, frontier: Sequence[bytes], leaves: Iterable[bytes]) -> Iterator[tuple[int, int, bytes]]:
    """Yield (level, index, hash) of every subtree that becomes full when `leaves` follow the first `size`
    ones.

    `frontier` are the hashes of `full_subtrees((0, size))`. Each leaf costs two hashes on average.
    """
    stack = list(frontier)
    for position, leaf in enumerate(leaves, start=size):
        level, index, digest = 0, position, leaf
        yield level, index, digest
        while index & 1:
            digest = node_hash(stack.pop(), digest)
            level, index = level + 1, index >> 1
            yield level, index, digest
        stack.append(digest)


def inclusion_spans(position: int, size: int) -> list[Span]:
    """Return the spans whose hashes prove that leaf `position` is in the tree of `size` leaves (RFC 9162
    2.1.3.1).
    """
    if not 0 <= position < size:
        raise ValueError(f"leaf {position} is not in a tree of {size}")
    start, end, spans = 0, size, []
    while end - start > 1:
        middle = start + _largest_power_below(end - start)
        if position < middle:
            spans.append((middle, end))
            end = middle
        else:
            spans.append((start, middle))
            start = middle
    return spans[::-1]


def consistency_spans(old_size: int, new_size: int) -> list[Span]:
    """Return the spans whose hashes prove that the tree of `old_size` begins that of `new_size` (2.1.4.1)."""
    if not 0 <= old_size <= new_size:
        raise ValueError(f"a tree of {old_size} leaves cannot begin one of {new_size}")
    if old_size in {0, new_size}:
        return []
    start, end, spans = 0, new_size, []
    while end != old_size:
        middle = start + _largest_power_below(end - start)
        if old_size <= middle:
            spans.append((middle, end))
            end = middle
        else:
            spans.append((start, middle))
            start = middle
    if start > 0:  # otherwise the old tree is one full subtree, whose root the verifier holds already
        spans.append((start, end))
    return spans[::-1]


def verify_inclusion(*, leaf: bytes, position: int, size: int, path: Sequence[bytes], root: bytes) -> bool:
    """Tell whether `path` proves that the leaf with hash `leaf` stands at `position` (RFC 9162 2.1.3.2)."""
    if not 0 <= position < size:
        return False
    index, last, digest = position, size - 1, leaf
    for sibling in path:
        if last == 0:
            return False
        if index & 1 or index == last:
            digest = node_hash(sibling, digest)
            while index and not index & 1:
                index, last = index >> 1, last >> 1
        else:
            digest = node_hash(digest, sibling)
        index, last = index >> 1, last >> 1
    return last == 0 and digest == root


def verify_consistency(
    *, old_size: int, new_size: int, old_root: bytes, new_root: bytes, path: Sequence[bytes]
) -> bool:
    """Tell whether `path` proves that the tree `old_root` is the beginning of `new_root` (RFC 9162
    2.1.4.2).
    """
    if not 0 <= old_size <= new_size:
        return False
    if old_size == 0:
        return not path and old_root == EMPTY_ROOT
    if old_size == new_size:
        return not path and old_root == new_root
    hashes = list(path)
    if old_size & (old_size - 1) == 0:
        hashes.insert(0, old_root)
    if not hashes:
        return False
    index, last = old_size - 1, new_size - 1
    while index & 1:
        index, last = index >> 1, last >> 1
    old_digest = new_digest = hashes[0]
    for digest in hashes[1:]:
        if last == 0:
            return False
        if index & 1 or index == last:
            old_digest = node_hash(digest, old_digest)
            new_digest = node_hash(digest, new_digest)
            while index and not index & 1:
                index, last = index >> 1, last >> 1
        else:
            new_digest = node_hash(new_digest, digest)
        index, last = index >> 1, last >> 1
    return last == 0 and old_digest == old_root and new_digest == new_root


def _largest_power_below(number: int) -> int:
    """Return the largest power of two smaller than `number`, which is at least 2."""
    return 1 << ((number - 1).bit_length() - 1)
