"""Holders, their keys and their shares: who opens what, and what neither they nor a supplier can do."""

import json
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from django.db import IntegrityError, connection, transaction

from pingzhun import ledger
from pingzhun.flow.guards import Refused
from pingzhun.sealing import box, opening_keys, shamir, twin
from pingzhun.sealing.envelope import Envelope, Share, parse, serialised
from pingzhun.sealing.key_files import demo_key, public_bytes
from pingzhun.sealing.models import Box, OpenedOffer, OpeningKey, ReleasedShare, SealedOffer, SealedShare

from .conftest import CLOSES, INSTANT, OPENS


def call(case, clock):
    return box.call(case=case, now=clock(CLOSES), actor_label="系统")


def kinds_of(case) -> list[str]:
    return [entry.kind.removeprefix("sealing.") for entry in ledger.find(f"sealing/box/{case.code}")]


def meddled(shares, share):
    return dict.fromkeys(shares, share)


@pytest.mark.covers("Y10", "H37")
@pytest.mark.parametrize("two", [(0, 1), (2, 0), (1, 2)])
def test_any_two_of_three_holders_open_and_the_third_need_never_come(two, seal, jia, case, clock, release):
    seal(jia)
    call(case, clock)
    release(two[0], now=CLOSES)
    assert (box.opened(case=case), Box.objects.get().opened_at) == ([], None)
    release(two[1], now=clock(CLOSES + timedelta(days=2)))
    (opened,) = box.opened(case=case)
    assert opened.payload == {"price": "980000.00"}
    third = ({0, 1, 2} - set(two)).pop()
    with pytest.raises(Refused, match="不在待开启状态"):
        release(third, now=CLOSES)


@pytest.mark.covers("Y10")
def test_releasing_again_changes_nothing(seal, jia, case, clock, release):
    seal(jia)
    call(case, clock)
    release(0, now=CLOSES)
    release(0, now=CLOSES)
    assert (ReleasedShare.objects.count(), Box.objects.get().opened_at) == (1, None)
    assert kinds_of(case).count("released") == 1


@pytest.mark.covers("Y10", "H37")
def test_shares_are_refused_before_the_hour_and_the_attempt_is_recorded(seal, jia, case, clock, release):
    seal(jia)
    for database, caller in ((OPENS, OPENS), (CLOSES - INSTANT, CLOSES), (CLOSES, CLOSES - INSTANT)):
        clock(database)
        with pytest.raises(Refused, match="尚未到开启时间，不能开启。这次操作已记入存证。"):
            release(1, now=caller)
    assert ReleasedShare.objects.count() == 0
    assert kinds_of(case) == ["box", "early", "early", "early"]
    early = json.loads(ledger.find(f"sealing/box/{case.code}")[-1].data)
    assert (early["holder"], early["by"]) == ("11620981000000002B", "玉门市发展和改革局")


@pytest.mark.covers("Y10")
def test_the_database_refuses_a_share_before_the_hour_whatever_the_program_believes(
    seal, jia, case, clock, release, user
):
    offer = seal(jia)
    share = offer.shares.first()
    given = twin.open_shares(offer.box, demo_key("11620981MB1A00001X"))
    for _ in ("closed", "not called"):
        with pytest.raises(IntegrityError, match="the hour has not come"), transaction.atomic():
            ReleasedShare.objects.create(sealed=share, share=given.get(share.pk), released_by=user)
        clock(CLOSES)
    call(case, clock)
    release(0, now=CLOSES)  # the control


@pytest.mark.covers("Y10")
@pytest.mark.parametrize("wrong", [b"x" * 75, b""])
def test_a_share_that_was_not_committed_to_is_refused(wrong, seal, jia, case, clock, release, user):
    offer = seal(jia)
    call(case, clock)
    with pytest.raises(Refused, match="承诺值不一致"):
        release(0, now=CLOSES, change=lambda shares: meddled(shares, wrong))
    with pytest.raises(IntegrityError, match="committed to"), transaction.atomic():
        ReleasedShare.objects.create(sealed=offer.shares.first(), share=wrong, released_by=user)
    assert ReleasedShare.objects.count() == 0


