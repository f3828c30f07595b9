"""How a draw selects: pure functions that need no Django. `recompute` does the same without sharing any code.

    pool_sha256 = SHA-256 of the canonical JSON list of the pool, sorted by code point
    seed        = SHA-256 of the canonical JSON {"case", "contributions", "nonce", "pool_sha256", "purpose", "round"}
    number(i)   = SHA-256 of seed and i as 8 bytes, big-endian, read as an integer below 2^256; i = 0, 1, 2, …

Each pick takes the next number, throws it away if it lies in the last, incomplete multiple of the pool's
length (so that no remainder is likelier than another), and takes out of the pool what stands at number mod
length.

`nonce` is the platform's. The nonces of all rounds of one purpose form a hash chain: the SHA-256 of a round's
nonce is the nonce of the round before, and that of the first round's is the commitment. So the first commitment
binds every redraw as well. `contributions` are the parties' own nonces, sorted by who brought them.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from hashlib import sha256

from pingzhun.ledger.canonical import canonical

SPACE = 2**256
CHAIN = 1000  # rounds that one secret is good for
NONCE = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, kw_only=True, order=True)
class Contribution:
    """A party's own nonce. by: the party, as the pool names it. nonce: 64 hexadecimal digits. sealed_as: the SHA-256,
    published beforehand, of the sealed text it came in.
    """

    by: str
    nonce: str
    sealed_as: str


def nonce_of(secret: bytes, *, round: int) -> bytes:
    """The platform's nonce of a round: `secret` hashed once for each round that may still come."""
    if not 1 <= round < CHAIN:
        raise ValueError(f"round {round} is not in a chain of {CHAIN}")
    for _ in range(CHAIN - round):
        secret = sha256(secret).digest()
    return secret


def commitment_to(nonce: bytes) -> str:
    return sha256(nonce).hexdigest()


def pool_text(pool: Sequence[str]) -> str:
    """Return the canonical text of the pool: sorted, so that its order cannot be chosen. Raises ValueError
    if a member stands in it twice.
    """
    if len(set(pool)) != len(pool):
        raise ValueError("抽取范围中有重复")
    return canonical(sorted(pool))


def contributions_text(contributions: Sequence[Contribution]) -> str:
    """Return their canonical text, sorted like the pool. Raises ValueError if a party stands in it twice or a nonce
    is none.
    """
    if len({each.by for each in contributions}) != len(contributions):
        raise ValueError("同一方提供了两个随机数")
    if not all(NONCE.fullmatch(each.nonce) for each in contributions):
        raise ValueError("随机数须为 64 位小写十六进制数")
    return canonical([asdict(each) for each in sorted(contributions)])


def seed(
    *,
    case: str,
    purpose: str,
    round: int,
    nonce: bytes,
    contributions: Sequence[Contribution],
    pool: str,
) -> bytes:
    """Return the 32 bytes that decide everything; `pool` is its `pool_text`."""
    inputs = {
        "case": case,
        "contributions": [asdict(each) for each in sorted(contributions)],
        "nonce": nonce.hex(),
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
