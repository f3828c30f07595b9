import json
import time
from datetime import timedelta
from hashlib import sha256

import pytest
from django.db import IntegrityError, connection, transaction

from pingzhun import ledger
from pingzhun.flow.guards import Refused
from pingzhun.ledger.models import LedgerEntry
from pingzhun.regimes.clock import now as real_now
from pingzhun.sealing import box, twin
from pingzhun.sealing.entries import record_of, subject_of
from pingzhun.sealing.models import Box, OpenedOffer, SealedOffer, SealedShare

from .conftest import CLOSES, INSTANT, OPENS


def execute(sql: str, *parameters: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)


@pytest.mark.covers("Y10", "H36")
def test_an_offer_is_received_at_the_databases_time_whatever_the_caller_says(seal, jia, clock):
    moment = clock(OPENS + timedelta(hours=5))
    offer = seal(jia, now=OPENS)
    assert (offer.version, offer.received_at) == (1, moment)


@pytest.mark.covers("Y10", "H36")
def test_a_later_offer_replaces_the_one_before(seal, jia, case, clock):
    first = seal(jia, "980000.00")
    moment = clock(OPENS + timedelta(hours=1))
    second = seal(jia, "970000.00")
    first.refresh_from_db()
    assert (first.superseded_at, first.withdrawn_at) == (moment, None)
    assert box.live_offer(case=case, organisation=jia) == second
    assert (second.version, second.sha256 != first.sha256) == (2, True)


@pytest.mark.covers("Y10", "H36")
def test_a_withdrawn_offer_does_not_count_and_another_can_follow(seal, jia, case, clock):
    seal(jia)
    moment = clock(OPENS + timedelta(hours=1))
    withdrawn = box.withdraw(case=case, organisation=jia, now=moment)
    assert withdrawn.withdrawn_at == moment
    assert box.live_offer(case=case, organisation=jia) is None
    with pytest.raises(Refused, match="没有可以撤回"):
        box.withdraw(case=case, organisation=jia, now=moment)
    assert seal(jia, "960000.00").version == 2


@pytest.mark.covers("Y10", "H36")
def test_the_last_instant_before_the_deadline_counts_and_the_deadline_itself_is_too_late(
    seal, jia, yi, clock
):
    seal(jia, now=clock(CLOSES - INSTANT))
    with pytest.raises(Refused, match="截止时间已到"):
        seal(yi, now=clock(CLOSES))
    assert [offer.organisation for offer in SealedOffer.objects.all()] == [jia]


@pytest.mark.covers("Y10", "H36")
def test_the_database_refuses_what_the_program_believes_to_be_in_time(seal, jia, yi, case, clock):
    kept = seal(jia)
    clock(CLOSES)
    for late in (
        lambda: seal(yi, now=OPENS),
        lambda: seal(jia, "1.00", now=OPENS),
        lambda: box.withdraw(case=case, organisation=jia, now=OPENS),
    ):
        with pytest.raises(Refused, match="截止时间已到"):
            late()
    kept.refresh_from_db()
    assert list(SealedOffer.objects.filter(withdrawn_at=None, superseded_at=None)) == [kept]


COPY_OF_AN_OFFER = """
    INSERT INTO sealing_sealedoffer (box_id, organisation_id, version, ciphertext, ciphertext_sha256, sha256,
        sealed_by_id, idempotency_key, received_at)
    SELECT box_id, %s, 1, ciphertext, repeat('a', 64), sha256, sealed_by_id, 'raw', %s FROM sealing_sealedoffer
"""


