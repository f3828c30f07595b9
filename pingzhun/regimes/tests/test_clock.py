from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.db import IntegrityError, connection, transaction

from pingzhun.regimes import clock
from pingzhun.regimes.models import LONGEST_SHIFT, ClockShift

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
INSERT_A_DAY = (
    "INSERT INTO regimes_clockshift (id, shift, moved_at, moved_by) VALUES (1, '1 day', now(), '林静')"
)


def execute(sql: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


def alter_database(change: str) -> None:
    execute(f"ALTER DATABASE {connection.ops.quote_name(connection.settings_dict['NAME'])} {change}")


def ahead() -> timedelta:
    """How far the clock is ahead of this machine's, to the minute."""
    return timedelta(minutes=round((clock.now() - datetime.now(UTC)) / timedelta(minutes=1)))


@pytest.fixture
def linjing() -> Any:
    user = get_user_model()
    return user(**{user.USERNAME_FIELD: "linjing"})


@pytest.fixture
def demo() -> None:
    clock.enable_demo_clock()


def test_the_clock_is_postgresqls_and_moves_on_within_a_transaction(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(2):
        first, second = clock.now(), clock.now()
    assert first < second
    assert first.utcoffset() is not None
    assert ahead() == timedelta(0)


def test_nobody_moves_the_clock_of_a_real_database(linjing: Any) -> None:
    assert not clock.is_demo()
    with pytest.raises(clock.NotADemoError, match="演示时钟只能在演示环境中使用。"):
        clock.shift_forward(DAY, actor_user=linjing)
    with pytest.raises(IntegrityError, match="演示时钟只能在演示数据库中拨动"):
        execute(INSERT_A_DAY)
    assert ahead() == timedelta(0)


def test_a_session_cannot_declare_itself_a_demo() -> None:
    execute("SET LOCAL pingzhun.demo = 'on'")
    assert not clock.is_demo()
    with pytest.raises(IntegrityError, match="演示时钟只能在演示数据库中拨动"):
        execute(INSERT_A_DAY)


def test_without_the_trigger_the_real_database_would_have_let_it_pass() -> None:
    execute("ALTER TABLE regimes_clockshift DISABLE TRIGGER regimes_clockshift_forward_only")
    execute(INSERT_A_DAY)
    assert ClockShift.objects.get().shift == DAY


def test_a_shift_restored_from_a_demo_counts_for_nothing_in_a_real_database(demo: None) -> None:
    execute(INSERT_A_DAY)
    assert ahead() == DAY
    alter_database("RESET pingzhun.demo")
    assert ahead() == timedelta(0)
    assert clock.shift() is None


def test_the_clock_of_a_demo_moves_ahead_for_everyone_and_says_who_moved_it(demo: None, linjing: Any) -> None:
    assert clock.is_demo()
    clock.shift_forward(DAY, actor_user=linjing)
    moved = clock.shift_forward(timedelta(hours=2), actor_user=linjing)
    assert ahead() == timedelta(hours=26)
    assert moved - clock.now() < timedelta(seconds=5)
    shift = clock.shift()
    assert shift is not None
    assert (shift.shift, shift.moved_by) == (timedelta(hours=26), "linjing")


@pytest.mark.parametrize("by", [timedelta(0), -DAY])
def test_the_clock_of_a_demo_is_not_asked_to_go_back(demo: None, linjing: Any, by: timedelta) -> None:
    with pytest.raises(ValueError, match="演示时钟只能向前拨动。"):
        clock.shift_forward(by, actor_user=linjing)


def test_postgresql_refuses_to_move_the_clock_of_a_demo_backwards(demo: None, linjing: Any) -> None:
    clock.shift_forward(2 * DAY, actor_user=linjing)
    with pytest.raises(IntegrityError, match="演示时钟只能向前拨动"):
        execute("UPDATE regimes_clockshift SET shift = '1 day'")
    with pytest.raises(IntegrityError, match="演示时钟只能向前拨动"):
        execute("DELETE FROM regimes_clockshift")
    assert ahead() == 2 * DAY
    execute("ALTER TABLE regimes_clockshift DISABLE TRIGGER regimes_clockshift_forward_only")
    execute("UPDATE regimes_clockshift SET shift = '1 day'")
    assert ahead() == DAY


def test_the_clock_of_a_demo_has_one_shift_of_at_most_five_years(demo: None, linjing: Any) -> None:
    with pytest.raises(ValueError, match="累计最多快进 1825 天"):
        clock.shift_forward(LONGEST_SHIFT + DAY, actor_user=linjing)
    clock.shift_forward(LONGEST_SHIFT, actor_user=linjing)
    with pytest.raises(ValueError, match="累计最多快进 1825 天"):
        clock.shift_forward(DAY, actor_user=linjing)
    with pytest.raises(IntegrityError, match="regimes_clockshift_bounded"):
        execute("UPDATE regimes_clockshift SET shift = '1826 days'")
    with pytest.raises(IntegrityError, match="regimes_clockshift_one_row"):
        execute(INSERT_A_DAY.replace("(1,", "(2,"))
