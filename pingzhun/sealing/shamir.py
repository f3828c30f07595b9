"""Shamir's secret sharing over GF(2⁸), byte by byte, as the npm package `shamir-secret-sharing` (audited, Apache-2.0)
and HashiCorp Vault write it: a share is one byte for each byte of the secret, and last the point x at which it was taken.

The splitting that protects anybody is done by that package, in a supplier's browser. Here shares are put together, which
are no secret any more when the server has them; `split` is for drivers and tests (`twin`). The one Python package with
this format is under the MPL.
"""

import secrets
from collections.abc import Sequence
from functools import reduce
from operator import xor

MODULUS = 0x11B  # x⁸ + x⁴ + x³ + x + 1


def split(secret: bytes, *, shares: int, threshold: int) -> list[bytes]:
    """Return `shares` shares, any `threshold` of which are the secret and fewer of which tell nothing of it."""
    if not 2 <= threshold <= shares <= 255:
        raise ValueError(f"cannot split {threshold} of {shares}")
    polynomials = [bytes([byte]) + secrets.token_bytes(threshold - 1) for byte in secret]
    points = secrets.SystemRandom().sample(range(1, 256), shares)
    return [bytes([*(_value(each, x) for each in polynomials), x]) for x in points]


def combine(shares: Sequence[bytes]) -> bytes:
    """Return the secret. Raises ValueError where these cannot be shares of one; wrong or too few shares give nonsense."""
    points = [share[-1] for share in shares if share]
    if len(shares) < 2 or len({len(share) for share in shares}) != 1 or len(set(points)) != len(shares):
        raise ValueError("not shares of one secret")
    if 0 in points:
        raise ValueError("no share is taken at 0")
    weights = [_weight(x, points) for x in points]
    columns = zip(*(share[:-1] for share in shares), strict=True)
    return bytes(reduce(xor, map(_times, ys, weights)) for ys in columns)


def _weight(x: int, points: Sequence[int]) -> int:
    """Lagrange's basis polynomial of x among `points`, at 0."""
    weight = 1
    for other in points:
        if other != x:
            weight = _times(weight, _times(other, _inverse(x ^ other)))
    return weight


def _value(coefficients: bytes, x: int) -> int:
    value = 0
    for coefficient in reversed(coefficients):
        value = _times(value, x) ^ coefficient
    return value


def _times(a: int, b: int) -> int:
    product = 0
    while b:
        if b & 1:
            product ^= a
        a <<= 1
        if a & 0x100:
            a ^= MODULUS
        b >>= 1
    return product


def _inverse(a: int) -> int:
    """a²⁵⁴, as a²⁵⁵ is 1: the product of a², a⁴, … a¹²⁸."""
    power = 1
    for _ in range(7):
        a = _times(a, a)
        power = _times(power, a)
    return power