@pytest.mark.covers("Y10")
def test_a_late_offer_is_refused_by_raw_sql_too_and_an_early_one_is_stamped(seal, jia, yi, clock):
    seal(jia)
    clock(CLOSES)
    with pytest.raises(IntegrityError, match="not open for offers"), transaction.atomic():
        execute(COPY_OF_AN_OFFER, yi.pk, OPENS)
    moment = clock(CLOSES - INSTANT)
    execute(COPY_OF_AN_OFFER, yi.pk, OPENS - timedelta(days=9))
    copy = SealedOffer.objects.get(organisation=yi)
    assert copy.received_at == moment
    with pytest.raises(IntegrityError, match="a share for each holder"), transaction.atomic():
        execute("SET CONSTRAINTS ALL IMMEDIATE")
    execute(
        "INSERT INTO sealing_sealedshare (offer_id, holder_id, sealed, sha256)"
        " SELECT %s, holder_id, sealed, sha256 FROM sealing_sealedshare",
        copy.pk,
    )
    execute("SET CONSTRAINTS ALL IMMEDIATE")


@pytest.mark.covers("Y10")
def test_by_the_real_clock_a_box_closes_by_itself(case, jia, yi, seal, make_box, clock, real_clock):
    real_clock()
    make_box(closes_at=real_now() + timedelta(seconds=0.5))
    seal(jia)
    time.sleep(0.6)
    with pytest.raises(Refused, match="截止时间已到"):
        seal(yi)
    box.call(case=case, now=real_now(), actor_label="系统")
    assert box.number_of_offers(case=case, now=real_now()) == 1


def test_repeating_a_request_returns_the_same_offer_even_after_the_deadline(seal, make_box, jia, clock):
    same = twin.make({"price": "980000.00"}, box=make_box(), credit_code=jia.credit_code)
    offer = seal(jia, key="k", envelope=same)
    assert seal(jia, key="k", envelope=same) == offer
    assert seal(jia, key="k", envelope=same, now=clock(CLOSES + INSTANT)) == offer
    assert SealedOffer.objects.count() == 1
    assert len(ledger.find(subject_of(offer))) == 1


def test_the_same_request_with_another_price_is_refused_not_dropped(seal, jia):
    seal(jia, "980000.00", key="k")
    with pytest.raises(Refused, match="内容与上一次不同"):
        seal(jia, "970000.00", key="k")
    assert SealedOffer.objects.count() == 1


def test_the_same_key_of_another_organisation_is_another_request(seal, jia, yi):
    first, second = seal(jia, key="k"), seal(yi, key="k")
    assert first.organisation != second.organisation
    assert (first.version, second.version) == (1, 1)


@pytest.mark.covers("Y10", "H37")
def test_a_box_is_not_opened_early_whatever_time_the_caller_believes_it_is(seal, jia, case, clock):
    seal(jia)
    for database, caller in ((OPENS, OPENS), (CLOSES - INSTANT, CLOSES), (CLOSES, CLOSES - INSTANT)):
        clock(database)
        with pytest.raises(Refused, match="截止时间未到"):
            box.call(case=case, now=caller, actor_label="王一")
    assert (OpenedOffer.objects.count(), Box.objects.get().called_at) == (0, None)


OPEN_BY_SQL = "UPDATE sealing_box SET called_at = '2099-01-01', opened_at = '2099-01-01', opened_by = 'dba'"


@pytest.mark.covers("Y10", "H37")
@pytest.mark.parametrize(
    "sql",
    [
        OPEN_BY_SQL,
        "UPDATE sealing_box SET closes_at = '2026-11-01', opened_at = '2026-11-02', opened_by = 'dba'",
        "UPDATE sealing_box SET closes_at = '2026-11-01'",
        "UPDATE sealing_box SET called_at = '2099-01-01'",
        "INSERT INTO sealing_releasedshare (sealed_id, share, released_by_id, released_at)"
        " SELECT id, NULL, (SELECT min(id) FROM accounts_user), '2099-01-01' FROM sealing_sealedshare",
        "DELETE FROM sealing_box",
        "TRUNCATE sealing_box CASCADE",
        "INSERT INTO sealing_openedoffer (offer_id, text) SELECT id, '{}' FROM sealing_sealedoffer",
    ],
)
def test_raw_sql_cannot_open_early_either(sql, seal, jia):
    seal(jia)
    execute("SET CONSTRAINTS ALL IMMEDIATE")  # TRUNCATE wants no open ends
    with pytest.raises(IntegrityError), transaction.atomic():
        execute(sql)
    assert (OpenedOffer.objects.count(), Box.objects.get().closes_at) == (0, CLOSES)


