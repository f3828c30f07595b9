from hashlib import sha256

import pytest

from pingzhun.ledger import merkle

# The leaves and roots with which implementations of Certificate Transparency are tested.
LEAVES = [
    bytes.fromhex(text)
    for text in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
SIZES = 40


def tree(leaves: list[bytes]) -> bytes:
    """The definition of RFC 9162 2.1.1, word for word: what everything else here is compared with."""
    if not leaves:
        return sha256(b"").digest()
    if len(leaves) == 1:
        return sha256(b"\x00" + leaves[0]).digest()
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    return sha256(b"\x01" + tree(leaves[:k]) + tree(leaves[k:])).digest()


@pytest.fixture(scope="module")
def leaves() -> list[bytes]:
    return [str(number).encode() for number in range(SIZES)]


@pytest.fixture(scope="module")
def lookup(leaves):
    grown = merkle.grow(0, [], [merkle.leaf_hash(leaf) for leaf in leaves])
    return {(level, index): digest for level, index, digest in grown}.__getitem__


def path(spans, lookup) -> list[bytes]:
    return [merkle.span_hash(span, lookup) for span in spans]


@pytest.mark.parametrize("size", range(len(ROOTS)))
def test_the_published_vectors_come_out(size):
    grown = merkle.grow(0, [], [merkle.leaf_hash(leaf) for leaf in LEAVES[:size]])
    lookup = {(level, index): digest for level, index, digest in grown}.__getitem__
    assert merkle.span_hash((0, size), lookup).hex() == ROOTS[size]


def test_the_proofs_of_the_rfcs_example_of_seven_leaves_come_out():
    """RFC 9162 2.1.5; the last two follow from its drawing."""
    a, b, c, d, e, f, j = ((n, n + 1) for n in range(7))
    g, h, i, k, l = (0, 2), (2, 4), (4, 6), (0, 4), (4, 7)  # noqa: E741  the RFC's letters
    assert merkle.inclusion_spans(0, 7) == [b, h, l]
    assert merkle.inclusion_spans(3, 7) == [c, g, l]
    assert merkle.inclusion_spans(4, 7) == [f, j, k]
    assert merkle.inclusion_spans(6, 7) == [i, k]
    assert merkle.consistency_spans(3, 7) == [c, d, g, l]
    assert merkle.consistency_spans(4, 7) == [l]
    assert merkle.consistency_spans(6, 7) == [i, j, k]
    assert merkle.inclusion_spans(5, 7) == [e, j, k]
    assert merkle.inclusion_spans(1, 7) == [a, h, l]


@pytest.mark.parametrize("size", range(SIZES + 1))
def test_every_root_is_that_of_the_definition(size, leaves, lookup):
    assert merkle.span_hash((0, size), lookup) == tree(leaves[:size])


@pytest.mark.parametrize("size", [0, 1, 2, 3, 7, 8, 21])
def test_a_tree_grown_in_two_steps_is_the_tree_grown_in_one(size, leaves, lookup):
    hashes = [merkle.leaf_hash(leaf) for leaf in leaves]
    frontier = [lookup(coordinate) for coordinate in merkle.full_subtrees((0, size))]
    later = list(merkle.grow(size, frontier, hashes[size:]))
    assert list(merkle.grow(0, [], hashes)) == list(merkle.grow(0, [], hashes[:size])) + later


@pytest.mark.covers("P12")
def test_every_inclusion_proof_holds_and_only_for_its_leaf_its_place_and_its_root(leaves, lookup):
    for size in range(1, SIZES + 1):
        root = tree(leaves[:size])
        for position in range(size):
            proof = path(merkle.inclusion_spans(position, size), lookup)
            facts = {
                "leaf": merkle.leaf_hash(leaves[position]),
                "position": position,
                "size": size,
                "root": root,
            }
            assert merkle.verify_inclusion(path=proof, **facts)
            other_leaf = merkle.leaf_hash(b"another")
            assert not merkle.verify_inclusion(path=proof, **facts | {"leaf": other_leaf})
            assert not merkle.verify_inclusion(path=proof, **facts | {"root": other_leaf})
            assert not merkle.verify_inclusion(path=[*proof, other_leaf], **facts)
            if size > 1:
                assert not merkle.verify_inclusion(path=proof, **facts | {"position": (position + 1) % size})
                assert not merkle.verify_inclusion(path=proof[:-1], **facts)
                assert not merkle.verify_inclusion(path=[other_leaf, *proof[1:]], **facts)


@pytest.mark.covers("P12")
def test_every_consistency_proof_holds_and_only_between_its_two_roots(leaves, lookup):
    for new in range(1, SIZES + 1):
        for old in range(new + 1):
            proof = path(merkle.consistency_spans(old, new), lookup)
            facts = {
                "old_size": old,
                "new_size": new,
                "old_root": tree(leaves[:old]),
                "new_root": tree(leaves[:new]),
            }
            assert merkle.verify_consistency(path=proof, **facts)
            other = merkle.leaf_hash(b"another")
            assert not merkle.verify_consistency(path=proof, **facts | {"old_root": other})
            assert not merkle.verify_consistency(path=[*proof, other], **facts)
            if old:
                assert not merkle.verify_consistency(path=proof, **facts | {"new_root": other})
            if proof:
                assert not merkle.verify_consistency(path=proof[:-1], **facts)
                assert not merkle.verify_consistency(path=[*proof[:-1], other], **facts)


def test_what_is_not_in_the_tree_has_no_proof():
    with pytest.raises(ValueError, match="leaf 3 is not in a tree of 3"):
        merkle.inclusion_spans(3, 3)
    with pytest.raises(ValueError, match="a tree of 4 leaves cannot begin one of 3"):
        merkle.consistency_spans(4, 3)
    assert not merkle.verify_inclusion(leaf=b"", position=0, size=0, path=[], root=merkle.EMPTY_ROOT)
    assert not merkle.verify_consistency(old_size=2, new_size=1, old_root=b"", new_root=b"", path=[])
