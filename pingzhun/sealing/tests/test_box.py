import json
import time
from datetime import timedelta
from decimal import Decimal
from hashlib import sha256

import pytest
from cryptography.exceptions import InvalidTag
from django.db import IntegrityError, connection, transaction

from pingzhun import ledger
from pingzhun.flow.guards import Refused
from pingzhun.ledger.models import LedgerEntry
from pingzhun.regimes.clock import now as real_now
from pingzhun.sealing import box
from pingzhun.sealing.models import Box, OpenedOffer, SealedOffer

from .conftest import OPENS

CLOSES = OPENS + timedelta(days=3)
INSTANT = timedelta(microseconds=1)


@pytest.fixture
def seal(case, user, clock):
    def seal(organisation, price="980000.00", *, key=None, now=OPENS, closes_at=CLOSES, round=1):
        return box.seal(
            case=case,
            round=round,
            organisation=organisation,
            payload={"price": price},
            closes_at=closes_at,
            user=user,
            now=now,
            idempotency_key=key or f"{organisation.pk} {price} {now}",
        )

    return seal


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
    INSERT INTO sealing_sealedoffer (box_id, organisation_id, version, ciphertext, sha256, sealed_by_id,
        idempotency_key, request_mac, received_at)
    SELECT box_id, %s, 1, ciphertext, sha256, sealed_by_id, 'raw', request_mac, %s FROM sealing_sealedoffer