def test_raw_sql_opens_after_the_deadline_only_with_the_shares_of_the_holders(
    seal, jia, case, clock, release
):
    """The control of the test above: what is refused there is done here, when the hour and the holders have come."""
    seal(jia)
    clock(CLOSES)
    execute("UPDATE sealing_box SET called_at = '2099-01-01'")
    assert Box.objects.get().called_at == CLOSES
    with pytest.raises(IntegrityError, match="too few shares"), transaction.atomic():
        execute(OPEN_BY_SQL.replace("called_at = '2099-01-01', ", ""))
    release(2, now=CLOSES)
    with pytest.raises(IntegrityError, match="too few shares"), transaction.atomic():
        execute(OPEN_BY_SQL.replace("called_at = '2099-01-01', ", ""))
    release(1, now=CLOSES)
    assert Box.objects.get().opened_at == CLOSES


def test_a_box_cannot_be_made_open(case):
    with pytest.raises(IntegrityError, match="begins closed"), transaction.atomic():
        Box.objects.create(case=case, closes_at=OPENS, opened_at=CLOSES, opened_by="x", threshold=2)


@pytest.mark.covers("Y10", "H37")
def test_opening_shows_the_live_offers_in_the_order_they_came_and_only_once(
    seal, jia, yi, case, clock, open_box
):
    seal(yi, "1.00")
    clock(OPENS + timedelta(minutes=1))
    seal(jia, "980000.00")
    clock(OPENS + timedelta(minutes=2))
    last = seal(yi, "970000.00")
    clock(CLOSES)
    opened = open_box(now=CLOSES)
    assert [(each.offer.organisation, each.payload) for each in opened] == [
        (jia, {"price": "980000.00"}),
        (yi, {"price": "970000.00"}),
    ]
    assert opened[1].offer == last
    assert open_box(now=CLOSES + timedelta(days=1)) == opened
    opening = Box.objects.get()
    assert (opening.opened_at, opening.opened_by) == (CLOSES, "玉门市发展和改革局")
    kinds = [entry.kind for entry in ledger.find(f"sealing/box/{case.code}")]
    assert kinds == [f"sealing.{act}" for act in ("box", "called", "released", "released", "opened")]


@pytest.mark.covers("Y10")
def test_each_round_of_a_case_has_its_own_box_and_hour(seal, jia, yi, case, clock, open_box, make_box):
    seal(jia, "1.00")
    first = open_box(now=clock(CLOSES))
    later = CLOSES + timedelta(days=7)
    make_box(round=2, closes_at=later)
    for organisation, price in ((jia, "2.00"), (yi, "3.00")):
        seal(organisation, price, round=2, now=CLOSES)
    box.withdraw(case=case, organisation=yi, round=2, now=CLOSES)
    with pytest.raises(Refused, match="没有可以撤回"):
        box.withdraw(case=case, organisation=yi, now=CLOSES)
    assert [box.live_offer(case=case, organisation=yi, round=number) for number in (1, 2)] == [None, None]
    with pytest.raises(Refused, match="截止时间未到"):
        box.call(case=case, round=2, now=CLOSES, actor_label="系统")
    second = open_box(round=2, now=clock(later))
    assert [each.payload["price"] for each in first + second] == ["1.00", "2.00"]
    assert box.opened(case=case) == first


@pytest.mark.covers("H37")
def test_a_box_without_offers_opens_at_once_to_nothing(case, make_box, clock):
    assert box.number_of_offers(case=case, now=OPENS) == 0
    make_box()
    box.call(case=case, now=clock(CLOSES), actor_label="系统")
    assert (box.opened(case=case), Box.objects.get().opened_at) == ([], CLOSES)