def test_shares_of_some_of_the_offers_only_are_refused(seal, jia, yi, case, clock, release):
    seal(jia)
    seal(yi)
    call(case, clock)
    with pytest.raises(Refused, match="刷新页面"):
        release(0, now=CLOSES, change=lambda shares: dict(list(shares.items())[:1]))


@pytest.mark.covers("Y10")
def test_one_holder_that_claims_not_to_read_an_offer_does_no_harm(seal, jia, case, clock, release):
    seal(jia)
    call(case, clock)
    release(0, now=CLOSES, change=lambda shares: meddled(shares, None))
    release(1, now=CLOSES)
    assert Box.objects.get().opened_at is None
    release(2, now=CLOSES)
    (opened,) = box.opened(case=case)
    assert opened.payload == {"price": "980000.00"}


def corrupted(envelope: Envelope, how: str) -> Envelope:
    """What a supplier's browser might send as well."""
    match how:
        case "ciphertext":
            flipped = envelope.ciphertext[:-1] + bytes([envelope.ciphertext[-1] ^ 1])
            return Envelope(envelope.sha256, flipped, envelope.shares)
        case "shares":
            shares = tuple(Share(each.holder, each.sealed, "0" * 64) for each in envelope.shares)
            return Envelope(envelope.sha256, envelope.ciphertext, shares)
        case "sealed":
            shares = tuple(Share(each.holder, each.sealed[:-1], each.sha256) for each in envelope.shares)
            return Envelope(envelope.sha256, envelope.ciphertext, shares)
    raise ValueError(how)


@pytest.mark.covers("Y10")
@pytest.mark.parametrize(
    "how", ["ciphertext", "shares", "sealed", "commitment", "not JSON", "no payload", "surrogate"]
)
def test_a_corrupted_envelope_is_an_invalid_offer_and_does_not_stop_the_others(
    how, seal, jia, yi, case, clock, make_box, open_box
):
    into = make_box()
    good = twin.make({"price": "1.00"}, box=into, credit_code=jia.credit_code)
    match how:
        case "commitment":
            text = b'{"payload":{"price":"2.00"},"salt":""}'
            bad = twin.sealed(text, box=into, credit_code=jia.credit_code, commitment="1" * 64)
        case "not JSON":
            bad = twin.sealed(b"\xff\xfe", box=into, credit_code=jia.credit_code)
        case "surrogate":  # text that no database stores
            text = b'{"payload":{"price":"\\ud800"},"salt":""}'
            bad = twin.sealed(text, box=into, credit_code=jia.credit_code)
        case "no payload":
            bad = twin.sealed(b"[1]", box=into, credit_code=jia.credit_code)
        case _:
            bad = corrupted(good, how)
    damaged = seal(jia, envelope=bad)
    seal(yi, "3.00")
    opened = open_box(now=clock(CLOSES))
    assert [(each.offer.organisation, each.payload) for each in opened] == [
        (jia, None),
        (yi, {"price": "3.00"}),
    ]
    opening = json.loads(ledger.find(f"sealing/box/{case.code}")[-1].data)
    assert opening["damaged"] == [damaged.sha256]


@pytest.mark.covers("Y10")
def test_an_envelope_put_in_another_organisations_place_does_not_open(
    seal, jia, yi, case, clock, make_box, open_box
):
    into = make_box()
    stolen = twin.make({"price": "1.00"}, box=into, credit_code=jia.credit_code)
    seal(yi, envelope=stolen)
    assert [each.payload for each in open_box(now=clock(CLOSES))] == [None]


def test_a_ciphertext_is_not_handed_in_twice(seal, jia, yi, make_box):
    envelope = twin.make({"price": "1.00"}, box=make_box(), credit_code=jia.credit_code)
    seal(jia, envelope=envelope)
    with pytest.raises(Refused, match="与该项目不符"):
        seal(yi, envelope=envelope)


