import json
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from hashlib import sha256

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import F

from pingzhun import ledger
from pingzhun.ledger import log, merkle
from pingzhun.ledger.audit import faults
from pingzhun.ledger.models import LedgerEntry, LedgerNode, TreeHead

NOW = datetime(2026, 11, 21, 1, 30, tzinfo=UTC)


def append(number: int, **data):
    return ledger.append(
        kind="tests.published", subject=f"notice/{number}", data={"n": number, **data}, now=NOW
    )


def fill(count: int) -> list[LedgerEntry]:
    return [append(number) for number in range(count)]


@pytest.mark.django_db
def test_an_entry_is_the_hash_of_its_own_readable_line():
    entry = append(1, title="中选公告", price=Decimal("1280000.00"))
    entry.refresh_from_db()
    line = (
        '{"data":{"n":1,"price":"1280000.00","title":"中选公告"},"kind":"tests.published",'
        '"recorded_at":"2026-11-21T01:30:00.000000Z","subject":"notice/1"}'
    )
    assert entry.statement == line
    assert entry.leaf_hash == sha256(b"\x00" + line.encode()).digest()
    assert entry.position is None


@pytest.mark.django_db(transaction=True)
def test_appending_outside_a_transaction_is_refused():
    with pytest.raises(transaction.TransactionManagementError):
        append(1)
    assert LedgerEntry.objects.count() == 0


@pytest.mark.django_db
def test_sequencing_numbers_what_is_there_and_signs_the_root_of_the_definition():
    entries = fill(5)
    head = ledger.sequence(now=NOW)
    assert [entry.position for entry in LedgerEntry.objects.all()] == [0, 1, 2, 3, 4]
    a, b, c, d, e = (bytes(entry.leaf_hash) for entry in entries)
    left = merkle.node_hash(merkle.node_hash(a, b), merkle.node_hash(c, d))
    assert (head.size, head.root) == (5, merkle.node_hash(left, e))
    assert LedgerNode.objects.count() == 3


@pytest.mark.django_db
def test_the_empty_log_has_a_signed_head_and_nothing_new_signs_nothing():
    assert ledger.latest_head() is None
    empty = ledger.sequence(now=NOW)
    assert (empty.size, empty.root) == (0, sha256(b"").digest())
    assert ledger.sequence(now=NOW + timedelta(hours=1)) == empty
    fill(1)
    first = ledger.sequence(now=NOW)
    assert ledger.sequence(now=NOW) == first
    assert list(TreeHead.objects.values_list("size", flat=True)) == [0, 1]


@pytest.mark.django_db
def test_batches_give_the_same_tree_as_one_step(monkeypatch):
    monkeypatch.setattr(log, "BATCH", 3)
    entries = fill(11)
    head = ledger.sequence(now=NOW)
    nodes = list(merkle.grow(0, [], [bytes(entry.leaf_hash) for entry in entries]))
    assert head.size == 11
    assert sorted((node.level, node.index, bytes(node.hash)) for node in LedgerNode.objects.all()) == sorted(
        node for node in nodes if node[0] > 0
    )
    assert faults() == []


@pytest.mark.django_db
@pytest.mark.covers("P12")
def test_every_entry_can_be_proved_in_every_later_head():
    heads = []
    for step in range(1, 8):
        fill(step)
        heads.append(ledger.sequence(now=NOW))
    for head in heads:
        for entry in LedgerEntry.objects.filter(position__lt=head.size):
            assert ledger.inclusion_proof(entry, head=head).holds()
    for old in heads:
        for new in heads[heads.index(old) :]:
            assert merkle.verify_consistency(
                old_size=old.size,
                new_size=new.size,
                old_root=old.root,
                new_root=new.root,
                path=ledger.consistency_proof(old.size, new.size),
            )


@pytest.mark.django_db
def test_what_is_not_sequenced_yet_cannot_be_proved():
    entry = append(1)
    with pytest.raises(ValueError, match="尚未编入"):
        ledger.inclusion_proof(entry)
    with pytest.raises(ValueError, match="还没有 1 条"):
        ledger.consistency_proof(0, 1)


