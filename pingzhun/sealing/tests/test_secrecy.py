"""A canary price is looked for wherever a database administrator could look."""

import secrets

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from pingzhun.sealing import twin
from pingzhun.sealing.envelope import Damaged, opened
from pingzhun.sealing.key_files import demo_key
from tests.traces import disguises, tables_showing, wal_position, wal_shows

from .conftest import CLOSES


@pytest.fixture
def canary() -> str:
    """A price that stands in no other test's traces."""
    return f"{secrets.randbelow(10**11) + 10**11}.80"


@pytest.mark.covers("Y10", "H37")
@pytest.mark.django_db(transaction=True)
def test_a_sealed_price_is_nowhere_before_the_opening_and_is_found_after_it(
    jia, clock, canary, make_box, seal, open_box
):
    make_box()
    since = wal_position()
    with CaptureQueriesContext(connection) as queries:
        seal(jia, "1.00", key="first")
        seal(jia, canary, key="second")
    assert len(queries) > 5
    assert [query for query in queries if any(each in query["sql"] for each in disguises(canary))] == []
    assert tables_showing(canary) == []
    assert wal_shows(canary, since) is False

    open_box(now=clock(CLOSES))
    assert tables_showing(canary) == ["sealing_openedoffer"]
    assert wal_shows(canary, since) is True


@pytest.mark.django_db
def test_the_search_finds_a_price_that_was_stored_in_clear_or_in_bytes(
    case, jia, clock, canary, make_box, seal, monkeypatch
):
    """The control: if the envelope were not encrypted, the test above would fail."""
    case.title = f"预算 {canary}"
    case.save()
    assert tables_showing(canary) == ["cases_case"]
    with connection.cursor() as cursor:
        cursor.execute("UPDATE cases_case SET title = encode(%s, 'base64')", [canary.encode()])
    assert tables_showing(canary) == ["cases_case"]
    make_box()
    monkeypatch.setattr(twin.pyrage, "encrypt", lambda data, recipients: data)
    seal(jia, canary)
    assert tables_showing(canary) == ["cases_case", "sealing_sealedoffer"]


@pytest.mark.covers("Y10", "H37")
@pytest.mark.django_db(transaction=True)
def test_the_whole_database_with_one_holders_key_does_not_open_an_offer(
    jia, canary, clock, make_box, seal, release, case
):
    """With the shares of one holder, fewer than the box asks for, everything that is stored opens nothing."""
    offer = seal(jia, canary)
    (share,) = twin.open_shares(offer.box, demo_key("11620981MB1A00001X")).values()
    with pytest.raises((Damaged, ValueError)):
        opened(bytes(offer.ciphertext), [share, share], threshold=2, commitment=offer.sha256)
    other = next(iter(twin.open_shares(offer.box, demo_key("11620981000000002B")).values()))
    text = opened(bytes(offer.ciphertext), [share, other], threshold=2, commitment=offer.sha256)
    assert canary in text, "the control: two holders together can"
