"""The cast of 政府采购 on a random walk, in a place that has been at work for a while."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from pingzhun.deadlines import schedule
from pingzhun.deadlines.models import Deadline
from pingzhun.directory.actors import Actor
from pingzhun.experts.models import Seat
from pingzhun.filings.casting import Player
from pingzhun.filings.desks import Desk
from pingzhun.filings.driving import submit
from pingzhun.filings.models import Filing
from pingzhun.filings.walking import Ground, Walk, of_course
from pingzhun.markets.tendering import committee, disputes, reports
from pingzhun.markets.tendering.course import LotState, course
from pingzhun.markets.tendering.demo import (
    steps,
    steps_bids,
    steps_disputes,
    steps_documents,
    steps_evaluation,
    steps_notices,
    steps_rooms,
)
from pingzhun.markets.tendering.demo.cast import Cast, build
from pingzhun.markets.tendering.desks.abnormal import LotExceptionDesk
from pingzhun.markets.tendering.desks.bidding import BidDesk, BidWithdrawalDesk
from pingzhun.markets.tendering.desks.contract import AwardRenunciationDesk
from pingzhun.markets.tendering.desks.decision import AwardDecisionDesk
from pingzhun.markets.tendering.desks.disputes import ComplaintRulingDesk
from pingzhun.markets.tendering.desks.opening import OpeningFailureDesk
from pingzhun.markets.tendering.desks.panel import PanelDrawingDesk
from pingzhun.markets.tendering.evaluating import Stage
from pingzhun.markets.tendering.models import (
    Complaint,
    Lot,
    LotEvaluation,
    Outcome,
    Participation,
    SheetPart,
)
from pingzhun.regimes import clock
from pingzhun.sealing import driving
from pingzhun.sealing.box import box_of
from pingzhun.sealing.models import Box

S = LotState
LONG = timedelta(days=21)  # from a notice to the opening, and a day
BOX = """SELECT count(*) FROM sealing_box b WHERE b.case_id = l.case_ptr_id AND b.round = l.round
            AND b.opened_at IS NULL AND b.abandoned_at IS NULL"""
OPEN = "d.subject = 'case/' || l.case_ptr_id AND d.fired_at IS NULL AND d.cancelled_at IS NULL"


class LotWalk(Walk):
    cast: Cast
    rare = (
        AwardDecisionDesk,
        AwardRenunciationDesk,
        BidWithdrawalDesk,
        ComplaintRulingDesk,
        LotExceptionDesk,
        OpeningFailureDesk,
    )
    holds = (
        of_course("tendering.lot", "tendering_lot", "case_ptr_id")
        | of_course("tendering.evaluation", "tendering_lotevaluation")
        | {
            "a lot that is bid for has one live box, which closes when it opens": f"""
            SELECT l.case_ptr_id FROM tendering_lot l WHERE l.state IN ('bidding', 'suspended')
            AND 1 <> ({BOX} AND b.called_at IS NULL AND b.closes_at = l.opens_at)
        """,
            "what can still be opened is of a lot that has not been opened": """
            SELECT b.id FROM sealing_box b JOIN tendering_lot l ON l.case_ptr_id = b.case_id
            WHERE b.opened_at IS NULL AND b.abandoned_at IS NULL
            AND (b.round <> l.round OR l.state NOT IN ('bidding', 'suspended', 'opening'))
        """,
            "a lot that is bid for has its deadline": f"""
            SELECT l.case_ptr_id FROM tendering_lot l WHERE l.state = 'bidding' AND NOT EXISTS (
                SELECT FROM deadlines_deadline d WHERE {OPEN}
                AND d.kind = 'tendering.bidding_closes' AND d.due_at = l.opens_at)
        """,
            "no other lot has the deadline of bids": f"""
            SELECT l.case_ptr_id FROM tendering_lot l JOIN deadlines_deadline d ON {OPEN}
            WHERE d.kind = 'tendering.bidding_closes' AND l.state <> 'bidding'
        """,
            "no bid has come at the hour or after it": """
            SELECT o.id FROM sealing_sealedoffer o JOIN sealing_box b ON b.id = o.box_id
            WHERE o.received_at >= b.closes_at
            UNION ALL
            SELECT bid.id FROM tendering_bid bid JOIN tendering_lot l ON l.case_ptr_id = bid.lot_id
            WHERE bid.round = l.round AND bid.submitted_at >= l.opens_at
        """,
            "a live bid is a live envelope, and the other way round": """
            SELECT bid.lot_id, bid.round, bid.organisation_id FROM tendering_bid bid WHERE bid.withdrawn_at IS NULL
            EXCEPT
            SELECT b.case_id, b.round, o.organisation_id FROM sealing_sealedoffer o JOIN sealing_box b ON b.id = o.box_id
            WHERE o.withdrawn_at IS NULL AND o.superseded_at IS NULL
        """,
            "nobody knows a price before the bids are opened": """
            SELECT bid.id FROM tendering_bid bid WHERE bid.price IS NOT NULL AND NOT EXISTS (
                SELECT FROM sealing_box b WHERE b.case_id = bid.lot_id AND b.round = bid.round AND b.opened_at IS NOT NULL)
        """,
            "no room is kept for a lot that is over or has failed": """
            SELECT o.id FROM tendering_occupation o JOIN tendering_lot l ON l.case_ptr_id = o.lot_id
            WHERE o.freed_at IS NULL AND lower(o.during) > pingzhun_clock()
            AND l.state IN ('withdrawn', 'cancelled', 'failing', 'failed')
        """,
            "no room is kept for what is not waiting and was not approved": """
            SELECT o.id FROM tendering_occupation o JOIN filings_filing f ON f.id = o.held_by_id
            WHERE o.freed_at IS NULL AND f.state NOT IN ('submitted', 'approved')
        """,
            "who wins has bid, and is a candidate at that price": """
            SELECT l.case_ptr_id FROM tendering_lot l WHERE l.state IN ('decided', 'awarded', 'contracted') AND NOT EXISTS (
                SELECT FROM tendering_bid bid JOIN tendering_bidresult r ON r.bid_id = bid.id
                JOIN tendering_lotevaluation e ON e.id = r.evaluation_id
                WHERE bid.lot_id = l.case_ptr_id AND bid.round = l.round AND bid.withdrawn_at IS NULL
                AND bid.organisation_id = l.winner_id AND e.number = l.evaluation AND e.state = 'reported'
                AND r.is_candidate AND r.price = l.price)
        """,
            "what is over has nothing open that could move it": """
            SELECT f.id FROM filings_filing f JOIN tendering_lot l ON l.case_ptr_id = f.case_id
            WHERE f.state IN ('editing', 'submitted', 'rejected') AND l.state IN ('contracted', 'cancelled', 'withdrawn')
            AND f.desk NOT IN (
                'tendering.challenge', 'tendering.challenge-answer', 'tendering.complaint', 'tendering.complaint-ruling',
                'tendering.bond-return', 'tendering.award-change', 'tendering.enquiry-answer')
        """,
            "who has evaluated an awarded lot is public": """
            SELECT l.case_ptr_id FROM tendering_lot l WHERE l.state IN ('awarded', 'contracted') AND NOT EXISTS (
                SELECT FROM experts_panel p WHERE p.case_id = l.case_ptr_id AND p.number = l.evaluation
                AND p.dissolved_at IS NULL AND p.public_at IS NOT NULL)
        """,
            "who evaluates is secret until the award": """
            SELECT p.id FROM experts_panel p JOIN tendering_lot l ON l.case_ptr_id = p.case_id
            WHERE p.public_at IS NOT NULL AND NOT EXISTS (
                SELECT FROM flow_transitionrecord r
                WHERE r.course = 'tendering.lot' AND r.object_id = l.case_ptr_id AND r.transition = 'award')
        """,
            "a halted lot does not move": """
            SELECT l.case_ptr_id FROM tendering_lot l JOIN LATERAL (
                SELECT transition FROM flow_transitionrecord
                WHERE course = 'tendering.lot' AND object_id = l.case_ptr_id ORDER BY id DESC LIMIT 1
            ) last ON true WHERE l.halted_reason IS NOT NULL AND last.transition <> 'halt'
        """,
            "a halt ends by itself": f"""
            SELECT l.case_ptr_id FROM tendering_lot l WHERE l.halted_reason IS NOT NULL AND NOT EXISTS (
                SELECT FROM deadlines_deadline d WHERE {OPEN} AND d.kind = 'tendering.halt_ends')
        """,
        }
    )

    def acts(self) -> list[Any]:
        return [*super().acts(), (self.advance, 24), (self.dispute, 4)]

    def open_case(self) -> str:
        """The agent registers a tender of one or two lots."""
        steps.register(self.cast, lots=[{}] * self.random.randint(1, 2))
        return "file tendering.tender-registration"

    def file(self, at: Desk, actor: Actor, case: Any, filing: Filing | None = None) -> str:
        """A bid is sealed with its files, which no form tells."""
        if not isinstance(at, BidDesk):
            return super().file(at, actor, case, filing)
        return self.bid(case, self.player_of(actor.organisation_id))

    def value(self, name: str, field: Any, form: Any, row: Any = None) -> object:
        if name in ("opens_at", "starts_at") and self.random.random() < 0.8:
            return self.morning()
        return super().value(name, field, form, row)

    def pass_time(self) -> str:
        """Half of the time just past whatever is due next."""
        due = Deadline.objects.open().order_by("due_at").first()
        if due is None or due.due_at <= clock.now() or self.random.random() < 0.5:
            return super().pass_time()
        left = due.due_at - clock.now() + timedelta(minutes=1)
        schedule.fire_due(now=clock.shift_forward(left, actor_user=self.players[0].filer))
        return "the next deadline passes"

    def player_of(self, organisation: Any) -> Player:
        return next(each for each in self.players if each.organisation.pk == organisation)

    def morning(self) -> datetime:
        return steps_rooms.morning(self.random.randint(22, 32), hour=self.random.choice([9, 14]))

    # ---- what usually comes next ------------------------------------------------------------------------------------

    def advance(self) -> str | None:
        """A lot goes on as its people want it to."""
        lots = list(Lot.objects.exclude(state__in=course.final).order_by("pk"))
        if not lots:
            return None
        lot = self.random.choice(lots)
        return NEXT[lot.state](self, lot)

    def venue(self) -> dict[str, Any]:
        opening, evaluation = self.random.choice([("开标一室", "评标一室"), ("开标二室", "评标二室")])
        rooms = self.cast.rooms
        return {
            "opens_at": self.morning(),
            "opening_room": rooms[opening],
            "evaluation_room": rooms[evaluation],
        }

    def prepare(self, lot: Lot) -> str:
        if lot.opens_at is None:
            steps_rooms.book(self.cast, lot, **self.venue())
            return "book"
        if lot.opens_at - clock.now() < LONG:
            steps_rooms.change(self.cast, lot, **self.venue())
            return "book anew"
        if lot.document_id is None:
            steps_documents.issue(self.cast, lot)
            return "issue"
        if lot.document_confirmed_at is None:
            steps_documents.confirm(self.cast, lot)
            return "confirm"
        steps_notices.announce(self.cast, lot)
        return "announce"

    def tender(self, lot: Lot) -> str:
        match self.random.randrange(10):
            case 0:
                steps_rooms.change(self.cast, lot, **self.venue())
                return "change the venue"
            case 1:
                steps_notices.change(self.cast, lot)
                return "change"
            case 2:
                steps_notices.suspend(self.cast, lot)
                return "suspend"
        return self.bid(lot, self.random.choice(self.cast.suppliers))

    def bid(self, lot: Lot, supplier: Player) -> str:
        price = lot.ceiling * self.random.randint(80, 101) / 100
        steps_bids.bid(self.cast, lot, supplier, round(price))
        return "bid"

    def resume(self, lot: Lot) -> str:
        if lot.next_opens_at is None:
            steps_rooms.book(self.cast, lot, **self.venue())
            return "book again"
        steps_notices.change(self.cast, lot)
        return "resume"

    def open_bids(self, lot: Lot) -> str:
        """One of those who hold the bids comes to open them."""
        held = box_of(case=lot, round=lot.round)
        driving.release(held, self.random.choice(list(held.holders.order_by("pk"))).organisation)
        return "open bids"

    def decide(self, lot: Lot) -> str:
        if self.random.random() < 0.3:
            steps_rooms.book_again(self.cast, lot, starts_at=steps_rooms.morning(self.random.randint(3, 9)))
            return "evaluate again"
        steps_evaluation.decide(self.cast, lot)
        return "decide"

    def award(self, lot: Lot) -> str:
        steps_evaluation.announce(self.cast, lot)
        return "award"

    def conclude(self, lot: Lot) -> str:
        if self.random.random() < 0.4:
            steps_evaluation.renounce(self.cast, lot)
            return "renounce"
        steps_evaluation.file_contract(self.cast, lot)
        return "contract"

    def announce_failure(self, lot: Lot) -> str:
        steps_notices.fail_notice(self.cast, lot)
        return "announce the failure"

    def tender_again(self, lot: Lot) -> str:
        steps_notices.tender_again(self.cast, lot)
        return "tender again"

    # ---- 评标 -------------------------------------------------------------------------------------------------------

    def evaluate(self, lot: Lot) -> str:
        """One step of the committee, or of some of its members."""
        seats = steps_evaluation.seats(lot)
        if not seats:
            said = {
                "size": 5,
                "specialities": [lot.category],
                "representatives": [self.cast.entity.reviewer],
            }
            submit(PanelDrawingDesk, self.cast.agent.files, said, case=lot)
            return "draw"
        evaluation = committee.current(lot)
        if evaluation is None or evaluation.qualification_id is None:
            steps_evaluation.examine_qualifications(self.cast, lot)
            return "examine qualifications"
        present = evaluation.attendances.values_list("seat", flat=True)
        if absent := [seat for seat in seats if seat.pk not in present]:
            return self.gather(lot, absent)
        return STAGES[evaluation.state](self, lot, evaluation, seats)

    def some_of(self, seats: list[Seat]) -> list[Seat]:
        return self.random.sample(seats, self.random.randint(1, len(seats)))

    def gather(self, lot: Lot, absent: list[Seat]) -> str:
        if self.random.random() < 0.1:
            seat = self.random.choice(absent)
            actor = steps_evaluation.actor_of(seat)
            committee.withdraw(lot=lot, seat=seat, reason="与投标人有利害关系", actor=actor, now=clock.now())
            return "decline"
        steps_evaluation.sign_in(lot, who=self.some_of(absent))
        return "sign in"

    def begin_evaluation(self, lot: Lot, evaluation: LotEvaluation, seats: list[Seat]) -> str:
        if not any(seat.is_leader for seat in seats):
            steps_evaluation.elect(lot)
            return "elect"
        chief = steps_evaluation.leader(lot)
        actor = steps_evaluation.actor_of(chief)
        committee.begin(evaluation=evaluation, seat=chief, actor=actor, now=clock.now())
        return "begin the evaluation"

    def examine(self, lot: Lot, evaluation: LotEvaluation, seats: list[Seat]) -> str:
        if self.fill_in(lot, evaluation, seats, SheetPart.CONFORMITY, steps_evaluation.all_pass):
            return "examine"
        steps_evaluation.close_examination(lot)
        return "close the examination"

    def score(self, lot: Lot, evaluation: LotEvaluation, seats: list[Seat]) -> str:
        if self.fill_in(lot, evaluation, seats, SheetPart.SCORING, steps_evaluation.fair):
            return "score"
        steps_evaluation.close_totals(lot)
        return "close the totals"

    def fill_in(
        self,
        lot: Lot,
        evaluation: LotEvaluation,
        seats: list[Seat],
        part: str,
        judge: steps_evaluation.Judge,
    ) -> bool:
        done = evaluation.sheets.filter(part=part, submitted_at__isnull=False).values_list("seat", flat=True)
        lacking = [seat for seat in seats if seat.pk not in done]
        if lacking:
            steps_evaluation.fill_in(lot, part, judge, who=self.some_of(lacking))
        return bool(lacking)

    def sign(self, lot: Lot, evaluation: LotEvaluation, seats: list[Seat]) -> str:
        signed = evaluation.signatures.values_list("seat", flat=True)
        for seat in self.some_of([each for each in seats if each.pk not in signed]):
            actor = steps_evaluation.actor_of(seat)
            reports.sign(evaluation=evaluation, seat=seat, dissent="", actor=actor, now=clock.now())
        return "sign"

    # ---- 质疑投诉 ----------------------------------------------------------------------------------------------------

    def dispute(self) -> str | None:
        """Whoever has to answer does; or a supplier challenges."""
        lots = Lot.objects.all()
        if complaint := disputes.pending(lots).order_by("pk").first():
            if self.random.random() < 0.5:
                steps_disputes.halt(self.cast, complaint)
                return "halt"
            steps_disputes.rule(self.cast, complaint, self.random.choice(Outcome.values))
            return "rule"
        if waiting := Complaint.objects.filter(state="submitted").order_by("pk").first():
            steps_disputes.accept(self.cast, waiting)
            return "accept a complaint"
        if challenge := disputes.unanswered(lots).order_by("pk").first():
            steps_disputes.answer(self.cast, challenge)
            return "answer a challenge"
        for supplier in self.cast.suppliers:
            if mine := disputes.may_complain(lots, supplier.files, now=clock.now()):
                steps_disputes.complain(mine[0], supplier)
                return "complain"
        return self.challenge()

    def challenge(self) -> str | None:
        enrolled = list(Participation.objects.order_by("pk").select_related("lot"))
        if not enrolled:
            return None
        who = self.random.choice(enrolled)
        matter = "document" if who.lot.evaluated_at is None else "process"
        steps_disputes.challenge(who.lot, self.player_of(who.organisation_id), matter=matter)
        return "challenge"


NEXT: dict[str, Callable[[LotWalk, Lot], str]] = {
    S.REGISTERED: LotWalk.prepare,
    S.BIDDING: LotWalk.tender,
    S.SUSPENDED: LotWalk.resume,
    S.OPENING: LotWalk.open_bids,
    S.EVALUATING: LotWalk.evaluate,
    S.EVALUATED: LotWalk.decide,
    S.DECIDED: LotWalk.award,
    S.AWARDED: LotWalk.conclude,
    S.FAILING: LotWalk.announce_failure,
    S.FAILED: LotWalk.tender_again,
}
STAGES: dict[str, Callable[[LotWalk, Lot, LotEvaluation, list[Seat]], str]] = {
    Stage.GATHERING: LotWalk.begin_evaluation,
    Stage.EXAMINING: LotWalk.examine,
    Stage.REVIEWING: LotWalk.score,
    Stage.SIGNING: LotWalk.sign,
}


# ---- where it begins ------------------------------------------------------------------------------------------------


def settled(now: datetime) -> Cast:
    """The cast, its experts, and a tender with a lot at each of nine nodes, for walks to get everywhere."""
    cast = build(now)
    steps_evaluation.experts(cast)
    lots = steps.register(
        cast, lots=[{"name": f"计算机设备{n}", "bond": "0", "ceiling": "120000"} for n in range(1, 10)]
    )
    waiting, evaluating, evaluated, awarded, failing, *later = lots[1:]
    for place, lot in enumerate((waiting, evaluating, evaluated, awarded, failing)):
        _announced(cast, lot, days=25 + place // 2, rooms=place % 2)
    bid_for = (waiting, evaluating, evaluated, awarded)
    for lot in bid_for:
        _bid(cast, lot)
    steps_bids.pass_deadline(cast, failing)
    for lot in bid_for[1:]:
        held = Box.objects.get(case=lot, round=1)
        for holder in (cast.agent, cast.centre):
            driving.release(held, holder.organisation)
    for lot in (evaluated, awarded):
        steps_evaluation.evaluate(cast, steps.again(lot))
    steps_evaluation.award(cast, steps.again(awarded))
    for place, lot in enumerate(later):
        _announced(cast, lot, days=25, rooms=place % 2, hour=9 + 5 * (place // 2))
    _bid(cast, later[0])
    steps_notices.suspend(cast, steps.again(later[1]))
    steps_notices.cancel(cast, steps.again(later[2]))
    return cast


def _announced(cast: Cast, lot: Lot, *, days: int, rooms: int, hour: int = 9) -> None:
    names = [("开标一室", "评标一室"), ("开标二室", "评标二室")][rooms]
    opening, evaluation = (cast.rooms[name] for name in names)
    when = steps_rooms.morning(days, hour=hour)
    lot = steps_rooms.book(cast, lot, opens_at=when, opening_room=opening, evaluation_room=evaluation)
    steps_documents.issue(cast, lot)
    steps_notices.announce(cast, steps_documents.confirm(cast, lot))


def _bid(cast: Cast, lot: Lot) -> None:
    for place, supplier in enumerate(cast.suppliers[:3]):
        steps_bids.bid(cast, steps.again(lot), supplier, 104_000 + 2_000 * place)


ground = Ground(settled, LotWalk)