@pytest.mark.covers("H36")
def test_what_is_opened_is_what_the_receipt_says_and_the_database_accepts_nothing_else(
    seal, jia, yi, case, clock, open_box
):
    receipt = seal(jia)
    other = seal(yi, "1.00")
    (opened, _) = open_box(now=clock(CLOSES))
    assert sha256(opened.text.encode()).hexdigest() == receipt.sha256
    assert receipt.received_at == OPENS
    assert [entry.kind for entry in ledger.find(subject_of(receipt))] == ["sealing.sealed"]
    execute("SET LOCAL session_replication_role = replica")
    execute("DELETE FROM sealing_openedoffer WHERE offer_id = %s", other.pk)
    execute("SET LOCAL session_replication_role = origin")
    forged = opened.text.replace("980000.00", "990000.00")
    with pytest.raises(IntegrityError, match="not the text of a live offer"), transaction.atomic():
        OpenedOffer.objects.create(offer=other, text=forged)


SEALED_STAYS = [
    "UPDATE sealing_sealedoffer SET ciphertext = ''",
    "UPDATE sealing_sealedoffer SET organisation_id = organisation_id + 1, withdrawn_at = now()",
    "UPDATE sealing_sealedoffer SET received_at = '2026-01-01', superseded_at = now()",
    "UPDATE sealing_sealedoffer SET withdrawn_at = NULL",
    "DELETE FROM sealing_sealedoffer",
    "TRUNCATE sealing_sealedoffer CASCADE",
    "UPDATE sealing_box SET threshold = 3",
    "UPDATE sealing_boxholder SET title = ''",
    "DELETE FROM sealing_boxholder",
    "UPDATE sealing_sealedshare SET sealed = ''",
    "DELETE FROM sealing_sealedshare",
    "UPDATE sealing_openingkey SET public_key = ''",
    "DELETE FROM sealing_openingkey",
]
OPENED_STAYS = [
    "UPDATE sealing_openedoffer SET text = '{}'",
    "DELETE FROM sealing_openedoffer",
    "TRUNCATE sealing_openedoffer",
    "UPDATE sealing_releasedshare SET share = NULL",
    "DELETE FROM sealing_releasedshare",
    "UPDATE sealing_box SET opened_at = NULL, opened_by = NULL",
    "UPDATE sealing_box SET closes_at = closes_at + interval '1 day'",
]


@pytest.mark.parametrize(
    ("opened", "sql"),
    [(False, sql) for sql in SEALED_STAYS] + [(True, sql) for sql in SEALED_STAYS + OPENED_STAYS],
)
def test_the_database_refuses_to_change_or_remove_what_was_sealed_or_opened(
    opened, sql, seal, jia, yi, case, clock, open_box
):
    seal(yi)
    box.withdraw(case=case, organisation=yi, now=OPENS)
    seal(jia)
    if opened:
        open_box(now=clock(CLOSES))
    execute("SET CONSTRAINTS ALL IMMEDIATE")
    before = list(SealedOffer.objects.values_list()), list(OpenedOffer.objects.values_list())
    with pytest.raises(IntegrityError), transaction.atomic():
        execute(sql)
    assert (list(SealedOffer.objects.values_list()), list(OpenedOffer.objects.values_list())) == before


def test_one_organisation_has_one_live_offer_by_the_database(seal, jia):
    seal(jia)
    with pytest.raises(IntegrityError, match="one_live_offer"), transaction.atomic():
        execute(COPY_OF_AN_OFFER.replace("%s, 1,", "%s, 2,"), jia.pk, OPENS)


