"""Contracts are written through one door, once, and stay."""

import json
from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction

from pingzhun.contracts import services
from pingzhun.contracts.models import Contract
from pingzhun.ledger import log


@pytest.mark.covers("P4")
def test_a_contract_names_both_sides_and_stands_in_the_ledger(cast, job, record):
    contract = record()
    assert (contract.purchaser, contract.supplier) == (cast.entity.organisation, cast.hengxin.organisation)
    entry = next(each for each in log.find(f"case/{job.pk}") if each.kind == "contract.filed")
    assert json.loads(entry.data) == {
        "number": "HT-1",
        "amount": "98000.00",
        "supplier": cast.hengxin.organisation.credit_code,
        "record": Contract.objects.get(pk=contract.pk).entry["data"]["record"],
    }


def test_a_case_has_one_principal_contract_and_any_number_of_supplements(job, record):
    principal = record()
    record(number="HT-1-B1", amount=Decimal("5000.00"), supplements=principal)
    record(number="HT-1-B2", amount=Decimal("4000.00"), supplements=principal)
    assert services.principal(job) == principal
    assert [each.number for each in principal.supplemented_by.all()] == ["HT-1-B1", "HT-1-B2"]
    with pytest.raises(IntegrityError, match="a_case_has_one_principal_contract"), transaction.atomic():
        record(number="HT-2")


def test_a_case_without_a_contract_has_no_principal_one(job):
    assert services.principal(job) is None


def test_a_number_is_used_once_in_a_case(record):
    principal = record()
    with pytest.raises(IntegrityError, match="a_contract_number_is_used_once"), transaction.atomic():
        record(supplements=principal)


def test_a_filing_makes_one_contract(record, filing):
    once = filing()
    principal = record(filing=once)
    with pytest.raises(IntegrityError, match="filing_id"), transaction.atomic():
        record(number="HT-1-B1", supplements=principal, filing=once)


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "taken"),
    [
        (date(2026, 12, 1), date(2026, 12, 31), True),
        (date(2026, 12, 1), date(2026, 12, 1), True),
        (None, date(2026, 12, 1), True),
        (date(2026, 12, 2), date(2026, 12, 1), False),
    ],
)
def test_a_period_does_not_end_before_it_begins(record, starts_on, ends_on, taken):
    if taken:
        assert record(starts_on=starts_on, ends_on=ends_on).pk
        return
    with pytest.raises(IntegrityError, match="a_contracts_period_is_in_order"), transaction.atomic():
        record(starts_on=starts_on, ends_on=ends_on)


CHANGES = ["UPDATE contracts_contract SET amount = 1", "DELETE FROM contracts_contract"]


@pytest.mark.covers("P12")
@pytest.mark.parametrize("sql", CHANGES)
def test_a_contract_stays_as_it_was_filed(record, sql):
    record()
    with pytest.raises(IntegrityError, match="contracts are only ever added"), transaction.atomic():
        run(sql)
    assert Contract.objects.get().amount == Decimal(98000)


@pytest.mark.parametrize("sql", CHANGES)
def test_without_the_triggers_it_would_not(record, sql):
    record()
    assert run("SET LOCAL session_replication_role = replica", sql) == 1


def run(*statements: str) -> int:
    with connection.cursor() as cursor:
        for sql in statements:
            cursor.execute(sql)
        return cursor.rowcount
