"""质疑, 投诉 and what follows from them: their clocks, who is told, and what stands still meanwhile (法 第五十二条起, 94号令)."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from pingzhun.base.localtime import months_before
from pingzhun.cases.dossiers import case_id_of, subject
from pingzhun.deadlines import schedule
from pingzhun.deadlines.kinds import register
from pingzhun.directory.actors import SYSTEM, Actor
from pingzhun.directory.models import Organisation
from pingzhun.directory.queries import reviewers
from pingzhun.filings import lifecycle
from pingzhun.filings.announce import page_of
from pingzhun.filings.course import FilingState
from pingzhun.filings.models import Filing
from pingzhun.filings.queries import overseen
from pingzhun.flow.guards import Refused
from pingzhun.markets.tendering import bidding, course, messages, opening
from pingzhun.markets.tendering.capacities import SUPERVISOR
from pingzhun.markets.tendering.course import HALTABLE, LET, LotState
from pingzhun.markets.tendering.models import (
    Challenge,
    ChallengeAnswer,
    Complaint,
    ComplaintHalt,
    ComplaintRuling,
    Lot,
    Matter,
    Outcome,
    Participation,
)
from pingzhun.markets.tendering.rulings import publish_ruling
from pingzhun.markets.tendering.telling import tell
from pingzhun.messages.kinds import Kind
from pingzhun.regimes.calendar import deadline_after
from pingzhun.regimes.figures import Figure

UPHELD = (Outcome.UPHELD, Outcome.ANNULLED)

# ---- periods -----------------------------------------------------------------------------------------------------------


def end_of(figure: Figure, start: datetime) -> datetime:
    """When a period of so many 工作日 after `start` is over."""
    return deadline_after(start, workdays=figure.whole, until="end_of_day")


def challengeable_from(lot: Lot, matter: str, participation: Participation) -> datetime | None:
    """From when the period of a 质疑 counts (条例 第五十三条): the receipt of the document, the end of the last step, or of the
    中标公告. None as long as there is nothing of the kind.
    """
    if matter == Matter.DOCUMENT:
        return participation.enrolled_at
    if matter == Matter.PROCESS:
        return lot.evaluated_at or lot.opened_at
    if lot.state not in LET or lot.awarded_at is None:
        return None
    return end_of(lot.figure("award.notice_period"), lot.awarded_at) - timedelta(seconds=1)


def challenge_ends(lot: Lot, matter: str, participation: Participation) -> datetime | None:
    start = challengeable_from(lot, matter, participation)
    return end_of(lot.figure("challenge.raise"), start) if start else None


def complaint_ends(challenge: Challenge, answer: ChallengeAnswer | None) -> datetime:
    """After the answer, or after the time in which it should have come (法 第五十五条)."""
    start = answer.submitted_at if answer else challenge.answer_due_at
    return end_of(challenge.about.figure("complaint.raise"), start)


# ---- who and what --------------------------------------------------------------------------------------------------------


def raised(lots: QuerySet[Lot]) -> QuerySet[Challenge]:
    return Challenge.objects.filter(case__in=lots.values("pk"), state=FilingState.APPROVED)


def unanswered(lots: QuerySet[Lot]) -> QuerySet[Challenge]:
    answered = ChallengeAnswer.objects.filter(state=FilingState.APPROVED)
    return raised(lots).exclude(pk__in=answered.values("challenged_id"))


def answer_to(challenge: Challenge) -> ChallengeAnswer | None:
    return challenge.answers.filter(state=FilingState.APPROVED).first()


def may_complain(lots: QuerySet[Lot], actor: Actor, *, now: datetime) -> list[Challenge]:
    """The actor's own challenges that were answered or should have been, whose period has not run out, and of which no complaint
    has come.
    """
    complained = Complaint.objects.exclude(state__in=(FilingState.DISCARDED, FilingState.LAPSED))
    own = raised(lots).filter(organisation=actor.organisation_id)
    found = []
    for challenge in own.exclude(pk__in=complained.values("challenged_id")).select_related("case"):
        answer = answer_to(challenge)
        if answer is None and now < challenge.answer_due_at:
            continue
        if now < complaint_ends(challenge, answer):
            found.append(challenge)
    return found


def pending(lots: QuerySet[Lot]) -> QuerySet[Complaint]:
    """Complaints that were accepted (受理) and not ruled on."""
    ruled = ComplaintRuling.objects.filter(state=FilingState.APPROVED)
    accepted = Complaint.objects.filter(case__in=lots.values("pk"), state=FilingState.APPROVED)
    return accepted.exclude(pk__in=ruled.values("complained_id"))


def listed(actor: Actor, *, now: datetime) -> QuerySet[Challenge]:
    """What the agent answers, the 采购人 hears of and the 监督部门 oversees, each with `answered` and `overdue`."""
    answers = ChallengeAnswer.objects.filter(challenged=OuterRef("pk"), state=FilingState.APPROVED)
    lots = Lot.objects.of_agent(actor) | Lot.objects.of_entity(actor)
    reach = Q(case__in=lots.values("pk")) | overseen(actor)
    found = Challenge.objects.filter(reach, state=FilingState.APPROVED)
    found = found.annotate(answered=Exists(answers), overdue=Q(answer_due_at__lte=now))
    return found.select_related("case", "organisation").order_by("-submitted_at", "-pk")


def accepted(actor: Actor) -> QuerySet[Complaint]:
    """The complaints that the 监督部门 has accepted, each with the `outcome` of its ruling or None."""
    rulings = ComplaintRuling.objects.filter(complained=OuterRef("pk"), state=FilingState.APPROVED)
    found = Complaint.objects.filter(overseen(actor), state=FilingState.APPROVED)
    found = found.annotate(outcome=Subquery(rulings.values("outcome")[:1]))
    return found.select_related("case", "organisation").order_by("-decided_at", "-pk")


def unfounded_lately(organisation: Organisation, lot: Lot, *, now: datetime) -> int:
    """How many complaints of a supplier were found unfounded in the months that count (94号令 第三十七条)."""
    months = lot.figure("complaint.unfounded_window").whole
    rulings = ComplaintRuling.objects.filter(
        state=FilingState.APPROVED,
        is_unfounded=True,
        complained__organisation=organisation,
        decided_at__gte=months_before(now, months),
    )
    return rulings.count()


# ---- what is done --------------------------------------------------------------------------------------------------------


@transaction.atomic
def challenge(filing: Challenge, *, now: datetime) -> None:
    """A 质疑 has come: the agent and the 采购人 are told, and the time of the answer runs."""
    lot, due = filing.about, filing.answer_due_at
    schedule.set_deadline(kind=ANSWER_DUE.key, subject=_filing(filing), due_at=due, now=now)
    _tell(filing, messages.CHALLENGED, [lot.agent, lot.procuring_entity], due=due, now=now)


@transaction.atomic
def answer(filing: ChallengeAnswer, *, now: datetime) -> None:
    schedule.cancel(kind=ANSWER_DUE.key, subject=_filing(filing.challenged), now=now)
    _tell(filing, messages.CHALLENGE_ANSWERED, [filing.challenged.organisation], now=now)


@transaction.atomic
def remind_of_answer(subject: str, *, due_at: datetime, now: datetime) -> None:
    """The time is over: whoever challenged may complain, and the 监督部门 learns of it."""
    filing = Challenge.objects.get(pk=int(subject.removeprefix("filing/")))
    lot = filing.about
    supervisors = [each.organisation for each in reviewers(SUPERVISOR.key, lot.jurisdiction)]
    _tell(filing, messages.ANSWER_OVERDUE, [lot.agent, filing.organisation, *supervisors], now=now)


@transaction.atomic
def accept(filing: Complaint, *, now: datetime) -> None:
    """受理: whoever is complained of answers in writing (94号令 第二十一条), and the decision is due."""
    lot = filing.about
    due = end_of(lot.figure("complaint.decide"), now)
    schedule.set_deadline(kind=RULING_DUE.key, subject=_filing(filing), due_at=due, now=now)
    _tell(filing, messages.COMPLAINED, [lot.agent, lot.procuring_entity], now=now)


@transaction.atomic
def remind_of_ruling(subject: str, *, due_at: datetime, now: datetime) -> None:
    filing = Complaint.objects.get(pk=int(subject.removeprefix("filing/")))
    supervisors = [each.organisation for each in reviewers(SUPERVISOR.key, filing.about.jurisdiction)]
    _tell(filing, messages.RULING_OVERDUE, supervisors, now=now)


@transaction.atomic
def halt(filing: ComplaintHalt, *, actor: Actor, now: datetime) -> None:
    """Before the deadline of the bids the lot is suspended, as by its 采购人; afterwards nothing goes on until the time is over
    or the ruling has come.
    """
    lot, reason = filing.about, f"投诉处理期间，{filing.reason}"
    if lot.state == LotState.BIDDING:
        bidding.suspend(lot, now=now)
        course.suspend(lot, actor=actor, now=now, reason=reason)
    else:
        course.halt(lot, actor=actor, now=now, reason=reason)
        schedule.set_deadline(
            kind=HALT_ENDS.key, subject=subject(lot.pk), due_at=now + timedelta(days=filing.days), now=now
        )
    _tell(filing, messages.HALTED, parties(lot), reason=filing.reason, now=now)


@transaction.atomic
def end_halt(subject: str, *, due_at: datetime, now: datetime) -> None:
    """The days of the halt are over."""
    lot = Lot.objects.get(pk=case_id_of(subject))
    _go_on(lot, actor=SYSTEM, now=now)


def _go_on(lot: Lot, *, actor: Actor, now: datetime) -> None:
    if lot.halted_reason and lot.state in HALTABLE:
        course.unhalt(lot, actor=actor, now=now)


@transaction.atomic
def rule(filing: ComplaintRuling, *, actor: Actor, now: datetime) -> None:
    """投诉处理决定: what stood still goes on, or the lot fails; the decision is published without personal data. Raises Refused
    where the contract has been filed and nothing can be annulled any more.
    """
    lot = filing.about
    schedule.cancel(kind=RULING_DUE.key, subject=_filing(filing.complained), now=now)
    schedule.cancel(kind=HALT_ENDS.key, subject=subject(lot.pk), now=now)
    _go_on(lot, actor=actor, now=now)
    if filing.outcome == Outcome.ANNULLED:
        if lot.state not in HALTABLE:
            raise Refused(
                f"分包处于“{lot.get_state_display()}”，不能以投诉处理决定废标。请选择其他处理决定，"
                "开标之前的由采购人暂停或取消项目，合同已签订的依法另行处理。"
            )
        reason = "投诉处理决定：投诉成立，影响采购结果。"
        if lot.state == LotState.OPENING:
            opening.fail_unopened(lot, reason=reason, actor=actor, now=now)
        else:
            course.fail(lot, actor=actor, now=now, reason=reason, note=reason)
        lifecycle.lapse_open(lot, now=now, note="投诉处理决定废标")
    publish_ruling(filing, now=now)
    told = {each.pk: each for each in (filing.complained.organisation, lot.agent, lot.procuring_entity)}
    _tell(filing, messages.RULED, told.values(), outcome=filing.get_outcome_display(), now=now)


def parties(lot: Lot) -> list[Organisation]:
    """The agent, the 采购人 and, once the bids are open, those who bid."""
    found = [lot.agent, lot.procuring_entity]
    if lot.opened_at:
        bids = lot.bids.filter(Q(round=lot.round), withdrawn_at=None).select_related("organisation")
        found += [bid.organisation for bid in bids]
    return found


def _filing(filing: Filing) -> str:
    return f"filing/{filing.pk}"


def _tell(
    filing: Filing, kind: Kind, to: Iterable[Organisation], *, now: datetime, **context: object
) -> None:
    """Once for each filing, with the way to it."""
    tell(filing.about, kind, to, mark=filing.pk, link=page_of(filing), now=now, **context)


ANSWER_DUE = register("tendering.challenge_answer_due", remind_of_answer, title="质疑答复期限")
RULING_DUE = register("tendering.ruling_due", remind_of_ruling, title="投诉处理期限")
HALT_ENDS = register("tendering.halt_ends", end_halt, title="暂停采购活动期满")
