"""Heads and bodies, and the numbers that people read out."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from threading import Barrier

import pytest
from django.db import connection, transaction

from pingzhun.cases.dossiers import case_id_of, dossiers, subject
from pingzhun.cases.markets import Market, markets
from pingzhun.cases.models import Case
from pingzhun.cases.numbering import next_code
from pingzhun.directory.capacities import kinds
from pingzhun.markets.intermediary.demo import steps
from pingzhun.markets.intermediary.demo.cast import build
from pingzhun.regimes import clock

NOON = datetime(2026, 11, 21, 4, 0, tzinfo=UTC)
LAST_HOUR = datetime(2026, 12, 31, 15, 59, 59, tzinfo=UTC)  # 23:59:59 in Shanghai
NEW_YEAR = datetime(2026, 12, 31, 16, 0, tzinfo=UTC)  # 00:00:00 in Shanghai


def test_codes_of_a_prefix_follow_one_another(db):
    codes = [next_code("TT", now=NOON), next_code("TT", now=NOON), next_code("UU", now=NOON)]
    assert codes == ["TT-2026-000001", "TT-2026-000002", "UU-2026-000001"]


def test_the_year_turns_at_midnight_in_shanghai(db):
    codes = [next_code("TT", now=LAST_HOUR), next_code("TT", now=NEW_YEAR)]
    assert codes == ["TT-2026-000001", "TT-2027-000001"]


def test_a_code_that_was_rolled_back_is_given_again(db):
    with pytest.raises(RuntimeError), transaction.atomic():
        assert next_code("TT", now=NOON) == "TT-2026-000001"
        raise RuntimeError
    assert next_code("TT", now=NOON) == "TT-2026-000001"


@pytest.mark.django_db(transaction=True)
def test_many_at_once_get_codes_without_gap_or_double():
    start = Barrier(8)

    def take(_: int) -> str:
        try:
            start.wait(20)
            return next_code("TT", now=NOON)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        codes = sorted(pool.map(take, range(8)))
    assert codes == [f"TT-2026-{number:06d}" for number in range(1, 9)]


def test_a_head_leads_to_its_body(db):
    job = steps.publish(build(clock.now()))
    head = Case.objects.get(pk=job.pk)
    assert (type(head), head.specific) == (Case, job)
    assert job.specific is job
    assert (head.market_title, str(head)) == ("中介超市", job.title)


def test_deadlines_name_a_case_and_lead_back():
    assert (subject(17), case_id_of(subject(17))) == ("case/17", 17)


@pytest.mark.covers("P4")
def test_every_kind_of_case_has_its_dossier():
    kinds_of_cases = {model._meta.label for model in Case.__subclasses__()}
    assert {dossier.key for dossier in dossiers} == kinds_of_cases


def test_the_capacities_of_a_market_carry_its_name():
    assert markets
    for market in markets:
        assert isinstance(market, Market)
        assert [capacity.key.partition(".")[0] for capacity in market.capacities] == [market.key] * len(
            market.capacities
        )
        assert all(kinds.get(capacity.key) is capacity for capacity in market.capacities)


def test_no_two_markets_number_alike():
    prefixes = [market.code_prefix for market in markets]
    assert sorted(prefixes) == sorted(set(prefixes))