def test_an_envelope_for_other_holders_than_those_of_the_box_is_refused(seal, jia, make_box):
    whole = twin.make({"price": "1.00"}, box=make_box(), credit_code=jia.credit_code)
    for shares in (whole.shares[:2], (*whole.shares[:2], whole.shares[0]), ()):
        with pytest.raises(Refused, match="与该项目不符"):
            seal(jia, envelope=Envelope(whole.sha256, whole.ciphertext, shares))
    assert SealedOffer.objects.count() == 0


@pytest.mark.covers("Y10")
def test_a_box_that_was_abandoned_is_never_opened(seal, jia, case, clock, release):
    seal(jia)
    clock(CLOSES)
    box.abandon(case=case, now=CLOSES)
    with pytest.raises(Refused, match="不在待开启状态"):
        release(0, now=CLOSES)
    for sql in (
        "UPDATE sealing_box SET called_at = now()",
        "UPDATE sealing_box SET abandoned_at = NULL",
        "UPDATE sealing_box SET opened_at = now(), opened_by = 'dba'",
    ):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)
    assert OpenedOffer.objects.count() == 0


def test_the_holders_of_a_box_are_fixed_with_it(seal, jia, yi, clock, user):
    offer = seal(jia)
    key = opening_keys.register(organisation=yi, public_key=public_bytes(demo_key("x")), user=user, now=OPENS)
    with pytest.raises(IntegrityError, match="too late"), transaction.atomic():
        offer.box.holders.create(organisation=yi, key=key, title="又一家")


def test_the_database_knows_whose_key_it_is_and_its_fingerprint(case, holders, jia, user, clock):
    public = public_bytes(demo_key("x"))
    with pytest.raises(IntegrityError, match="not the fingerprint"), transaction.atomic():
        OpeningKey.objects.create(
            organisation=jia, public_key=public, fingerprint="0" * 64, made_by=user, made_at=OPENS
        )
    empty = Box.objects.create(case=case, closes_at=CLOSES, threshold=2)
    key = opening_keys.live_key(holders[0])
    with pytest.raises(IntegrityError, match="a key of its own"), transaction.atomic():
        empty.holders.create(organisation=jia, key=key, title="项目单位")
    empty.holders.create(organisation=holders[0], key=key, title="项目单位")  # the control


def test_a_share_of_another_box_or_of_an_offer_that_was_replaced_is_refused(seal, jia, make_box, clock):
    old = seal(jia, "1.00", key="old")
    new = seal(jia, "2.00", key="new")
    other = make_box(round=2)
    share = {"sealed": b"x", "sha256": "0" * 64}
    for offer, holder in ((new, other.holders.first()), (old, old.box.holders.first())):
        with pytest.raises(IntegrityError, match="not a holder of the box"), transaction.atomic():
            SealedShare.objects.create(offer=offer, holder=holder, **share)


def test_one_alone_or_one_twice_opens_nothing(case, holders, clock):
    key = opening_keys.live_key(holders[0])
    one = box.Holder(title="项目单位", key=key)
    for some, threshold in (([one], 1), ([one, one], 2)):
        with pytest.raises(ValueError, match="holders"):
            box.make(case=case, closes_at=CLOSES, holders=some, threshold=threshold, now=OPENS)
    with pytest.raises(IntegrityError, match="one_holder_alone"), transaction.atomic():
        Box.objects.create(case=case, closes_at=CLOSES, threshold=1)


# ---- keys -----------------------------------------------------------------------------------------------------------


@pytest.mark.covers("Y10")
def test_a_key_that_was_replaced_still_opens_the_boxes_of_its_time(
    seal, jia, case, clock, release, holders, user
):
    seal(jia)
    later = public_bytes(ec.generate_private_key(opening_keys.CURVE))
    key = opening_keys.register(organisation=holders[0], public_key=later, user=user, now=OPENS)
    assert opening_keys.live_key(holders[0]) == key
    call(case, clock)
    release(0, now=CLOSES)
    release(1, now=CLOSES)
    assert len(box.opened(case=case)) == 1


