"""How a draw selects: pure functions that need no Django. `recompute` does the same without sharing any code.

    pool_sha256 = SHA-256 of the canonical JSON list of the pool, sorted by code point
    seed        = SHA-256 of the canonical JSON {"case", "nonces", "pool_sha256", "purpose", "round"}
    number(i)   = SHA-256 of seed and i as 8 bytes, big-endian, read as an integer below 2^256; i = 0, 1, 2, …

Each pick takes the next number, throws it away if it lies in the last, incomplete multiple of the pool's
length (so that no remainder is likelier than another), and takes out of the pool what stands at number mod
length.

`nonces` is a list, so that every party can add one: the seed is then out of the hands of whoever keeps the
platform's.
"""

from collections.abc import Iterator, Sequence
from hashlib import sha256

from pingzhun.ledger.canonical import canonical

SPACE = 2**256


def commitment_to(nonce: bytes) -> str:
    return sha256(nonce).hexdigest()


def pool_text(pool: Sequence[str]) -> str:
    """Return the canonical text of the pool: sorted, so that its order cannot be chosen. Raises ValueError
    if a member stands in it twice.
    """
    if len(set(pool)) != len(pool):
        raise ValueError("抽取范围中有重复")
    return canonical(sorted(pool))


def seed(*, case: str, purpose: str, round: int, nonces: Sequence[bytes], pool: str) -> bytes:
    """Return the 32 bytes that decide everything; `pool` is its `pool_text`."""
    inputs = {
        "case": case,
        "nonces": [nonce.hex() for nonce in nonces],
        "pool_sha256": sha256(pool.encode()).hexdigest(),
        "purpose": purpose,
        "round": round,
    }
    return sha256(canonical(inputs).encode()).digest()


def numbers(seed: bytes) -> Iterator[int]:
    counter = 0
    while True:
        yield int.from_bytes(sha256(seed + counter.to_bytes(8, "big")).digest(), "big")
        counter += 1


def below(bound: int, source: Iterator[int]) -> int:
    """Return a number from 0 to `bound` - 1, each as likely as another, from `source` of numbers below
    SPACE.
    """
    limit = SPACE - SPACE % bound
    return next(number for number in source if number < limit) % bound


def select(pool: Sequence[str], *, count: int, seed: bytes) -> list[str]:
    """Return `count` members of `pool` in the order drawn. Raises ValueError unless 1 ≤ count ≤ len(pool)."""
    if not 1 <= count <= len(pool):
        raise ValueError(f"不能从 {len(pool)} 个中抽取 {count} 个")
    remaining, source = list(pool), numbers(seed)
    return [remaining.pop(below(len(remaining), source)) for _ in range(count)]
