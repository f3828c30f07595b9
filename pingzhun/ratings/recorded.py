"""How the ledger's audit finds ratings again (`ledger.audit`)."""

from collections.abc import Iterator

from pingzhun.ledger.audit import CHUNK, Recorded, Row
from pingzhun.ratings.models import Rating


def rows() -> Iterator[Row]:
    for each in Rating.objects.select_related("organisation").order_by("pk").iterator(chunk_size=CHUNK):
        yield Row(name=f"评价 {each.pk}（项目 {each.case_id}）", entry=each.entry)


RATINGS = Recorded(rows, lambda kind: kind == "rating.given")
