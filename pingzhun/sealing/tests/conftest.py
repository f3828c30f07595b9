from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime

import pytest
from django.contrib.auth import get_user_model
from django.db import connection

from pingzhun.cases.models import Case
from pingzhun.directory.models import Jurisdiction, Organisation
from pingzhun.regimes.models import Regime

OPENS = datetime(2026, 11, 21, 1, 30, tzinfo=UTC)


@pytest.fixture
def clock(db) -> Iterator[Callable[[datetime], datetime]]:
    """The database's clock: it stands still at `OPENS`; call it with another time to put it there."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_get_functiondef('pingzhun_clock()'::regprocedure)")
        (real_clock,) = cursor.fetchone()

    def stand_at(moment: datetime) -> datetime:
        with connection.cursor() as cursor:
            cursor.execute(
                "CREATE OR REPLACE FUNCTION pingzhun_clock() RETURNS timestamptz LANGUAGE plpgsql VOLATILE"
                f" AS $$ BEGIN RETURN '{moment.isoformat()}'::timestamptz; END $$"
            )
        return moment

    stand_at(OPENS)
    yield stand_at
    with connection.cursor() as cursor:
        cursor.execute(real_clock)


@pytest.fixture
def county(db) -> Jurisdiction:
    return Jurisdiction.objects.create(code="620981", name="玉门市", path="620981/")


@pytest.fixture
def organisations(county) -> list[Organisation]:
    return [
        Organisation.objects.create(
            name=name,
            credit_code=code,
            jurisdiction=county,
            legal_representative="王一",
            address="玉门市",
            contact_name="李二",
            contact_mobile="13800000000",
        )
        for name, code in (
            ("玉门市水务局", "11620981MB1A00001X"),
            ("甲咨询有限公司", "91620981MA7A00002Y"),
            ("乙咨询有限公司", "91620981MA7A00003T"),
        )
    ]


@pytest.fixture
def case(organisations, county) -> Case:
    regime = Regime.objects.first() or Regime.objects.create(
        key="2020", title="规则", effective_from=date(2020, 1, 1)
    )
    return Case.objects.create(
        code="ZJ-2026-000123",
        market="intermediary",
        kind="cases.Case",
        title="水库除险加固工程造价咨询",
        procuring_entity=organisations[0],
        jurisdiction=county,
        regime=regime,
    )


@pytest.fixture
def jia(organisations) -> Organisation:
    return organisations[1]


@pytest.fixture
def yi(organisations) -> Organisation:
    return organisations[2]


@pytest.fixture
def user(db):
    return get_user_model().objects.create(username="jia", name="王一", mobile="13800000000")
