"""The files of opened bids, by the parts that their suppliers put them in: 资格, 商务, 技术, 报价."""

from collections.abc import Iterable, Mapping
from operator import itemgetter

from pingzhun.directory.actors import Actor
from pingzhun.directory.models import Organisation
from pingzhun.markets.tendering.models import Lot
from pingzhun.markets.tendering.offers import PARTS
from pingzhun.markets.tendering.reckoning import Reckoning
from pingzhun.sealing import files
from pingzhun.sealing.envelope import declared
from pingzhun.sealing.models import OpenedOffer, SealedFile

OTHER = "其他"

TECHNICAL = "技术"

Parts = list[tuple[str, list[SealedFile]]]


def by_part(offer: OpenedOffer, sealed: Iterable[SealedFile]) -> Parts:
    """The files of one opened offer, its parts in their order; what its browser put into none of them is 其他."""
    said = declared(offer.payload or {})
    found: dict[str, list[SealedFile]] = {part: [] for part in (*PARTS, OTHER)}
    for each in sealed:
        part = said[each.sha256].part if each.sha256 in said else OTHER
        found[part if part in PARTS else OTHER].append(each)
    return [(part, held) for part, held in found.items() if held]


def shown_to(actor: Actor, lot: Lot) -> list[tuple[Organisation, Parts]]:
    """Whose files the actor may see, in the order in which the bids were received. Three queries."""
    return _in_parts(lot, files.files_of(case=lot, round=lot.round, actor=actor))


def for_committee(reckoning: Reckoning) -> list[tuple[str, Parts]]:
    """What the committee reads of the bids that it evaluates, under the bidders' names; where technical criteria are blind, the
    技术 part stands by itself under 投标人A, 投标人B.
    """
    lot = reckoning.evaluation.lot
    blind = any(each.is_blind for each in reckoning.criteria)
    bids = {bid.organisation_id: bid for bid in reckoning.bids}
    held = {who: sealed for who, sealed in files.all_of(case=lot, round=lot.round).items() if who in bids}
    named: list[tuple[str, Parts]] = []
    hidden: list[tuple[str, Parts]] = []
    for organisation, parts in _in_parts(lot, held):
        apart = [each for each in parts if blind and each[0] == TECHNICAL]
        named.append((organisation.name, [each for each in parts if each not in apart]))
        if apart:
            hidden.append((reckoning.aliases[bids[organisation.pk].pk], apart))
    return named + sorted(hidden, key=itemgetter(0))


def _in_parts(lot: Lot, held: Mapping[int, list[SealedFile]]) -> list[tuple[Organisation, Parts]]:
    offers = OpenedOffer.objects.filter(
        offer__box__case=lot, offer__box__round=lot.round, offer__organisation__in=list(held)
    ).select_related("offer__organisation")
    return [
        (each.offer.organisation, by_part(each, held[each.offer.organisation_id]))
        for each in offers.order_by("offer__received_at", "pk")
    ]