def test_the_fingerprint_of_a_key_is_in_the_ledger_with_the_one_it_replaces(jia, user, clock):
    made = [
        opening_keys.register(organisation=jia, public_key=public_bytes(demo_key(name)), user=user, now=OPENS)
        for name in ("a", "b")
    ]
    entries = [json.loads(each.data) for each in ledger.find(f"sealing/key/{jia.credit_code}")]
    assert [(each["fingerprint"], each["replaces"]) for each in entries] == [
        (made[0].fingerprint, None),
        (made[1].fingerprint, made[0].fingerprint),
    ]
    assert list(OpeningKey.objects.filter(retired_at=None)) == [made[1]]


def test_a_key_is_registered_once_and_no_other_organisation_takes_it(jia, yi, user, clock):
    public = public_bytes(demo_key("a"))
    key = opening_keys.register(organisation=jia, public_key=public, user=user, now=OPENS)
    assert opening_keys.register(organisation=jia, public_key=public, user=user, now=OPENS) == key
    with pytest.raises(Refused, match="已经使用过"):
        opening_keys.register(organisation=yi, public_key=public, user=user, now=OPENS)
    opening_keys.register(organisation=jia, public_key=public_bytes(demo_key("b")), user=user, now=OPENS)
    with pytest.raises(Refused, match="已经使用过"):
        opening_keys.register(organisation=jia, public_key=public, user=user, now=OPENS)


@pytest.mark.parametrize("nonsense", [b"", b"\x04" + bytes(64), b"\x04" * 65, b"x" * 33])
def test_what_is_no_public_key_is_refused(nonsense, jia, user, clock):
    with pytest.raises(Refused, match="公钥格式不正确"):
        opening_keys.register(organisation=jia, public_key=nonsense, user=user, now=OPENS)


# ---- forms ----------------------------------------------------------------------------------------------------------


def test_an_envelope_comes_back_as_it_was_posted(make_box, clock):
    envelope = twin.make({"price": "1.00", "plan": "一"}, box=make_box(), credit_code="x")
    assert parse(serialised(envelope)) == envelope


@pytest.mark.parametrize(
    "text", ["", "{}", "[]", "1", '"x"', '{"price": "1"}', "[" * 9999, '{"format":"pingzhun-envelope/1"}']
)
def test_what_is_no_envelope_is_refused(text):
    with pytest.raises(ValueError):
        parse(text)


@pytest.mark.parametrize(("number", "threshold"), [(2, 2), (3, 2), (5, 3), (60, 2)])
def test_as_many_shares_as_it_takes_are_the_secret_and_one_fewer_are_not(number, threshold):
    secret = b"AGE-SECRET-KEY-1" + bytes(range(60))
    shares = shamir.split(secret, shares=number, threshold=threshold)
    assert shamir.combine(shares[-threshold:]) == secret
    assert shamir.combine(shares) == secret
    assert len(set(shares)) == number
    if threshold > 2:
        assert shamir.combine(shares[: threshold - 1]) != secret


def test_a_share_alone_is_evenly_distributed_whatever_the_secret():
    """With 2 of 3, one share of a fixed byte takes every value about equally often: it tells nothing."""
    seen = [0] * 256
    for _ in range(20_000):
        seen[shamir.split(b"\x00", shares=3, threshold=2)[0][0]] += 1
    expected = 20_000 / 256
    chi_square = sum((count - expected) ** 2 / expected for count in seen)
    assert chi_square < 350  # 255 degrees of freedom: more in fewer than one run in ten thousand


@pytest.mark.parametrize("shares", [[], [b"ab"], [b"ab", b"abc"], [b"ab", b"cb"], [b"a\x00", b"ab"]])
def test_what_are_no_shares_of_one_secret_are_not_combined(shares):
    with pytest.raises(ValueError, match="share"):
        shamir.combine(shares)