@pytest.mark.django_db
def test_recent_pages_backwards_and_find_tells_one_subject():
    fill(7)
    ledger.sequence(now=NOW)
    append(3, again=True)
    assert [entry.position for entry in ledger.recent(3)] == [6, 5, 4]
    assert [entry.position for entry in ledger.recent(3, before=4)] == [3, 2, 1]
    assert [json.loads(entry.data) for entry in ledger.find("notice/3")] == [
        {"n": 3},
        {"again": True, "n": 3},
    ]


@pytest.mark.django_db
def test_a_proof_costs_two_queries_however_long_the_log(django_assert_num_queries):
    for number in (4, 60):
        fill(number)
        ledger.sequence(now=NOW)
        entry = LedgerEntry.objects.get(position=2)
        with django_assert_num_queries(2):
            ledger.inclusion_proof(entry)


REFUSED_SQL = [
    "UPDATE ledger_ledgerentry SET data = '{}' WHERE position = 1",
    "UPDATE ledger_ledgerentry SET kind = 'x', position = 5 WHERE position IS NULL",
    "UPDATE ledger_ledgerentry SET position = 9 WHERE position = 1",
    "UPDATE ledger_ledgerentry SET position = NULL WHERE position = 1",
    "UPDATE ledger_ledgerentry SET data = '{}' WHERE position IS NULL",
    "DELETE FROM ledger_ledgerentry WHERE position = 1",
    "DELETE FROM ledger_ledgerentry WHERE position IS NULL",
    "TRUNCATE ledger_ledgerentry",
    "INSERT INTO ledger_ledgerentry (kind, subject, data, recorded_at, leaf_hash, position)"
    " SELECT kind, subject, data, recorded_at, leaf_hash, 99 FROM ledger_ledgerentry WHERE position = 1",
    "UPDATE ledger_ledgernode SET hash = sha256('')",
    "DELETE FROM ledger_ledgernode",
    "TRUNCATE ledger_ledgernode",
    "UPDATE ledger_treehead SET root = sha256('')",
    "DELETE FROM ledger_treehead",
    "TRUNCATE ledger_treehead",
]


@pytest.mark.django_db
@pytest.mark.covers("P12")
@pytest.mark.parametrize("sql", REFUSED_SQL)
def test_the_database_refuses_to_change_or_remove_what_is_recorded(sql):
    fill(4)
    ledger.sequence(now=NOW)
    append(5)
    before = list(LedgerEntry.objects.values_list())
    with pytest.raises(IntegrityError, match="what is recorded stays as it is"), transaction.atomic():
        execute(sql)
    assert list(LedgerEntry.objects.values_list()) == before


@pytest.mark.django_db
@pytest.mark.parametrize("sql", REFUSED_SQL)
def test_without_the_triggers_the_same_sql_goes_through(sql):
    """The control of the test above: it is the triggers that refuse, not something else."""
    fill(4)
    ledger.sequence(now=NOW)
    append(5)
    execute("SET LOCAL session_replication_role = replica")
    assert execute(sql) != 0
    execute("SET LOCAL session_replication_role = origin")


@pytest.mark.django_db
def test_the_orm_is_refused_as_well():
    entry = append(1)
    with pytest.raises(IntegrityError), transaction.atomic():
        LedgerEntry.objects.update(subject=F("kind"))
    with pytest.raises(IntegrityError), transaction.atomic():
        entry.delete()
    assert LedgerEntry.objects.get().subject == "notice/1"


@pytest.mark.django_db
def test_the_setting_that_switches_off_other_triggers_does_not_switch_off_these():
    fill(1)
    with connection.cursor() as cursor:
        cursor.execute("SELECT tgname FROM pg_trigger WHERE tgrelid = 'ledger_ledgerentry'::regclass")
        names = ",".join(name for (name,) in cursor.fetchall())
        cursor.execute("SELECT set_config('pgtrigger.ignore', %s, true)", [f"{{{names}}}"])
    with pytest.raises(IntegrityError), transaction.atomic():
        execute("DELETE FROM ledger_ledgerentry")


def execute(sql: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.rowcount