"""


@pytest.mark.covers("Y10")
def test_a_late_offer_is_refused_by_raw_sql_too_and_an_early_one_is_stamped(seal, jia, yi, clock):
    seal(jia)
    clock(CLOSES)
    with pytest.raises(IntegrityError, match="not open for offers"), transaction.atomic():
        execute(COPY_OF_AN_OFFER, yi.pk, OPENS)
    moment = clock(CLOSES - INSTANT)
    execute(COPY_OF_AN_OFFER, yi.pk, OPENS - timedelta(days=9))
    assert SealedOffer.objects.get(organisation=yi).received_at == moment


@pytest.mark.covers("Y10")
def test_by_the_real_clock_a_box_closes_by_itself(case, jia, yi, user):
    closes_at = real_now() + timedelta(seconds=0.4)
    request = {"case": case, "payload": {"price": "1.00"}, "closes_at": closes_at, "user": user, "now": OPENS}
    box.seal(organisation=jia, idempotency_key="1", **request)
    time.sleep(0.5)
    with pytest.raises(Refused, match="截止时间已到"):
        box.seal(organisation=yi, idempotency_key="2", **request)
    assert len(box.open_box(case=case, now=real_now(), actor_label="系统")) == 1


def test_repeating_a_request_returns_the_same_offer_even_after_the_deadline(seal, jia, clock):
    offer = seal(jia, key="k")
    assert seal(jia, key="k") == offer
    assert seal(jia, key="k", now=clock(CLOSES + INSTANT)) == offer
    assert SealedOffer.objects.count() == 1
    assert len(ledger.find(box.ledger_subject(offer))) == 1


def test_the_same_request_with_another_price_is_refused_not_dropped(seal, jia):
    seal(jia, "980000.00", key="k")
    with pytest.raises(Refused, match="内容与上一次不同"):
        seal(jia, "970000.00", key="k")
    assert SealedOffer.objects.count() == 1


def test_the_same_key_of_another_organisation_is_another_request(seal, jia, yi):
    first, second = seal(jia, key="k"), seal(yi, key="k")
    assert first.organisation != second.organisation
    assert bytes(first.request_mac) != bytes(second.request_mac)


def test_what_cannot_be_written_down_exactly_is_not_sealed(seal, jia):
    with pytest.raises(TypeError):
        seal(jia, 980000.0)
    assert (SealedOffer.objects.count(), Box.objects.count()) == (0, 0)


def test_a_second_opinion_about_the_deadline_is_an_error_of_the_program(seal, jia, yi):
    seal(jia)
    with pytest.raises(ValueError, match="closes at"):
        seal(yi, closes_at=CLOSES + timedelta(days=1))


@pytest.mark.covers("Y10", "H37")
def test_a_box_is_not_opened_early_whatever_time_the_caller_believes_it_is(seal, jia, case, clock):
    seal(jia)
    for database, caller in ((OPENS, OPENS), (CLOSES - INSTANT, CLOSES), (CLOSES, CLOSES - INSTANT)):
        clock(database)
        with pytest.raises(Refused, match="截止时间未到"):
            box.open_box(case=case, now=caller, actor_label="王一")
    assert (OpenedOffer.objects.count(), Box.objects.get().opened_at) == (0, None)


OPEN_BY_SQL = "UPDATE sealing_box SET opened_at = '2099-01-01', opened_by = 'dba'"


@pytest.mark.covers("Y10", "H37")
@pytest.mark.parametrize(
    "sql",
    [
        OPEN_BY_SQL,
        "UPDATE sealing_box SET closes_at = '2026-11-01', opened_at = '2026-11-02', opened_by = 'dba'",
        "UPDATE sealing_box SET closes_at = '2026-11-01'",
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


def test_raw_sql_opens_after_the_deadline_but_at_the_databases_time(seal, jia, clock):
    """The control of the test above."""
    seal(jia)
    clock(CLOSES)
    execute(OPEN_BY_SQL)
    assert Box.objects.get().opened_at == CLOSES


def test_a_box_cannot_be_made_open(case):
    with pytest.raises(IntegrityError, match="begins closed"), transaction.atomic():
        Box.objects.create(case=case, closes_at=OPENS, opened_at=CLOSES, opened_by="x", wrapped_key=b"x")


@pytest.mark.covers("Y10", "H37")
def test_opening_shows_the_live_offers_in_the_order_they_came_and_only_once(seal, jia, yi, case, clock):
    seal(yi, "1.00")
    clock(OPENS + timedelta(minutes=1))
    seal(jia, "980000.00")
    clock(OPENS + timedelta(minutes=2))
    last = seal(yi, "970000.00")
    clock(CLOSES)
    opened = box.open_box(case=case, now=CLOSES, actor_label="系统")
    assert [(each.offer.organisation, each.payload) for each in opened] == [
        (jia, {"price": "980000.00"}),
        (yi, {"price": "970000.00"}),
    ]
    assert opened[1].offer == last
    assert box.open_box(case=case, now=CLOSES + timedelta(days=1), actor_label="别人") == opened
    opening = Box.objects.get()
    assert (opening.opened_at, opening.opened_by) == (CLOSES, "系统")
    assert len(ledger.find(f"sealing/box/{case.code}")) == 1


def test_decimals_and_days_come_back_as_exact_text(case, jia, user, clock):
    payload = {"price": Decimal("1280000.00"), "from": OPENS.date(), "note": "含税"}
    box.seal(
        case=case,
        organisation=jia,
        payload=payload,
        closes_at=CLOSES,
        user=user,
        now=OPENS,
        idempotency_key="k",
    )
    (opened,) = box.open_box(case=case, now=clock(CLOSES), actor_label="系统")
    assert opened.payload == {"price": "1280000.00", "from": "2026-11-21", "note": "含税"}


@pytest.mark.covers("Y10")
def test_each_round_of_a_case_has_its_own_box_and_hour(seal, jia, yi, case, clock):
    seal(jia, "1.00")
    first = box.open_box(case=case, now=clock(CLOSES), actor_label="系统")
    later = CLOSES + timedelta(days=7)
    for organisation, price in ((jia, "2.00"), (yi, "3.00")):
        seal(organisation, price, round=2, closes_at=later, now=CLOSES)
    box.withdraw(case=case, organisation=yi, round=2, now=CLOSES)
    with pytest.raises(Refused, match="没有可以撤回"):
        box.withdraw(case=case, organisation=yi, now=CLOSES)
    assert [box.live_offer(case=case, organisation=yi, round=number) for number in (1, 2)] == [None, None]
    with pytest.raises(Refused, match="截止时间未到"):
        box.open_box(case=case, round=2, now=CLOSES, actor_label="系统")
    second = box.open_box(case=case, round=2, now=clock(later), actor_label="系统")
    assert [each.payload["price"] for each in first + second] == ["1.00", "2.00"]
    assert box.open_box(case=case, now=later, actor_label="系统") == first
    assert box.open_box(case=case, round=3, now=later, actor_label="系统") == []


@pytest.mark.covers("H37")
def test_a_case_without_offers_opens_to_nothing(case):
    assert box.open_box(case=case, now=OPENS, actor_label="系统") == []
    assert box.number_of_offers(case=case, now=OPENS) == 0


@pytest.mark.covers("H36")
def test_what_is_opened_is_what_the_receipt_says_and_the_database_accepts_nothing_else(
    seal, jia, yi, case, clock
):
    receipt = box.own_receipt(seal(jia))
    other = seal(yi, "1.00")
    (opened, _) = box.open_box(case=case, now=clock(CLOSES), actor_label="系统")
    assert sha256(opened.text.encode()).hexdigest() == receipt.sha256
    assert receipt.received_at == OPENS
    assert [entry.kind for entry in ledger.find(receipt.ledger_subject)] == ["sealing.sealed"]
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
    "UPDATE sealing_box SET wrapped_key = ''",
]
OPENED_STAYS = [
    "UPDATE sealing_openedoffer SET text = '{}'",
    "DELETE FROM sealing_openedoffer",
    "TRUNCATE sealing_openedoffer",
    "UPDATE sealing_box SET opened_at = NULL, opened_by = NULL",
    "UPDATE sealing_box SET closes_at = closes_at + interval '1 day'",
]


@pytest.mark.parametrize(
    ("opened", "sql"),
    [(False, sql) for sql in SEALED_STAYS] + [(True, sql) for sql in SEALED_STAYS + OPENED_STAYS],
)
def test_the_database_refuses_to_change_or_remove_what_was_sealed_or_opened(
    opened, sql, seal, jia, yi, case, clock
):
    seal(yi)
    box.withdraw(case=case, organisation=yi, now=OPENS)
    seal(jia)
    if opened:
        box.open_box(case=case, now=clock(CLOSES), actor_label="系统")
    execute("SET CONSTRAINTS ALL IMMEDIATE")
    before = list(SealedOffer.objects.values_list()), list(OpenedOffer.objects.values_list())
    with pytest.raises(IntegrityError), transaction.atomic():
        execute(sql)
    assert (list(SealedOffer.objects.values_list()), list(OpenedOffer.objects.values_list())) == before


def test_one_organisation_has_one_live_offer_by_the_database(seal, jia):
    seal(jia)
    with pytest.raises(IntegrityError, match="one_live_offer"), transaction.atomic():
        execute(COPY_OF_AN_OFFER.replace("%s, 1,", "%s, 2,"), jia.pk, OPENS)


def test_a_deadline_is_extended_only_to_a_later_time(seal, jia, yi, case, clock):
    seal(jia)
    later = CLOSES + timedelta(days=2)
    clock(CLOSES)
    for refused in (CLOSES, CLOSES - INSTANT):
        with pytest.raises(Refused, match="只能在开启之前向后"):
            box.extend(case=case, closes_at=refused, now=CLOSES)
    box.extend(case=case, closes_at=later, now=CLOSES)
    seal(yi, now=CLOSES, closes_at=later)
    with pytest.raises(Refused, match="截止时间未到"):
        box.open_box(case=case, now=CLOSES, actor_label="系统")
    assert len(box.open_box(case=case, now=clock(later), actor_label="系统")) == 2
    with pytest.raises(Refused, match="只能在开启之前向后"):
        box.extend(case=case, closes_at=later + timedelta(days=1), now=later)
    (extended, opened) = ledger.find(f"sealing/box/{case.code}")
    assert json.loads(extended.data) == {
        "case": case.code,
        "round": 1,
        "before": "2026-11-24T01:30:00.000000Z",
        "after": "2026-11-26T01:30:00.000000Z",
    }
    assert opened.kind == "sealing.opened"


def test_extending_where_nobody_has_offered_yet_leaves_it_to_the_first_offer(seal, jia, case):
    box.extend(case=case, closes_at=CLOSES, now=OPENS)
    assert Box.objects.count() == 0
    seal(jia, closes_at=CLOSES)
    assert Box.objects.get().closes_at == CLOSES


@pytest.mark.covers("H37")
def test_how_many_have_offered_is_secret_until_the_deadline(seal, jia, yi, case):
    seal(jia)
    seal(yi)
    box.withdraw(case=case, organisation=yi, now=OPENS)
    with pytest.raises(Refused, match="截止时间未到"):
        box.number_of_offers(case=case, now=CLOSES - INSTANT)
    assert box.number_of_offers(case=case, now=CLOSES) == 1


@pytest.mark.covers("P12", "H36")
def test_the_ledger_knows_hashes_before_the_opening_and_names_the_case_only_after(seal, jia, case, clock):
    first, second = seal(jia, "980000.00"), seal(jia, "970000.00")
    box.withdraw(case=case, organisation=jia, now=OPENS)
    third = seal(jia, "960000.00")
    entries = [(entry.kind, entry.subject, json.loads(entry.data)) for entry in LedgerEntry.objects.all()]
    subjects = [f"sealing/offer/{offer.sha256}" for offer in (first, second, third)]
    assert entries == [
        ("sealing.sealed", subjects[0], {"sha256": first.sha256}),
        ("sealing.replaced", subjects[0], {"sha256": first.sha256, "by": second.sha256}),
        ("sealing.sealed", subjects[1], {"sha256": second.sha256}),
        ("sealing.withdrawn", subjects[1], {"sha256": second.sha256}),
        ("sealing.sealed", subjects[2], {"sha256": third.sha256}),
    ]
    box.open_box(case=case, now=clock(CLOSES), actor_label="系统")
    (opening,) = ledger.find(f"sealing/box/{case.code}")
    assert json.loads(opening.data) == {"case": case.code, "round": 1, "offers": [third.sha256]}


def test_the_length_of_the_ciphertext_tells_nothing_about_the_price(seal, jia, yi):
    small, large = seal(jia, "9.00"), seal(yi, "123456789012.00")
    assert len(small.ciphertext) == len(large.ciphertext)


def test_equal_offers_do_not_look_equal(seal, jia, yi):
    one, two = seal(jia, "9.00", key="k"), seal(yi, "9.00", key="k")
    for field in ("ciphertext", "sha256", "request_mac"):
        assert getattr(one, field) != getattr(two, field)


def test_without_the_key_file_no_one_opens_and_nothing_is_half_opened(seal, jia, case, clock, tmp_path):
    seal(jia)
    key = (tmp_path / "sealing-key").read_text()
    (tmp_path / "sealing-key").write_text("ab" * 32)
    clock(CLOSES)
    with pytest.raises(InvalidTag):
        box.open_box(case=case, now=CLOSES, actor_label="系统")
    assert (OpenedOffer.objects.count(), Box.objects.get().opened_at) == (0, None)
    (tmp_path / "sealing-key").write_text(key)
    assert len(box.open_box(case=case, now=CLOSES, actor_label="系统")) == 1


def test_a_ciphertext_put_in_another_organisations_place_does_not_open(seal, jia, yi, case, clock):
    seal(jia, "980000.00")
    seal(yi, "1.00")
    execute("SET LOCAL session_replication_role = replica")
    execute(
        "UPDATE sealing_sealedoffer AS offer SET ciphertext = other.ciphertext, sha256 = other.sha256"
        " FROM sealing_sealedoffer AS other WHERE other.id <> offer.id"
    )
    execute("SET LOCAL session_replication_role = origin")
    with pytest.raises(InvalidTag):
        box.open_box(case=case, now=clock(CLOSES), actor_label="系统")
    assert OpenedOffer.objects.count() == 0
