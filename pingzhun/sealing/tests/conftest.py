from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from django.contrib.auth import get_user_model
from django.db import connection

from pingzhun.cases.models import Case
from pingzhun.directory.models import Jurisdiction, Organisation
from pingzhun.regimes.models import Regime
from pingzhun.sealing import box, opening_keys, twin
from pingzhun.sealing.key_files import demo_key, public_bytes
from pingzhun.sealing.models import Box, OpenedOffer

OPENS = datetime(2026, 11, 21, 1, 30, tzinfo=UTC)
CLOSES = OPENS + timedelta(days=3)
INSTANT = timedelta(microseconds=1)


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
def real_clock(clock) -> Callable[[], None]:
    """Let the database's clock run again."""

    def run() -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "CREATE OR REPLACE FUNCTION pingzhun_clock() RETURNS timestamptz LANGUAGE plpgsql VOLATILE"
                " AS $$ BEGIN RETURN clock_timestamp(); END $$"
            )

    return run


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
            ("玉门市发展和改革局", "11620981000000002B"),
            ("玉门市政务服务中心", "11620981000000003E"),
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


@pytest.fixture
def holders(organisations, user) -> list[Organisation]:
    """The 项目单位, the 监管机构 and the 管理人员, each with an opening key."""
    found = [organisations[0], organisations[3], organisations[4]]
    for each in found:
        key = public_bytes(demo_key(each.credit_code))
        opening_keys.register(organisation=each, public_key=key, user=user, now=OPENS)
    return found


@pytest.fixture
def make_box(case, holders) -> Callable[..., Box]:
    """`make_box(round=1, closes_at=CLOSES)`: opened by two of the three."""

    def make_box(*, round: int = 1, closes_at: datetime = CLOSES) -> Box:
        return box.make(
            case=case,
            round=round,
            closes_at=closes_at,
            holders=[
                box.Holder(title=title, key=opening_keys.live_key(each))
                for title, each in zip(("项目单位", "监管机构", "管理人员"), holders, strict=True)
            ],
            threshold=2,
            now=OPENS,
        )

    return make_box


@pytest.fixture
def seal(case, user, clock, make_box):
    """`seal(organisation, price, …)`: as the browser of the organisation would; the box is made where there is none."""

    def seal(organisation, price="980000.00", *, key=None, now=OPENS, round=1, envelope=None, **more):
        into = Box.objects.filter(case=case, round=round).first() or make_box(round=round)
        return box.seal(
            case=case,
            round=round,
            organisation=organisation,
            envelope=envelope
            or twin.make({"price": price} | more, box=into, credit_code=organisation.credit_code),
            user=user,
            now=now,
            idempotency_key=key or f"{organisation.pk} {price} {now}",
        )

    return seal


@pytest.fixture
def release(case, user, holders):
    """`release(0, now=…)`: the first holder opens their shares and hands them in; `change` may meddle with them."""

    def release(number: int, *, now: datetime, round: int = 1, change=dict) -> Box:
        into = box.box_of(case=case, round=round)
        holder = holders[number]
        return box.release(
            box=into,
            organisation=holder,
            shares=change(twin.open_shares(into, demo_key(holder.credit_code))),
            user=user,
            now=now,
            actor_label=holder.name,
        )

    return release


@pytest.fixture
def open_box(case, release) -> Callable[..., list[OpenedOffer]]:
    """`open_box(now=…)`: the holders are called and two of them come."""

    def open_box(*, now: datetime, round: int = 1) -> list[OpenedOffer]:
        box.call(case=case, round=round, now=now, actor_label="系统")
        for number in (0, 1):
            release(number, now=now, round=round)
        return box.opened(case=case, round=round)

    return open_box