def test_a_deadline_is_extended_only_to_a_later_time(seal, jia, yi, case, clock, open_box):
    seal(jia)
    later = CLOSES + timedelta(days=2)
    clock(CLOSES)
    for refused in (CLOSES, CLOSES - INSTANT):
        with pytest.raises(Refused, match="只能在开启之前向后"):
            box.extend(case=case, closes_at=refused, now=CLOSES)
    box.extend(case=case, closes_at=later, now=CLOSES)
    seal(yi, now=CLOSES)
    with pytest.raises(Refused, match="截止时间未到"):
        box.call(case=case, now=CLOSES, actor_label="系统")
    assert len(open_box(now=clock(later))) == 2
    with pytest.raises(Refused, match="只能在开启之前向后"):
        box.extend(case=case, closes_at=later + timedelta(days=1), now=later)
    extended = ledger.find(f"sealing/box/{case.code}")[1]
    assert json.loads(extended.data) == {
        "case": case.code,
        "round": 1,
        "before": "2026-11-24T01:30:00.000000Z",
        "after": "2026-11-26T01:30:00.000000Z",
    }


@pytest.mark.covers("H37")
def test_how_many_have_offered_is_secret_until_the_deadline(seal, jia, yi, case):
    seal(jia)
    seal(yi)
    box.withdraw(case=case, organisation=yi, now=OPENS)
    with pytest.raises(Refused, match="截止时间未到"):
        box.number_of_offers(case=case, now=CLOSES - INSTANT)
    assert box.number_of_offers(case=case, now=CLOSES) == 1


@pytest.mark.covers("P12", "H36")
def test_the_ledger_knows_hashes_before_the_opening_and_names_the_case_only_after(
    seal, jia, case, clock, open_box
):
    first, second = seal(jia, "980000.00"), seal(jia, "970000.00")
    box.withdraw(case=case, organisation=jia, now=OPENS)
    third = seal(jia, "960000.00")
    entries = [(entry.kind, entry.subject, json.loads(entry.data)) for entry in LedgerEntry.objects.all()]
    entries = entries[4:]  # the keys and the box
    subjects = [f"sealing/offer/{offer.sha256}" for offer in (first, second, third)]
    assert entries == [
        ("sealing.sealed", subjects[0], sealed_data(first)),
        ("sealing.replaced", subjects[0], {"sha256": first.sha256, "by": second.sha256}),
        ("sealing.sealed", subjects[1], sealed_data(second)),
        ("sealing.withdrawn", subjects[1], {"sha256": second.sha256}),
        ("sealing.sealed", subjects[2], sealed_data(third)),
    ]
    open_box(now=clock(CLOSES))
    opening = ledger.find(f"sealing/box/{case.code}")[-1]
    said = json.loads(opening.data)
    assert len(said.pop("record")) == 64, "whoever opened it, by a hash"
    assert said == {"case": case.code, "round": 1, "offers": [third.sha256], "damaged": []}


def sealed_data(offer: SealedOffer) -> dict[str, object]:
    """Nothing that tells the case: its holders' fingerprints stand in the entry of its box."""
    shares = sorted(SealedShare.objects.filter(offer=offer).values_list("sha256", flat=True))
    return {
        "sha256": offer.sha256,
        "ciphertext": offer.ciphertext_sha256,
        "shares": shares,
        "files": [],
        "record": record_of(offer),
    }


@pytest.mark.covers("H36")
def test_the_record_of_an_offer_cannot_be_tried_out_without_its_ciphertext(seal, jia):
    offer = seal(jia)
    told = record_of(offer)
    offer.ciphertext = b""  # all that somebody without the database can put there
    assert record_of(offer) != told


def test_the_length_of_the_ciphertext_tells_nothing_about_the_price(seal, jia, yi):
    small, large = seal(jia, "9.00"), seal(yi, "123456789012.00")
    lengths = {len(bytes(offer.ciphertext).partition(b"\n--- ")[2]) for offer in (small, large)}
    assert len(lengths) == 1  # the header of an age file has a random length


def test_equal_offers_do_not_look_equal(seal, jia, yi):
    one, two = seal(jia, "9.00", key="k"), seal(yi, "9.00", key="k")
    for field in ("ciphertext", "sha256"):
        assert getattr(one, field) != getattr(two, field)
