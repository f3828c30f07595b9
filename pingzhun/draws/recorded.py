"""How the ledger's audit finds draws again (`ledger.audit`)."""

from collections.abc import Iterator

from pingzhun.draws.drawing import entries_of, published
from pingzhun.draws.models import Draw
from pingzhun.draws.recompute import faults
from pingzhun.ledger.audit import CHUNK, Recorded, Row


def rows() -> Iterator[Row]:
    for draw in Draw.objects.select_related("case", "previous").order_by("pk").iterator(chunk_size=CHUNK):
        wrong = faults(published(draw)) if draw.drawn_at else []
        if draw.case_code != draw.case.code:
            wrong.append("项目编号与项目的不同")
        for number, entry in enumerate(entries_of(draw)):
            fault = "；".join(wrong) if wrong and number == 0 else None
            yield Row(name=f"抽取 {draw.pk}（{draw}）", entry=entry, fault=fault)


DRAWS = Recorded(rows, lambda kind: kind in ("draw.committed", "draw.drawn"))
