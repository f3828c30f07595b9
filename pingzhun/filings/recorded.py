"""How the ledger's audit finds submissions, reviews and seals again (`ledger.audit`)."""

from collections.abc import Iterator

from pingzhun.filings.models import Review, SealPlace, Submission
from pingzhun.ledger.audit import CHUNK, Recorded, Row


def submissions() -> Iterator[Row]:
    for each in Submission.objects.select_related("filing").order_by("pk").iterator(chunk_size=CHUNK):
        fault = None if each.sha256 == each.hash_of_content() else "内容与所存的校验值不符"
        yield Row(
            name=f"提交 {each.pk}（申报 {each.filing_id} 第 {each.version} 版）",
            entry=each.entry,
            fault=fault,
        )


def reviews() -> Iterator[Row]:
    for each in Review.objects.select_related("organisation").order_by("pk").iterator(chunk_size=CHUNK):
        yield Row(name=f"审核 {each.pk}（申报 {each.filing_id} 第 {each.version} 版）", entry=each.entry)


def seals() -> Iterator[Row]:
    places = SealPlace.objects.filter(sealed_at__isnull=False)
    joined = places.select_related("deed", "organisation", "certificate", "attachment__blob")
    for each in joined.order_by("pk").iterator(chunk_size=CHUNK):
        yield Row(name=f"印章 {each.pk}（{each}）", entry=each.entry)


SUBMISSIONS = Recorded(submissions, lambda kind: kind == "filing.version")
REVIEWS = Recorded(reviews, lambda kind: kind == "filing.decided")
SEALS = Recorded(seals, lambda kind: kind == "filing.sealed")
