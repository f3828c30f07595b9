"""How the ledger's audit finds contracts again (`ledger.audit`)."""

from collections.abc import Iterator

from pingzhun.contracts.models import Contract
from pingzhun.ledger.audit import CHUNK, Recorded, Row


def rows() -> Iterator[Row]:
    contracts = Contract.objects.select_related("supplier").order_by("pk")
    for each in contracts.iterator(chunk_size=CHUNK):
        yield Row(name=f"合同 {each.pk}（{each.number}）", entry=each.entry)


CONTRACTS = Recorded(rows, lambda kind: kind == "contract.filed")
