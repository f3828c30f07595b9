"""How the ledger's audit finds the record of a transition again (`ledger.audit`)."""

from collections.abc import Iterator

from pingzhun.flow.machine import courses
from pingzhun.flow.models import TransitionRecord
from pingzhun.ledger.audit import CHUNK, Recorded, Row


def rows() -> Iterator[Row]:
    for record in TransitionRecord.objects.order_by("pk").iterator(chunk_size=CHUNK):
        yield Row(name=f"流程记录 {record.pk}（{record}）", entry=record.entry)


def owns(kind: str) -> bool:
    key, _, name = kind.rpartition(".")
    return key in courses and (name == "start" or name in courses.get(key).transitions)


TRANSITIONS = Recorded(rows, owns)
