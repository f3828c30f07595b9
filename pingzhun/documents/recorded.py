"""How the ledger's audit finds what the platform sealed again (`ledger.audit`)."""

from collections.abc import Iterator

from pingzhun.documents.models import SealedCopy
from pingzhun.ledger.audit import CHUNK, Recorded, Row


def rows() -> Iterator[Row]:
    for each in SealedCopy.objects.select_related("blob").order_by("pk").iterator(chunk_size=CHUNK):
        yield Row(name=f"平台盖章的文件 {each.pk}（{each}）", entry=each.entry)


SEALED = Recorded(rows, lambda kind: kind == "document.sealed")
