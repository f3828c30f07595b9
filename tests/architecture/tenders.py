"""The lots of 政府采购 that the authorisation matrix and the query counts are measured on: one at every node, of one project."""

from dataclasses import dataclass
from datetime import timedelta

from pingzhun.accounts.models import User
from pingzhun.experts.models import Expert
from pingzhun.filings.driving import submit
from pingzhun.markets.tendering import committees
from pingzhun.markets.tendering.demo import (
    shortcuts,
    steps,
    steps_bids,
    steps_disputes,
    steps_documents,
    steps_evaluation,
    steps_experts,
    steps_notices,
    steps_rooms,
)
from pingzhun.markets.tendering.demo.cast import Cast
from pingzhun.markets.tendering.desks.price_explanation import PriceExplanationDesk
from pingzhun.markets.tendering.desks.roster import ExpertSuspendingDesk
from pingzhun.markets.tendering.models import Clarification, Enquiry, Evaluating, Lot, SheetPart
from pingzhun.regimes import clock
from pingzhun.sealing import driving, files
from pingzhun.sealing.box import box_of
from pingzhun.sealing.models import OpenedFile

LATER = 75  # days until those lots open that are still to take bids: the clock passes the others' hour before
ANNOUNCED = ("asked", "changed", "offered", "suspended")
FAILING = ("failing", "failed")
DECIDED = ("decided", "awarded", "contracted")
OPENED = ("convening", "vacant", "reviewing", "evaluated", *DECIDED)
LOTS = ("registered", "documented", "ready", *ANNOUNCED, "cancelled", *FAILING, "opening", *OPENED)
WITH_BOND = (*ANNOUNCED, "awarded")
READERS = (
    "招标代理",
    "采购人",
    "交易中心",
    "监督部门",
)  # as `World.people` calls those who may read all of it


@dataclass(frozen=True)
class Tenders:
    """The lots by what has become of them, and somebody who sits in the panels."""

    lots: dict[str, Lot]
    expert: User
    enquiry: Enquiry
    evidence: int  # key of the file that 明德 explained its price with

    @property
    def all(self) -> list[Lot]:
        return list(self.lots.values())


def build(cast: Cast) -> Tenders:
    """The clock passes one opening, in thirty days."""
    terms = [
        {
            "name": f"{name} 分包",
            "ceiling": "60000",
            "bond": "600" if name in WITH_BOND else "0",
            "evaluating": Evaluating.SCORED if name == "reviewing" else Evaluating.LOWEST_PRICE,
        }
        for name in LOTS
    ]
    lots = dict(zip(LOTS, steps.register(cast, lots=terms), strict=True))
    _prepare(cast, lots)
    enquiry = _take_part(cast, lots)
    _open(cast, lots)
    sitting = steps_experts.experts(cast, 4)
    for name in ("vacant", "reviewing", "evaluated", *DECIDED):
        steps_experts.convene(cast, lots[name])
    _leave_vacant(cast, lots["vacant"])
    evidence = _review(cast, lots["reviewing"])
    _evaluate(cast, lots)
    _keep_house(cast)
    return Tenders({name: steps.again(lot) for name, lot in lots.items()}, sitting[0].user, enquiry, evidence)


def _prepare(cast: Cast, lots: dict[str, Lot]) -> None:
    """What comes before the notice, and the notices; those that are opened here take a shorter way."""
    for week, name in enumerate(("documented", "ready", *ANNOUNCED)):
        steps_rooms.book(cast, lots[name], opens_at=steps_rooms.morning(LATER + 7 * week))
        steps_documents.issue(cast, lots[name])
        if name != "documented":
            steps_documents.confirm(cast, lots[name])
        if name in ANNOUNCED:
            steps_notices.announce(cast, lots[name])
    for name in (*FAILING, "opening", *OPENED):
        shortcuts.to_bidding(cast, lots[name])
    steps_notices.cancel(cast, lots["cancelled"])


