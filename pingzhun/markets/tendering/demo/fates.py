"""What becomes of a tender: each function below is the fate of its lots, as acts of the diary; `tenders.csv` says whose."""

from collections.abc import Callable
from datetime import timedelta

from pingzhun.filings import lifecycle
from pingzhun.filings.diary import TODAY, Act
from pingzhun.filings.driving import approve, reject
from pingzhun.markets.tendering.demo import (
    steps_bids,
    steps_disputes,
    steps_documents,
    steps_evaluation,
    steps_notices,
    steps_rooms,
)
from pingzhun.markets.tendering.demo.running import LotRun, TenderRun
from pingzhun.markets.tendering.models import Interruption, Matter, Outcome
from pingzhun.regimes import clock

HOURS, DAYS = timedelta(hours=1), timedelta(days=1)

# ---- tenders that have no lots yet -----------------------------------------------------------------------------------


def entrusted(tender: TenderRun) -> Act:
    """The agent has not registered it yet."""
    yield TODAY
    tender.entrust()


def reviewing(tender: TenderRun) -> Act:
    """项目注册 waits for the centre."""
    yield TODAY
    mandate = tender.entrust()
    yield 2 * HOURS
    tender.file(mandate)


def returned(tender: TenderRun) -> Act:
    yield TODAY
    mandate = tender.entrust()
    yield 1 * HOURS
    filing = tender.file(mandate)
    yield 2 * HOURS
    reject(filing, tender.city.centre.reviews, "进场交易申请未加盖采购人公章，请补正后重新提交。")


def recalled(tender: TenderRun) -> Act:
    """Registered, and withdrawn while nothing rests on it."""
    yield TODAY
    yield from tender.register()
    yield 2 * HOURS
    lifecycle.withdraw(tender.filing, actor=tender.sides.agent.files, now=clock.now())


# ---- lots before the opening -----------------------------------------------------------------------------------------


def registered(lot: LotRun) -> Act:
    """待发布招标公告, nothing done yet."""
    yield TODAY


def booking(lot: LotRun) -> Act:
    """场地预约 waits for the centre."""
    yield TODAY
    lot.file_booking()


def booked(lot: LotRun) -> Act:
    yield TODAY
    yield from lot.book()


def confirming(lot: LotRun) -> Act:
    """The 采购人 is to confirm the document."""
    yield TODAY
    yield from lot.book()
    lot.issue()


def announcing(lot: LotRun) -> Act:
    """招标公告 waits for the centre."""
    yield TODAY
    yield from lot.book()
    lot.issue()
    yield 1 * HOURS
    lot.confirm()
    yield 1 * HOURS
    lot.file_invitation()


def bidding(lot: LotRun) -> Act:
    """Suppliers take part, and the first of them has bid."""
    yield TODAY
    yield from lot.announce()
    yield from lot.enrol()
    lot.bid_of(0)


def clarified(lot: LotRun) -> Act:
    """Somebody asks, the agent answers, and a 答疑文件 goes to all."""
    yield TODAY
    yield from lot.announce()
    yield from lot.enrol()
    enquiry = steps_documents.ask(lot.sides, lot.lot, lot.suppliers[1])
    yield 4 * HOURS
    if lot.place == 0:
        return  # waits for its answer
    steps_documents.answer(lot.sides, enquiry)
    yield 2 * HOURS
    steps_documents.clarify(lot.sides, lot.lot)


def changed(lot: LotRun) -> Act:
    """A 变更公告 moves the opening; who has bid confirms it anew, the second supplier not yet."""
    yield TODAY
    yield from lot.announce()
    yield from lot.enrol()
    for place in (0, 1):
        lot.bid_of(place)
    yield 2 * HOURS
    filing = steps_rooms.file_change(lot.sides, lot.lot, **lot.venue(days=35))
    yield 2 * HOURS
    approve(filing, lot.sides.centre.reviews)
    yield 1 * HOURS
    steps_notices.change(lot.sides, lot.lot)
    yield 2 * HOURS
    steps_bids.confirm_bid(lot.lot, lot.suppliers[0])


