"""How the ledger's audit finds rosters and who stands in them again (`ledger.audit`)."""

from collections.abc import Iterator

from pingzhun.ledger.audit import CHUNK, Recorded, Row
from pingzhun.markets.smallworks.models import Listing, Roster


def rosters() -> Iterator[Row]:
    opened = Roster.objects.select_related("authority", "jurisdiction").order_by("pk")
    for roster in opened.iterator(chunk_size=CHUNK):
        yield Row(name=f"名册库 {roster.pk}（{roster}）", entry=roster.entry)


def listings() -> Iterator[Row]:
    held = Listing.objects.select_related("organisation", "roster").order_by("pk")
    for listing in held.iterator(chunk_size=CHUNK):
        for entry in listing.entries:
            yield Row(name=f"入库企业 {listing.pk}（{listing}）", entry=entry)


ROSTERS = Recorded(rosters, lambda kind: kind == "smallworks.roster.opened")
LISTINGS = Recorded(listings, lambda kind: kind.startswith("smallworks.listing."))