def _take_part(cast: Cast, lots: dict[str, Lot]) -> Enquiry:
    asked, changed = lots["asked"], lots["changed"]
    for supplier in (cast.huaxing, cast.mingde):
        steps_documents.enrol(asked, supplier)
    enquiry = steps_documents.ask(cast, asked, cast.huaxing, with_paper=True)
    steps_documents.answer(cast, steps_documents.ask(cast, asked, cast.mingde))
    steps_documents.clarify(cast, asked)
    answered = steps_disputes.challenge(asked, cast.huaxing)
    steps_disputes.answer(cast, answered)
    steps_disputes.accept(cast, steps_disputes.complain(answered, cast.huaxing))
    steps_disputes.challenge(asked, cast.mingde)
    steps_bids.bid(cast, changed, cast.huaxing, "50000", papers=shortcuts.papers(cast.huaxing))
    steps_notices.change(cast, changed)
    steps_notices.suspend(cast, lots["suspended"])
    for name in ("opening", *OPENED):
        for supplier, price in zip(cast.suppliers[:3], ("50000", "51000", "52000"), strict=True):
            steps_bids.bid(cast, lots[name], supplier, price, papers=shortcuts.papers(supplier))
    return enquiry


def _open(cast: Cast, lots: dict[str, Lot]) -> None:
    steps_bids.pass_deadline(cast, lots[LOTS[-1]])
    steps_notices.fail_notice(cast, steps.again(lots["failed"]))
    for name in OPENED:
        held = box_of(case=lots[name], round=1)
        for holder in (cast.agent, cast.centre):
            driving.release(held, holder.organisation)
    files.open_due(now=clock.now())


def _leave_vacant(cast: Cast, lot: Lot) -> None:
    """The 采购人's representative withdraws: no expert follows."""
    seat = next(each for each in steps_evaluation.seats(lot) if each.expert_id is None)
    committees.leave_seat(seat, reason="出差", actor=cast.centre.files, now=clock.now())


def _review(cast: Cast, lot: Lot) -> int:
    """To the scoring; two were asked about their prices, and one has explained it."""
    steps_evaluation.gather(cast, steps.again(lot))
    steps_evaluation.fill_in(lot, SheetPart.CONFORMITY, steps_evaluation.all_pass)
    steps_evaluation.close_examination(lot)
    for supplier in (cast.huaxing, cast.mingde):
        steps_evaluation.ask_about_price(lot, lot.bids.get(organisation=supplier.organisation))
    explained = submit(
        PriceExplanationDesk,
        cast.mingde.files,
        {"text": "厂家特价机型。"},
        case=lot,
        files={"evidence": steps.paper("授权书")},
    )
    return int(explained.folder.attachments.get().pk)


def _evaluate(cast: Cast, lots: dict[str, Lot]) -> None:
    for name in ("evaluated", *DECIDED):
        steps_evaluation.evaluate(cast, steps.again(lots[name]))
    for name in DECIDED:
        steps_evaluation.decide(cast, steps.again(lots[name]))
    for name in ("awarded", "contracted"):
        steps_evaluation.announce(cast, steps.again(lots[name]))
    steps_evaluation.file_contract(cast, steps.again(lots["contracted"]))


def _keep_house(cast: Cast) -> None:
    """A room that is blocked, and an expert who is suspended."""
    starts_at = steps_rooms.morning(LATER) - timedelta(days=7)
    steps_rooms.block(cast, cast.rooms["开标二室"], starts_at=starts_at)
    (expert,) = steps_experts.experts(cast, 1, specialities=[cast.categories["物业管理服务"]])
    submit(
        ExpertSuspendingDesk,
        cast.supervisor.files,
        {"expert": Expert.objects.get(pk=expert.pk), "days": 30, "reason": "评审迟到"},
    )


# ---- addresses of the market's own pages -------------------------------------------------------------------------------


def parameters(tenders: Tenders, name: str) -> dict[str, object]:
    """Real objects for the parameters of a URL of the market that belongs to no desk."""
    lots, reviewed = tenders.lots, tenders.lots["reviewing"]
    match name:
        case "document":
            return {"pk": lots["asked"].document_id}
        case "file":
            clarification = Clarification.objects.get()
            return {"pk": clarification.case_id, "attachment_id": clarification.folder.attachments.get().pk}
        case "enquiry_file":
            return {"pk": tenders.enquiry.pk, "attachment_id": tenders.enquiry.folder.attachments.get().pk}
        case "hall" | "wall":
            return {"pk": lots["opening"].pk}
        case "report":
            return {"pk": lots["evaluated"].pk}
        case "case_file":
            return {"pk": lots["awarded"].pk}
        case "rooms_ics":
            return {"token": "x"}
        case "bid_file":
            opened = OpenedFile.objects.filter(sealed__offer__box__case=reviewed, attachment__isnull=False)
            return {"pk": reviewed.pk, "file": opened.first().pk}
    return {"pk": reviewed.pk, "part": "scoring", "name": "sign-in", "attachment": tenders.evidence}