def challenged(lot: LotRun) -> Act:
    """质疑 of the document, one answered, one not."""
    yield TODAY
    yield from lot.announce()
    yield from lot.enrol()
    first = steps_disputes.challenge(lot.lot, lot.suppliers[0])
    yield 3 * HOURS
    steps_disputes.answer(lot.sides, first)
    yield 2 * HOURS
    steps_disputes.challenge(lot.lot, lot.suppliers[1], facts="要求提供的证明材料与履约能力无关。")
    steps_disputes.complain(first, lot.suppliers[0])


def ruling(lot: LotRun) -> Act:
    """A complaint was accepted, and the decision waits for a colleague's review."""
    yield TODAY
    yield from lot.announce()
    yield from lot.enrol()
    challenge = steps_disputes.challenge(lot.lot, lot.suppliers[0])
    yield 2 * HOURS
    steps_disputes.answer(lot.sides, challenge)
    yield 2 * HOURS
    complaint = steps_disputes.accept(lot.sides, steps_disputes.complain(challenge, lot.suppliers[0]))
    yield 1 * HOURS
    steps_disputes.file_ruling(lot.sides, complaint)


def changing(lot: LotRun) -> Act:
    """场地变更 and, of every other lot, 采购异常 wait for the centre."""
    yield TODAY
    yield from lot.announce()
    yield from lot.enrol()
    if lot.place % 2:
        reason = "采购人要求暂停，重新论证技术参数。"
        steps_notices.file_exception(lot.sides, lot.lot, Interruption.SUSPENSION, reason)
    else:
        steps_rooms.file_change(lot.sides, lot.lot, **lot.venue(days=36))


def suspended(lot: LotRun) -> Act:
    yield TODAY
    yield from lot.announce()
    yield from lot.enrol()
    steps_notices.suspend(lot.sides, lot.lot)


def resumed(lot: LotRun) -> Act:
    """Suspended, and some days later with another opening."""
    yield from lot.announce()
    yield from lot.enrol()
    yield 1 * DAYS
    steps_notices.suspend(lot.sides, lot.lot)
    yield TODAY
    filing = steps_rooms.file_booking(lot.sides, lot.lot, **lot.venue(days=30))
    yield 3 * HOURS
    approve(filing, lot.sides.centre.reviews)
    yield 1 * HOURS
    steps_notices.change(lot.sides, lot.lot, explanation="项目恢复交易，开标时间另行安排。")


def cancelled(lot: LotRun) -> Act:
    yield from lot.announce()
    yield from lot.enrol()
    yield 2 * DAYS
    steps_notices.cancel(lot.sides, lot.lot)


# ---- lots that have come to their opening ------------------------------------------------------------------------------


def opening(lot: LotRun) -> Act:
    """投标待开启: the agent has released its share, the others have not come."""
    yield from lot.tender_until_closed()


def failing(lot: LotRun) -> Act:
    """Fewer than three bids: the 废标公告 waits to be written or, of every other lot, to be reviewed."""
    yield from lot.tender_until_closed()
    if lot.place % 2:
        yield TODAY
        steps_notices.file_failure(lot.sides, lot.lot)


def failed(lot: LotRun) -> Act:
    yield from lot.tender_until_closed()
    yield 4 * HOURS
    steps_notices.fail_notice(lot.sides, lot.lot)
    if lot.place % 2:
        yield TODAY
        steps_notices.file_again(lot.sides, lot.lot)


def retendered(lot: LotRun) -> Act:
    """Failed, and registered for another round."""
    yield from lot.tender_until_closed()
    yield 4 * HOURS
    steps_notices.fail_notice(lot.sides, lot.lot)
    yield 1 * DAYS
    steps_notices.tender_again(lot.sides, lot.lot)


def evaluating(lot: LotRun) -> Act:
    """The committee has been drawn and is at work."""
    yield from lot.tender_until_closed()
    yield from lot.open()
    lot.convene()


