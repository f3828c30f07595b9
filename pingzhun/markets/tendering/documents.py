"""招标文件 and what suppliers do with it: issued, confirmed, got, clarified, asked about, answered (H20–H22, H34, H36, H39).

Who has got a document is told to nobody before the bids are opened (87号令 第二十八条), not even to the agent or the 采购人.
"""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.urls import reverse

from pingzhun.deadlines import schedule
from pingzhun.deadlines.kinds import register
from pingzhun.directory.actors import Actor
from pingzhun.directory.models import Organisation
from pingzhun.directory.queries import suspension_of
from pingzhun.documents.models import Attachment
from pingzhun.filings import lifecycle
from pingzhun.filings.announce import page_of
from pingzhun.filings.course import FilingState
from pingzhun.flow.guards import guard
from pingzhun.markets.tendering import course, messages
from pingzhun.markets.tendering.capacities import SUPPLIER
from pingzhun.markets.tendering.course import BEFORE_OPENING, LotState
from pingzhun.markets.tendering.models import (
    Clarification,
    DocumentConfirmation,
    DocumentDownload,
    DocumentRequest,
    Enquiry,
    EnquiryAnswer,
    Lot,
    Participation,
    TenderDocument,
    Verdict,
)
from pingzhun.markets.tendering.telling import tell

S = LotState
UNOPENED = (*BEFORE_OPENING, S.CANCELLED, S.WITHDRAWN)  # where `opened_at` does not say otherwise
CONFIRMATION = "tendering.document-confirmation"

# ---- who takes part, and who may know ---------------------------------------------------------------------------------


@guard("投标截止时间未到")
def bidding_is_open(lot: Lot, *, actor: Actor, now: datetime) -> str | None:
    return None if lot.opens_at and now < lot.opens_at else "投标截止时间已过，不能办理。"


@guard("供应商未被停用")
def supplier_is_not_suspended(lot: Lot, *, actor: Actor, now: datetime) -> str | None:
    suspension = suspension_of(actor.organisation, SUPPLIER.key, now)
    if suspension is None:
        return None
    return f"您单位已被停用至 {suspension.last_day}，原因：{suspension.reason}。停用期间不能获取招标文件。"


def participants_are_known(lot: Lot) -> bool:
    """Those of the present round, to others than themselves."""
    return lot.state not in UNOPENED or lot.opened_at is not None


def of_known_participants(round_: str) -> Q:
    """`participants_are_known` for filings of suppliers about lots; `round_` leads from a filing to its round."""
    opened = ~Q(case__lot__state__in=UNOPENED) | Q(case__lot__opened_at__isnull=False)
    return opened | Q(**{f"{round_}__lt": F("case__lot__round")})


def participations(lot: Lot) -> QuerySet[Participation]:
    """Of the present round."""
    return lot.participations.filter(round=lot.round)


def participants(lot: Lot) -> list[Organisation]:
    """Who has obtained the document in this round."""
    return [each.organisation for each in participations(lot).select_related("organisation")]


def participation_of(lot: Lot, actor: Actor) -> Participation | None:
    return participations(lot).filter(organisation=actor.organisation_id).first()


def taken_part_in(actor: Actor) -> QuerySet[Lot]:
    """The lots whose document of the present round the actor's organisation has got."""
    mine = Participation.objects.filter(organisation=actor.organisation_id, round=F("lot__round"))
    return Lot.objects.filter(pk__in=mine.values("lot"))


# ---- the document -----------------------------------------------------------------------------------------------------


@transaction.atomic
def issue(filing: TenderDocument, *, actor: Actor, now: datetime) -> None:
    """招标文件, effective at once; what the 采购人 was writing about an earlier one lapses."""
    lot = filing.about
    course.issue_document(lot, actor=actor, now=now, document=filing)
    lifecycle.lapse_open(lot, now=now, note="招标文件已重新提交", at=(CONFIRMATION,))
    to_confirm = reverse("desks:tendering.document-confirmation.choose")
    tell(lot, messages.TO_CONFIRM, [lot.procuring_entity], mark=filing.pk, link=to_confirm, now=now)


@transaction.atomic
def decide(filing: DocumentConfirmation, *, actor: Actor, now: datetime) -> None:
    """确认, or 退回 with the reason: then the agent makes another one."""
    lot = filing.about
    if filing.verdict == Verdict.CONFIRMED:
        course.confirm_document(lot, actor=actor, now=now)
        tell(lot, messages.CONFIRMED, [lot.tender.agent], mark=filing.pk, now=now)
    else:
        course.return_document(lot, actor=actor, now=now, note=filing.reason)
        reason = filing.reason.rstrip("。")
        link = page_of(filing)
        tell(lot, messages.RETURNED, [lot.tender.agent], mark=filing.pk, link=link, reason=reason, now=now)


