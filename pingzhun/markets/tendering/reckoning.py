"""From the rows of an evaluation to its arithmetic, and from that to results. Nothing here decides or writes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from django.db.models import QuerySet
from django.utils.crypto import salted_hmac

from pingzhun.base.identifiers import normalise
from pingzhun.draws import drawing
from pingzhun.experts.models import Seat
from pingzhun.markets.tendering import committee
from pingzhun.markets.tendering.arithmetic import (
    award,
    collusion,
    conformity,
    low_price,
    price,
    ranking,
    scores,
)
from pingzhun.markets.tendering.arithmetic.basics import Bid as Priced
from pingzhun.markets.tendering.arithmetic.basics import Finding, Member
from pingzhun.markets.tendering.bonds import bonds_of
from pingzhun.markets.tendering.models import (
    Bid,
    BidBond,
    Criterion,
    Evaluating,
    LotEvaluation,
    Mark,
    Part,
    Participation,
    Sheet,
)
from pingzhun.sealing.models import OpenedFile

METHODS = {
    Evaluating.SCORED: ranking.Method.COMPREHENSIVE,
    Evaluating.LOWEST_PRICE: ranking.Method.LOWEST_PRICE,
}
SCORED_PARTS = (Part.BUSINESS, Part.TECHNICAL)
OUTLIER = Decimal(50)  # percent from the mean of the others: when the leader is shown a score
SIMILARITY = Decimal(60)  # percent of the same text: when a text is shown


def opened_bids(evaluation: LotEvaluation) -> QuerySet[Bid]:
    """Those that were opened and are valid so far: what the qualification is examined of."""
    bids = Bid.objects.filter(lot=evaluation.lot, round=evaluation.round, withdrawn_at=None)
    return (
        bids.filter(price__isnull=False, invalid_reason=None)
        .select_related("organisation")
        .order_by("submitted_at", "pk")
    )


@dataclass(frozen=True)
class Reckoning:
    """All that an evaluation is reckoned from, as it stands now. Each part is read once."""

    evaluation: LotEvaluation

    @cached_property
    def opened(self) -> list[Bid]:
        return list(opened_bids(self.evaluation))

    @cached_property
    def unqualified(self) -> dict[int, str]:
        """By bid: why its bidder is not qualified."""
        examination = self.evaluation.qualification
        found: dict[int, list[str]] = {}
        if examination is not None:
            for each in examination.verdicts.select_related("criterion").filter(passed=False):
                found.setdefault(each.bid_id, []).append(f"{each.criterion.name}：{each.reason}")
        return {bid: "；".join(reasons) for bid, reasons in found.items()}

    @cached_property
    def bids(self) -> list[Bid]:
        """The qualified ones: what the committee evaluates."""
        return [bid for bid in self.opened if bid.pk not in self.unqualified]

    @cached_property
    def seats(self) -> list[Seat]:
        return committee.seats(self.evaluation)

    @cached_property
    def criteria(self) -> list[Criterion]:
        return list(self.evaluation.lot.document.criteria.all())

    def criteria_of(self, *parts: str) -> list[Criterion]:
        return [each for each in self.criteria if each.part in parts]

    @property
    def is_scored(self) -> bool:
        return self.evaluation.lot.evaluating == Evaluating.SCORED

    @cached_property
    def prices(self) -> dict[int, Decimal]:
        """By bid: as opened, or as repaired."""
        repaired = dict(self.evaluation.repairs.values_list("bid", "price"))
        return {bid.pk: repaired.get(bid.pk, bid.price) for bid in self.opened}

    @cached_property
    def deductions(self) -> dict[int, Decimal]:
        """By bid of a 小型、微型企业: the percent of 价格扣除 that the document gives it and the committee did not withhold."""
        share = self.evaluation.lot.document.price_deduction
        if not share:
            return {}
        return {bid.pk: share for bid in self.opened if bid.is_small and bid.pk not in self.withheld}

    @cached_property
    def withheld(self) -> dict[int, str]:
        """By bid: why the committee gives it no 价格扣除."""
        return dict(self.evaluation.withheld.values_list("bid", "reason"))

    def evaluated_price(self, bid: Bid) -> Decimal:
        """评审价, in yuan."""
        return price.evaluated_price(self.prices[bid.pk], deduction=self.deductions.get(bid.pk, Decimal(0)))

    @cached_property
    def brands(self) -> dict[int, str]:
        """By bid that says one: the brand of the core product, written alike; nothing where the document names no product."""
        if not self.evaluation.lot.document.core_product:
            return {}
        return {bid.pk: brand for bid in self.opened if (brand := brand_of(bid))}

    @property
    def shared_brands(self) -> list[list[Bid]]:
        """The conforming bids of each brand that several of them offer (87号令 第三十一条)."""
        found: dict[str, list[Bid]] = {}
        for bid in self.conforming:
            if bid.pk in self.brands:
                found.setdefault(self.brands[bid.pk], []).append(bid)
        return [bids for bids in found.values() if len(bids) > 1]

    @cached_property
    def sheets(self) -> dict[tuple[int, str], Sheet]:
        """By seat and part: the latest version that was submitted."""
        submitted = self.evaluation.sheets.filter(submitted_at__isnull=False).order_by("version")
        return {(each.seat_id, each.part): each for each in submitted}

    @cached_property
    def marks(self) -> list[Mark]:
        """Of those sheets."""
        return list(
            Mark.objects.filter(sheet__in=[each.pk for each in self.sheets.values()]).select_related("sheet")
        )

    # ---- arithmetic ------------------------------------------------------------------------------------------------------

    @cached_property
    def aliases(self) -> dict[int, str]:
        """By bid: 投标人A, 投标人B, in an order of this evaluation's own that says nothing of who came when."""
        key = f"alias/{self.evaluation.pk}"
        shuffled = sorted(self.bids, key=lambda bid: salted_hmac(key, str(bid.pk)).hexdigest())
        return {bid.pk: f"投标人{letter(place)}" for place, bid in enumerate(shuffled)}

    @cached_property
    def members(self) -> tuple[Member, ...]:
        return tuple(Member(seat.pk, seat.name) for seat in self.seats)

    def priced(self, bids: Iterable[Bid]) -> tuple[Priced, ...]:
        return tuple(
            Priced(
                bid.pk,
                bid.organisation.name,
                self.prices[bid.pk],
                self.deductions.get(bid.pk, Decimal(0)),
                self.brands.get(bid.pk, ""),
            )
            for bid in bids
        )

    @cached_property
    def rejected(self) -> dict[int, str]:
        """By bid: the reasons of the majority that did not find its price reasonable (87号令 第六十条)."""
        found = {}
        for inquiry in self.evaluation.inquiries.prefetch_related("votes"):
            against = [vote for vote in inquiry.votes.all() if vote.rejects]
            if 2 * len(against) > len(self.seats):
                found[inquiry.bid_id] = "；".join(vote.reason for vote in against)
        return found

    @cached_property
    def case(self) -> award.Evaluation:
        lot, members = self.evaluation.lot, self.members
        by_alias = {alias: pk for pk, alias in self.aliases.items()}
        drawn = drawing.rounds(case=lot, purpose=committee.tie_purpose(self.evaluation)).filter(
            drawn_at__isnull=False
        )
        scored = self.criteria_of(*SCORED_PARTS) if self.is_scored else []
        return award.Evaluation(
            lot_code=lot.code,
            lot_title=lot.title,
            method=METHODS[Evaluating(lot.evaluating)],
            minimum_bidders=lot.figure("tender.min_qualified").whole,
            wanted=lot.document.candidates,
            members=members,
            items=tuple(conformity.Item(each.pk, each.name) for each in self.criteria_of(Part.CONFORMITY)),
            bids=self.priced(self.bids),
            verdicts=tuple(
                conformity.Verdict(each.bid_id, each.criterion_id, each.sheet.seat_id, each.passed)
                for each in self.marks
                if each.passed is not None
            ),
            price_weight=sum(
                (each.points or Decimal(0) for each in self.criteria_of(Part.PRICE)), Decimal(0)
            ),
            tie_rule=ranking.TieRule.TECHNICAL,
            criteria=tuple(
                scores.Criterion(
                    each.pk, each.name, each.points, each.is_objective, each.part == Part.TECHNICAL
                )
                for each in scored
            ),
            scores=tuple(
                scores.Score(each.bid_id, each.criterion_id, each.sheet.seat_id, each.points)
                for each in self.marks
                if each.points is not None
            ),
            low_price_rejections=tuple(self.rejected),
            draws=tuple(tuple(by_alias[alias] for alias in each.winners) for each in drawn),
            declined=committee.declined(self.evaluation),
        )

    @cached_property
    def conclusions(self) -> tuple[conformity.Conclusion, ...]:
        return conformity.conclusions(self.case.verdicts, bids=self.case.bids, items=self.case.items)

    @cached_property
    def nonconforming(self) -> dict[int, str]:
        """By bid: which items the majority did not pass, and what those members said."""
        names = {each.pk: each.name for each in self.criteria}
        said: dict[tuple[int, int], list[str]] = {}
        for mark in self.marks:
            if mark.passed is False:
                said.setdefault((mark.bid_id, mark.criterion_id), []).append(mark.reason or "")
        found: dict[int, list[str]] = {}
        for each in self.conclusions:
            if each.opposing and not each.passed:
                reasons = "、".join(dict.fromkeys(said[each.bid, each.item]))  # type: ignore[index]
                found.setdefault(each.bid, []).append(f"{names[each.item]}：{reasons}")  # type: ignore[index]
        return {bid: "；".join(reasons) for bid, reasons in found.items()}

    @cached_property
    def conforming(self) -> list[Bid]:
        return [bid for bid in self.bids if bid.pk not in self.nonconforming]

    @cached_property
    def valid(self) -> list[Bid]:
        return [bid for bid in self.conforming if bid.pk not in self.rejected]

    @property
    def too_few_qualified(self) -> str | None:
        """Why the committee does not begin (87号令 第四十四条). Brands count once when both examinations are over, not before."""
        return self._too_few(len(self.bids))

    @property
    def too_few(self) -> str | None:
        """Why the lot fails with the valid bids that there are (87号令 第三十一、四十四条, 法 第三十六条)."""
        return self._too_few(len(self.valid), [self.brands.get(bid.pk, "") for bid in self.valid])

    def _too_few(self, count: int, brands: Sequence[str] | None = None) -> str | None:
        least = self.evaluation.lot.figure("tender.min_qualified")
        counted = count if brands is None else ranking.counted_bidders(brands)
        if counted >= least.whole:
            return None
        alike = f"{count} 家，同品牌的按一家计算为 " if counted < count else ""
        return f"合格的投标人 {alike}{counted} 家，不足 {least.whole} 家（依据：{least.article}）。"

    @cached_property
    def sheet(self) -> scores.Sheet:
        """What has been scored of the bids that conform."""
        bids = self.priced(self.conforming)
        keys = {bid.key for bid in bids}
        given = tuple(each for each in self.case.scores if each.bid in keys)
        return scores.Sheet(self.case.criteria, self.members, bids, given)

    @property
    def disagreements(self) -> list[Finding]:
        return scores.disagreements(self.sheet)

    @property
    def outliers(self) -> list[Finding]:
        return scores.outliers(self.sheet, deviation=OUTLIER)

    @cached_property
    def low_prices(self) -> dict[int, tuple[low_price.Sign, ...]]:
        """By bid that conforms: the signs of an abnormally low price; only those that show any."""
        lot = self.evaluation.lot
        shares = low_price.Shares(
            *(lot.figure(f"low_price.share_of_{measure}").value for measure in ("mean", "second", "ceiling"))
        )
        signs = low_price.signs(self.priced(self.conforming), ceiling=lot.ceiling, shares=shares)
        return {int(bid): found for bid, found in signs.items() if found}

    @property
    def warnings(self) -> Sequence[Finding]:
        """Signs of collusion among the opened bids (87号令 第三十七条): shown, never decisive."""
        evaluation = self.evaluation
        here = {"lot": evaluation.lot, "round": evaluation.round}
        enrolled = {each.organisation_id: each for each in Participation.objects.filter(**here)}
        bonds = {each.organisation_id: each for each in bonds_of(evaluation.lot)}
        authors: dict[int, set[str]] = {}
        opened = OpenedFile.objects.filter(
            sealed__offer__box__case=evaluation.lot, sealed__offer__box__round=evaluation.round
        )
        for organisation, names in opened.values_list("sealed__offer__organisation", "authors"):
            authors.setdefault(organisation, set()).update(names)
        traits = [
            _traits(
                bid,
                enrolled.get(bid.organisation_id),
                bonds.get(bid.organisation_id),
                authors.get(bid.organisation_id, set()),
            )
            for bid in self.opened
        ]
        return collusion.warnings(traits, similarity=SIMILARITY)


def brand_of(bid: Bid) -> str:
    """A brand as it is compared: whatever its case, width and spaces."""
    return " ".join(normalise(bid.brand or "").casefold().split())


def letter(place: int) -> str:
    """0 → A, 25 → Z, 26 → AA."""
    before, last = divmod(place, 26)
    return (letter(before - 1) if before else "") + chr(ord("A") + last)


def _traits(
    bid: Bid, enrolled: Participation | None, bond: BidBond | None, authors: Iterable[str]
) -> collusion.BidTraits:
    organisation = bid.organisation
    phones = {organisation.contact_mobile, enrolled.contact_mobile if enrolled else ""}
    contacts = {organisation.contact_name, enrolled.contact_name if enrolled else ""}
    return collusion.BidTraits(
        bid.pk,
        organisation.name,
        price=bid.price,
        addresses=frozenset({organisation.address} - {""}),
        contacts=frozenset(contacts - {""}),
        phones=frozenset(phones - {""}),
        devices=frozenset({bid.device} if bid.device else ()),
        authors=frozenset(authors),
        payers=frozenset({bond.payer} if bond else ()),
    )
