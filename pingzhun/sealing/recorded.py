"""How the ledger's audit finds offers, shares and boxes again (`ledger.audit`)."""

import json
from collections.abc import Iterator

from pingzhun.ledger.audit import CHUNK, Recorded, Row
from pingzhun.ledger.canonical import time_text
from pingzhun.ledger.models import LedgerEntry
from pingzhun.sealing import entries
from pingzhun.sealing.models import Box, BoxHolder, OpenedOffer, ReleasedShare, SealedOffer


def offers() -> Iterator[Row]:
    versions = SealedOffer.objects.values_list("box", "organisation", "version", "sha256")
    hashes = {tuple(key): sha for *key, sha in versions}
    sealed = SealedOffer.objects.select_related("opened").prefetch_related("shares", "files")
    for each in sealed.order_by("pk").iterator(chunk_size=CHUNK):
        successor = hashes.get((each.box_id, each.organisation_id, each.version + 1))
        fault = entries.fault_of(each)
        for number, entry in enumerate(entries.of_offer(each, successor=successor)):
            yield Row(name=f"密封报价 {each.pk}（{each}）", entry=entry, fault=None if number else fault)


def releases() -> Iterator[Row]:
    holders = BoxHolder.objects.select_related("box__case", "organisation").order_by("pk")
    for holder in holders.filter(shares__released__isnull=False).distinct().iterator(chunk_size=CHUNK):
        released = list(ReleasedShare.objects.filter(sealed__holder=holder).select_related("sealed"))
        wrong = next((fault for each in released if (fault := entries.fault_of_share(each))), None)
        name = f"交出的份额（{holder.box.label} {holder.organisation.name}）"
        yield Row(name=name, entry=entries.of_release(holder, released), fault=wrong)


def boxes() -> Iterator[Row]:
    said = _terms_of_boxes()
    for each in Box.objects.select_related("case").order_by("pk").iterator(chunk_size=CHUNK):
        opened = OpenedOffer.objects.filter(offer__box=each).select_related("offer")
        terms = said.get((each.case.code, each.round))
        wrong = terms != (each.threshold, time_text(each.closes_at))
        fault = "截止时间或开启所需家数与存证不符" if wrong else None
        name = f"密封箱 {each.pk}（{each.label}）"
        if fault:
            yield Row(name=name, fault=fault)
        for entry in entries.of_box(each, opened):
            yield Row(name=name, entry=entry)


def _terms_of_boxes() -> dict[tuple[str, int], tuple[int, str]]:
    """What the ledger said last of the threshold and the deadline of each box: they are no act of a row, and may be moved."""
    found: dict[tuple[str, int], tuple[int, str]] = {}
    told = LedgerEntry.objects.filter(kind__in=("sealing.box", "sealing.extended")).order_by("pk")
    for kind, text in told.values_list("kind", "data").iterator(chunk_size=CHUNK):
        data = json.loads(text)
        key = data["case"], data["round"]
        if kind == "sealing.box":
            found[key] = data["threshold"], data["closes_at"]
        elif key in found:
            found[key] = found[key][0], data["after"]
    return found


OFFERS = Recorded(offers, frozenset({"sealing.sealed", "sealing.replaced", "sealing.withdrawn"}).__contains__)
RELEASES = Recorded(releases, lambda kind: kind == "sealing.released")
BOXES = Recorded(boxes, frozenset({"sealing.called", "sealing.opened", "sealing.abandoned"}).__contains__)