def evaluated(lot: LotRun) -> Act:
    """Of every other lot a 复评 is asked for."""
    yield from lot.select()
    if lot.place % 2:
        yield TODAY
        steps_rooms.file_again(lot.sides, lot.lot, starts_at=lot.tender.slots.next(days=5)[0])


def decided(lot: LotRun) -> Act:
    """The 中标公告 waits to be written or, of every other lot, to be reviewed."""
    yield from lot.select()
    yield 1 * DAYS
    lot.decide()
    if lot.place % 2:
        yield TODAY
        steps_evaluation.file_award(lot.sides, lot.lot, items=lot.items)


def awarded(lot: LotRun) -> Act:
    yield from lot.select()
    yield from lot.award()


def refusing(lot: LotRun) -> Act:
    """The winner of the first lot wants out; the contract of the others waits for its review."""
    yield from awarded(lot)
    yield TODAY
    if lot.place:
        steps_evaluation.submit_contract(lot.sides, lot.lot, number=f"HY-{lot.lot.code[3:]}")
    else:
        steps_evaluation.file_renunciation(lot.sides, lot.lot)


def corrected(lot: LotRun) -> Act:
    """The 中标公告 has a slip in it; of every other lot the correction waits for its review."""
    yield from awarded(lot)
    yield 1 * DAYS
    if lot.place % 2:
        yield TODAY
        steps_evaluation.file_award_change(lot.sides, lot.lot)
    else:
        steps_evaluation.change_award(lot.sides, lot.lot)


def contracted(lot: LotRun) -> Act:
    yield from awarded(lot)
    yield from lot.file_contract()


def renounced(lot: LotRun) -> Act:
    """The winner gives up; the next candidate takes its place."""
    yield from awarded(lot)
    yield 2 * DAYS
    steps_evaluation.renounce(lot.sides, lot.lot)


def reevaluated(lot: LotRun) -> Act:
    """复评 by the same rules, and the result of that."""
    yield from lot.select()
    yield 1 * DAYS
    filing = steps_rooms.file_again(lot.sides, lot.lot, starts_at=lot.tender.slots.next(days=4)[0])
    yield 3 * HOURS
    approve(filing, lot.sides.centre.reviews)
    yield 5 * DAYS
    yield from lot.evaluate()


def complained(lot: LotRun) -> Act:
    """A supplier is not content with the answer to its 质疑 and complains; the 监督部门 halts, and decides."""
    yield from lot.announce()
    yield from lot.enrol()
    loser = lot.suppliers[-1]
    challenge = steps_disputes.challenge(lot.lot, loser, matter=Matter.DOCUMENT)
    yield 1 * DAYS
    steps_disputes.answer(lot.sides, challenge)
    yield from lot.bid()
    complaint = steps_disputes.complain(challenge, loser)
    yield 1 * DAYS
    complaint = steps_disputes.accept(lot.sides, complaint)
    yield lot.lot.opens_at + timedelta(minutes=2)
    yield from lot.open()
    steps_disputes.halt(lot.sides, complaint)
    yield 3 * DAYS
    steps_disputes.rule(lot.sides, complaint, Outcome.REJECTED)
    yield 1 * DAYS
    yield from lot.evaluate()


def of_lots(fate: Callable[[LotRun], Act]) -> Callable[[TenderRun], Act]:
    """The fate of a tender whose lots share one; where it is written for today, so is its registration."""
    return lambda tender: tender.then(fate)


WHOLE = {"entrusted": entrusted, "reviewing": reviewing, "returned": returned, "recalled": recalled}
OF_LOTS = {
    each.__name__: of_lots(each)
    for each in (
        registered,
        booking,
        booked,
        confirming,
        announcing,
        bidding,
        clarified,
        changed,
        challenged,
        suspended,
        resumed,
        cancelled,
        opening,
        failing,
        failed,
        retendered,
        evaluating,
        evaluated,
        decided,
        awarded,
        refusing,
        corrected,
        ruling,
        changing,
        contracted,
        renounced,
        reevaluated,
        complained,
    )
}
FATES: dict[str, Callable[[TenderRun], Act]] = WHOLE | OF_LOTS
