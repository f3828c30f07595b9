"""How the ledger's audit finds notices again (`ledger.audit`)."""

from collections.abc import Iterator

from pingzhun.ledger.audit import CHUNK, Recorded, Row
from pingzhun.notices.models import Notice
from pingzhun.notices.publication import entry_of, fault_of


def rows() -> Iterator[Row]:
    notices = Notice.objects.select_related(
        "case", "organisation", "jurisdiction", "folder", "corrects", "deed"
    )
    for notice in notices.order_by("pk").iterator(chunk_size=CHUNK):
        yield Row(name=f"公告 {notice.pk}（{notice.number}）", entry=entry_of(notice), fault=fault_of(notice))


NOTICES = Recorded(rows, lambda kind: kind == "notice.published")