@transaction.atomic
def enrol(filing: DocumentRequest, *, now: datetime) -> Participation:
    """获取招标文件; the database looks at the hour once more."""
    lot = filing.about
    return Participation.objects.create(
        lot=lot,
        round=filing.round,
        organisation=filing.organisation,
        contact_name=filing.contact_name,
        contact_mobile=filing.contact_mobile,
        enrolled_at=now,
    )


# ---- 答疑 and 询问 ------------------------------------------------------------------------------------------------------


@transaction.atomic
def clarify(filing: Clarification, *, now: datetime) -> None:
    """All who have the document are told; who gets it later finds the clarification beside it."""
    lot = filing.about
    tell(lot, messages.CLARIFIED, participants(lot), mark=filing.pk, number=filing.number, now=now)


@transaction.atomic
def ask(filing: Enquiry, *, now: datetime) -> None:
    """The agent is told that there is a question, and not whose."""
    lot = filing.about
    period = schedule.Rule(start=now, workdays=lot.figure("enquiry.answer").whole)
    deadline = schedule.set_deadline(kind=ANSWER_DUE.key, subject=subject_of(filing), rule=period, now=now)
    tell(
        lot,
        messages.ASKED,
        [lot.tender.agent],
        mark=filing.pk,
        until=deadline.due_at,
        link=reverse("desks:tendering.enquiries"),
        now=now,
    )


@transaction.atomic
def answer(filing: EnquiryAnswer, *, now: datetime) -> None:
    enquiry = filing.asked
    lot = enquiry.about
    filing.attach_to(lot)
    schedule.cancel(kind=ANSWER_DUE.key, subject=subject_of(enquiry), now=now)
    told = participants(lot) if filing.to_all else [enquiry.organisation]
    tell(lot, messages.ANSWERED, told, mark=filing.pk, now=now)


def unanswered(agent: Actor) -> QuerySet[Enquiry]:
    asked = Enquiry.objects.filter(case__lot__tender__agent=agent.organisation_id, state=FilingState.APPROVED)
    return asked.filter(answer=None)


def subject_of(enquiry: Enquiry) -> str:
    """How deadlines name it."""
    return f"enquiry/{enquiry.pk}"


def remind(subject: str, *, due_at: datetime, now: datetime) -> None:
    """The period for the answer is over. The handler of a deadline."""
    enquiry = Enquiry.objects.filter(pk=int(subject.removeprefix("enquiry/")), answer=None).first()
    if enquiry is None:
        return
    lot = enquiry.about
    told = [lot.tender.agent, lot.procuring_entity]
    tell(lot, messages.ENQUIRY_OVERDUE, told, mark=enquiry.pk, now=now)


ANSWER_DUE = register("tendering.enquiry_answer_due", remind, title="答复询问期限")

# ---- what participants read and download --------------------------------------------------------------------------------


def clarifications(lot: Lot) -> QuerySet[Clarification]:
    """Of the document of the present round, the first one first."""
    found = Clarification.objects.filter(document=lot.document_id, state=FilingState.APPROVED)
    return found.order_by("number") if lot.document_id else found.none()


def enquiries_for(lot: Lot, actor: Actor) -> QuerySet[Enquiry]:
    """The actor's own, and those whose answer is for everybody."""
    asked = Enquiry.objects.filter(document=lot.document_id, state=FilingState.APPROVED)
    mine = asked.filter(Q(organisation=actor.organisation_id) | Q(answer__to_all=True))
    return mine.select_related("answer").order_by("pk") if lot.document_id else asked.none()


def files_for(lot: Lot, actor: Actor) -> QuerySet[Attachment]:
    """What a participant may download besides the document itself."""
    filings = [lot.document_id, *clarifications(lot).values_list("pk", flat=True)]
    filings += enquiries_for(lot, actor).exclude(answer=None).values_list("answer", flat=True)
    return submitted_files(filings)


def submitted_files(filings: Iterable[int]) -> QuerySet[Attachment]:
    found = Attachment.objects.live().filter(folder__filing__in=list(filings), submitted_at__isnull=False)
    return found.select_related("blob", "folder__filing")


def record_download(participation: Participation, *, name: str, sha256: str, now: datetime) -> None:
    DocumentDownload.objects.create(participation=participation, name=name, sha256=sha256, downloaded_at=now)
