import json
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pingzhun.ledger.canonical import canonical

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


def test_the_order_of_keys_does_not_matter_and_chinese_stays_readable():
    assert canonical({"b": [1, None, True], "a": "中选"}) == '{"a":"中选","b":[1,null,true]}'
    assert canonical({"b": 1, "a": 2}) == canonical({"a": 2, "b": 1})


def test_money_days_times_and_uuids_become_text():
    beijing = timezone(timedelta(hours=8))
    assert canonical(Decimal("1280000.00")) == '"1280000.00"'
    assert canonical(Decimal("1E+3")) == '"1000"'
    assert canonical(date(2026, 11, 21)) == '"2026-11-21"'
    assert canonical(datetime(2026, 11, 21, 9, 30, tzinfo=beijing)) == '"2026-11-21T01:30:00.000000Z"'
    assert canonical(UUID(int=1)) == '"00000000-0000-0000-0000-000000000001"'


@pytest.mark.parametrize(
    "value",
    [0.1, [float("nan")], b"x", {1: "a"}, object(), {"t": datetime(2026, 1, 1)}],
)
def test_what_has_no_single_text_is_refused(value):
    with pytest.raises(TypeError):
        canonical(value)


@given(VALUES)
def test_reading_it_back_gives_the_value_and_never_a_second_line(value):
    text = canonical(value)
    assert json.loads(text) == value
    assert "\n" not in text


def test_the_same_moment_in_two_zones_is_one_text():
    moment = datetime(2026, 11, 21, 1, 30, tzinfo=UTC)
    assert canonical(moment) == canonical(moment.astimezone(timezone(timedelta(hours=-5))))
