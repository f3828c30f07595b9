"""From the deadline to the winner: opening the quotes, the four methods, ties, refusals and failures (Y26).

竞价 takes the lowest valid quote, 比选 the highest score given by the 项目单位, 随机抽取 a draw among the valid. Equal quotes and
equal scores are decided by the same draw, whose secret was committed to when the job was published. A winner that gives up
is followed by the next in rank, or in a 随机抽取 by another draw among the rest.

The quotes are opened by their holders (`holders`), who are called at the deadline; the selection goes on when enough of them
have come. Too few enrolments leave the quotes sealed.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.html import format_html

from pingzhun.cases.dossiers import case_id_of, subject
from pingzhun.cases.numbering import next_code
from pingzhun.deadlines import schedule
from pingzhun.deadlines.kinds import register
from pingzhun.directory.actors import SYSTEM, Actor
from pingzhun.directory.models import Organisation
from pingzhun.directory.queries import reviewers
from pingzhun.documents.models import Folder
from pingzhun.draws import drawing
from pingzhun.draws.algorithm import NONCE, Contribution
from pingzhun.filings import lifecycle
from pingzhun.filings.deeds import submitted
from pingzhun.filings.models import Deed
from pingzhun.flow.guards import Refused
from pingzhun.markets.intermediary import course, messages, notices
from pingzhun.markets.intermediary.course import JobState
from pingzhun.markets.intermediary.holders import holders_for
from pingzhun.markets.intermediary.market import ADMINISTRATOR, REGULATOR, market
from pingzhun.markets.intermediary.models import Enrolment, Job, JobPublication, Method
from pingzhun.markets.intermediary.outages import held_back
from pingzhun.markets.intermediary.quotes import QuoteForm, said
from pingzhun.messages.outbox import send
from pingzhun.regimes.models import Regime
from pingzhun.sealing import box
from pingzhun.sealing.models import OpenedOffer
from pingzhun.sealing.openings import Opening, openings

TERMS = (
    "service_type",
    "qualification",
    "content",
    "ceiling",
    "service_days",
    "location",
    "contact_name",
    "contact_phone",
)


@transaction.atomic
def publish(publication: JobPublication, *, actor: Actor, now: datetime) -> Job:
    """Make the job of an approved publication and its 采购公告; a 直接选取 is selected at once."""
    direct = publication.method == Method.DIRECT
    if not direct:
        _refuse_if_over(publication.enrol_until, now=now)
    job = Job(
        code=next_code(market.code_prefix, now=now),
        market=market.key,
        kind=Job._meta.label,
        title=publication.name,
        procuring_entity=publication.organisation,
        jurisdiction=publication.jurisdiction,
        regime=Regime.objects.current(now),
        created_at=now,
        method=publication.method,
        enrol_until=now if direct else publication.enrol_until,
        **{name: getattr(publication, name) for name in TERMS},
    )
    course.course.start(job, actor=actor, now=now)
    publication.attach_to(job)
    deed = submitted(publication)
    notices.publish_job(job, folder=publication.folder, deed=deed, actor=actor, now=now)
    if direct:
        course.close_enrolment(job, actor=SYSTEM, now=now)
        _select(
            job,
            publication.direct_agency,
            publication.direct_price,
            basis=f"采用直接选取方式。理由：{publication.direct_reason}",
            actor=actor,
            now=now,
        )
    else:
        _open_enrolment(job, now=now)
    return job


@transaction.atomic
def republish(
    job: Job, *, enrol_until: datetime, actor: Actor, now: datetime, deed: Deed | None = None
) -> None:
    """Another round: agencies enrol and quote afresh. Quotes that the holders could not open stay sealed."""
    _refuse_if_over(enrol_until, now=now)
    if job.state == JobState.SELECTING:
        fail(job, reason="持有开启密钥的单位未能开启报价，报价保持密封。", now=now)
    course.republish(job, actor=actor, now=now, enrol_until=enrol_until)
    notices.publish_job(job, folder=attachments(job), deed=deed, actor=actor, now=now)
    _open_enrolment(job, now=now)


def _refuse_if_over(enrol_until: datetime, *, now: datetime) -> None:
    """A review may take longer than the time that was left. Raises Refused."""
    if enrol_until <= now:
        raise Refused("报名截止时间已过，不能发布。请审核不通过，由项目单位修改报名截止时间后重新提交。")


def _open_enrolment(job: Job, *, now: datetime) -> None:
    """Raises Refused where too few of those who would open the quotes have a key."""
    box.make(
        case=job,
        round=job.round,
        closes_at=job.enrol_until,
        holders=holders_for(
            entity=job.procuring_entity,
            jurisdiction=job.jurisdiction,
            number=job.figure("opening_holders").whole,
        ),
        threshold=job.figure("opening_threshold").whole,
        now=now,
    )
    drawing.commit(case=job, purpose=purpose(job), now=now)
    schedule.set_deadline(kind=CLOSES.key, subject=subject(job.pk), due_at=job.enrol_until, now=now)


def attachments(job: Job) -> Folder | None:
    """The files of its first 采购公告, which every later one carries again."""
    first = job.notices.filter(kind=notices.JOB.key).order_by("pk").first()
    return first.folder if first else None


def purpose(job: Job) -> str:
    """What the draws of a round are called."""
    return f"第{job.round}轮选取"


def enrolments_of(job: Job) -> list[Enrolment]:
    """Those of the present round that were not withdrawn, as they enrolled."""
    return list(
        job.enrolments.filter(round=job.round, withdrawn_at=None)
        .select_related("agency")
        .order_by("enrolled_at", "pk")
    )


@transaction.atomic
def close(subject: str, *, due_at: datetime, now: datetime) -> None:
    """The enrolment deadline has come: call those who open the quotes, or fail. The handler of a deadline."""
    job = Job.objects.get(pk=case_id_of(subject))
    if job.state != JobState.ENROLLING:
        return
    course.close_enrolment(job, actor=SYSTEM, now=now)
    enrolments = enrolments_of(job)
    least = job.figure("min_enrolments" if job.round == 1 else "min_enrolments_again").whole
    if len(enrolments) < least:
        fail(job, reason=f"报名机构 {len(enrolments)} 家，不足 {least} 家，报价未开启。", now=now)
        return
    held = box.call(case=job, round=job.round, now=now, actor_label=SYSTEM.label)
    if held.waits:
        _tell_holders(job, messages.TO_OPEN.key, now=now)
        wait = job.figure("opening_reminder").whole
        schedule.set_deadline(
            kind=OPENING_DUE.key, subject=subject, due_at=now + timedelta(days=wait), now=now
        )


def quotes_opened(job: Job, opened: Sequence[OpenedOffer], *, now: datetime) -> None:
    """The holders have opened the quotes: select, or fail. Called in the transaction of the opening."""
    for kind in (OPENING_DUE, OPENING_OVERDUE):
        schedule.cancel(kind=kind.key, subject=subject(job.pk), now=now)
    valid = write_quotes(job, opened, now=now)
    if not valid:
        fail(job, reason="没有有效报价。", now=now)
    elif job.method == Method.COMPARISON:
        send(
            messages.TO_COMPARE.key,
            to=[job.procuring_entity],
            context={"title": job.title, "count": len(valid)},
            link=page(job),
            now=now,
            dedupe=f"job/{job.pk}/{job.round}/compare",
        )
    else:
        _rank(job, valid, now=now)
        select_next(job, actor=SYSTEM, now=now)


def write_quotes(job: Job, opened: Sequence[OpenedOffer], *, now: datetime) -> list[Enrolment]:
    """Write each quote beside its enrolment; return the valid ones. Nobody has looked before at what the browsers sealed."""
    enrolments = enrolments_of(job)
    offers = {each.offer.organisation_id: each for each in opened}
    for enrolment in enrolments:
        offer = offers.get(enrolment.agency_id)
        quote = QuoteForm(offer.payload) if offer and offer.payload is not None else None
        if offer is None:
            enrolment.invalid_reason = "没有报价"
        elif quote is None:
            enrolment.invalid_reason = "报价信封损坏，无法开启"
        elif not quote.is_valid():
            enrolment.invalid_reason = "报价内容不符合填写要求"
        else:
            enrolment.price = quote.cleaned_data["price"]
            enrolment.plan = quote.cleaned_data["plan"] or None
            if enrolment.price > job.ceiling:
                enrolment.invalid_reason = "报价超过控制价"
        enrolment.save(update_fields=["price", "plan", "invalid_reason"])
    return [each for each in enrolments if each.invalid_reason is None]


def _rank(job: Job, valid: Sequence[Enrolment], *, now: datetime) -> None:
    """Write the order of a 竞价 or 比选. Equals are put in order by the draw; a 随机抽取 ranks only whom it draws."""
    if job.method == Method.DRAW:
        return
    best_first = sorted(valid, key=key_of(job))
    tied = [
        each
        for each in best_first
        if sum(key_of(job)(each) == key_of(job)(other) for other in best_first) > 1
    ]
    lots = {}
    if tied:
        drawn = drawing.draw(
            case=job,
            purpose=purpose(job),
            pool=[name_of(each.agency) for each in tied],
            count=len(tied),
            contributions=contributions(job),
            now=now,
        )
        lots = {name: place for place, name in enumerate(drawn.winners)}
    ordered = sorted(best_first, key=lambda each: (key_of(job)(each), lots.get(name_of(each.agency), 0)))
    for rank, enrolment in enumerate(ordered, start=1):
        enrolment.rank = rank
        enrolment.save(update_fields=["rank"])


def key_of(job: Job) -> Any:
    """What the method orders by: the price, or the score from the top and then the price."""
    if job.method == Method.COMPARISON:
        return lambda each: (-each.score, each.price)
    return lambda each: each.price


def name_of(agency: Organisation) -> str:
    """How an agency stands in the published pool of a draw."""
    return f"{agency.credit_code} {agency.name}"


def contributions(job: Job) -> list[Contribution]:
    """The nonces that came sealed in the opened offers of the present round, of whoever made one, in the pool or not."""
    opened = OpenedOffer.objects.filter(offer__box__case=job, offer__box__round=job.round)
    found = []
    for each in opened.select_related("offer__organisation"):
        nonce = (each.payload or {}).get("nonce")  # a damaged offer brings none
        if isinstance(nonce, str) and NONCE.fullmatch(nonce):
            by = name_of(each.offer.organisation)
            found.append(Contribution(by=by, nonce=nonce, sealed_as=each.offer.sha256))
    return found


@transaction.atomic
def compare(job: Job, scores: dict[int, tuple[Decimal, str]], *, actor: Actor, now: datetime) -> None:
    """Write the scores of a 比选 (by enrolment: points out of 100 and the reason) and select by them."""
    valid = [each for each in enrolments_of(job) if each.invalid_reason is None]
    for enrolment in valid:
        enrolment.score, enrolment.score_reason = scores[enrolment.pk]
        enrolment.save(update_fields=["score", "score_reason"])
    _rank(job, valid, now=now)
    select_next(job, actor=actor, now=now)


@transaction.atomic
def select_next(job: Job, *, actor: Actor, now: datetime) -> None:
    """Select the best of those left, or fail where nobody is left."""
    left = [each for each in enrolments_of(job) if each.invalid_reason is None and each.gave_up_at is None]
    if not left:
        fail(job, reason="有效报名机构均已放弃中选。", now=now)
        return
    if job.method == Method.DRAW:
        winner = _draw_one(job, left, now=now)
        basis = f"从 {len(left)} 家有效报名机构中随机抽取确定，抽取过程可由任何人复算。"
    else:
        winner = min(left, key=lambda each: each.rank)
        what = "有效报价最低者" if job.method == Method.BIDDING else "比选得分最高者"
        basis = f"从 {len(left)} 家有效报名机构中选取{what}；相同的以随机抽取确定次序。"
    if drawn := drawing.rounds(case=job, purpose=purpose(job)).filter(drawn_at__isnull=False).last():
        basis = format_html('{}<a href="{}">抽取的全部输入和复算</a>。', basis, drawn.get_absolute_url())
    _select(job, winner.agency, winner.price, basis=basis, actor=actor, now=now)


def _draw_one(job: Job, left: Sequence[Enrolment], *, now: datetime) -> Enrolment:
    if any(each.rank for each in enrolments_of(job)):
        drawing.commit(case=job, purpose=purpose(job), now=now, reason="中选机构放弃中选")
    drawn = drawing.draw(
        case=job,
        purpose=purpose(job),
        pool=[name_of(each.agency) for each in left],
        count=1,
        contributions=contributions(job),
        now=now,
    )
    winner = next(each for each in left if name_of(each.agency) == drawn.winners[0])
    winner.rank = 1 + max((each.rank or 0 for each in enrolments_of(job)), default=0)
    winner.save(update_fields=["rank"])
    return winner


def _select(
    job: Job, agency: Organisation, price: Decimal, *, basis: str, actor: Actor, now: datetime
) -> None:
    rule = schedule.Rule(now, days=job.figure("contract_sign").whole)
    deadline = schedule.set_deadline(kind=CONTRACT_DUE.key, subject=subject(job.pk), rule=rule, now=now)
    course.select(job, actor=actor, now=now, agency=agency, price=price, contract_due_at=deadline.due_at)
    enrolments = enrolments_of(job)
    notices.publish_result(job, enrolments, basis=basis, actor=actor, now=now)
    send(
        messages.SELECTED.key,
        to=[agency],
        context={"title": job.title, "until": deadline.due_at},
        link=page(job),
        now=now,
        dedupe=f"job/{job.pk}/{job.round}/selected/{agency.pk}",
    )
    send(
        messages.NOT_SELECTED.key,
        to=[each.agency for each in enrolments if each.agency_id != agency.pk],
        context={"title": job.title},
        link=page(job),
        now=now,
        dedupe=f"job/{job.pk}/{job.round}/not-selected",
    )


@transaction.atomic
def give_up(job: Job, *, actor: Actor, now: datetime) -> None:
    """The selected agency may refuse; whoever is next takes its place."""
    schedule.cancel(kind=CONTRACT_DUE.key, subject=subject(job.pk), now=now)
    job.enrolments.filter(round=job.round, withdrawn_at=None, agency_id=job.agency_id).update(gave_up_at=now)
    course.give_up(job, actor=actor, now=now)
    lifecycle.lapse_open(job, now=now, note="中选机构放弃中选")
    select_next(job, actor=actor, now=now)


@transaction.atomic
def fail(job: Job, *, reason: str, now: datetime) -> None:
    _stop_waiting(job, now=now)
    course.fail(job, actor=SYSTEM, now=now, reason=reason, note=reason)
    notices.publish_failure(job, actor=SYSTEM, now=now)
    send(
        messages.FAILED.key,
        to=[job.procuring_entity],
        context={"title": job.title, "reason": reason},
        link=page(job),
        now=now,
        dedupe=f"job/{job.pk}/{job.round}/failed",
    )
    _tell_enrolled(job, what="选取失败", reason=reason, now=now)


@transaction.atomic
def cancel(job: Job, *, reason: str, actor: Actor, now: datetime, deed: Deed | None = None) -> None:
    for kind in (CLOSES, CONTRACT_DUE):
        schedule.cancel(kind=kind.key, subject=subject(job.pk), now=now)
    _stop_waiting(job, now=now)
    course.cancel(job, actor=actor, now=now, reason=reason, note=reason)
    lifecycle.lapse_open(job, now=now, note="项目已取消")
    notices.publish_cancellation(job, deed=deed, actor=actor, now=now)
    _tell_enrolled(job, what="已取消", reason=reason, now=now)


def _stop_waiting(job: Job, *, now: datetime) -> None:
    """What has not been opened stays sealed for ever."""
    for kind in (OPENING_DUE, OPENING_OVERDUE):
        schedule.cancel(kind=kind.key, subject=subject(job.pk), now=now)
    if job.method != Method.DIRECT:
        box.abandon(case=job, round=job.round, now=now)


def _tell_holders(job: Job, kind: str, *, now: datetime) -> None:
    """Those who have not come yet."""
    held = box.box_of(case=job, round=job.round)
    send(
        kind,
        to=[each.organisation for each in box.missing(held)],
        context={"title": job.title, "threshold": held.threshold},
        link=reverse("sealing:box", args=[held.pk]),
        now=now,
        dedupe=f"job/{job.pk}/{job.round}/{kind}/{held.closes_at.isoformat()}",
    )


@transaction.atomic
def remind_of_opening(subject: str, *, due_at: datetime, now: datetime) -> None:
    """Too few holders have come on the first day. The handler of a deadline."""
    job = Job.objects.get(pk=case_id_of(subject))
    _tell_holders(job, messages.OPENING_REMINDER.key, now=now)
    overdue = job.enrol_until + timedelta(days=job.figure("opening_overdue").whole)
    schedule.set_deadline(kind=OPENING_OVERDUE.key, subject=subject, due_at=max(overdue, now), now=now)


@transaction.atomic
def report_overdue_opening(subject: str, *, due_at: datetime, now: datetime) -> None:
    """Still too few: tell those who oversee the jurisdiction, and the 项目单位 what it can do. The handler of a deadline."""
    job = Job.objects.select_related("procuring_entity", "jurisdiction").get(pk=case_id_of(subject))
    held = box.box_of(case=job, round=job.round)
    overseers = [
        each.organisation
        for kind in (REGULATOR, ADMINISTRATOR)
        for each in reviewers(kind.key, job.jurisdiction)
    ]
    names = "、".join(each.organisation.name for each in box.missing(held))
    send(
        messages.OPENING_OVERDUE.key,
        to=list({each.pk: each for each in [*overseers, job.procuring_entity]}.values()),
        context={"title": job.title, "names": names, "remedy": REMEDY},
        link=page(job),
        now=now,
        dedupe=f"job/{job.pk}/{job.round}/opening-overdue",
    )


def _tell_enrolled(job: Job, *, what: str, reason: str, now: datetime) -> None:
    send(
        messages.ENDED.key,
        to=[each.agency for each in enrolments_of(job)],
        context={"title": job.title, "what": what, "reason": reason},
        link=page(job),
        now=now,
        dedupe=f"job/{job.pk}/{job.round}/{what}",
    )


@transaction.atomic
def remind_of_contract(subject: str, *, due_at: datetime, now: datetime) -> None:
    """The time for filing the contract is over: tell both sides. The handler of a deadline."""
    job = Job.objects.select_related("agency", "procuring_entity").get(pk=case_id_of(subject))
    if job.state == JobState.SELECTED:
        send(
            messages.CONTRACT_OVERDUE.key,
            to=[job.agency, job.procuring_entity],
            context={"title": job.title},
            link=page(job),
            now=now,
            dedupe=f"job/{job.pk}/{job.round}/contract-overdue",
        )


def contract_due_moved(subject: str, *, before: datetime, after: datetime, now: datetime) -> None:
    """A calendar was loaded that moves the day by which the contract is to be filed (P11)."""
    job = Job.objects.select_related("agency").get(pk=case_id_of(subject))
    if job.state == JobState.SELECTED:
        course.move_contract_due(job, actor=SYSTEM, now=now, contract_due_at=after)
        send(
            messages.CONTRACT_DUE_MOVED.key,
            to=[job.agency, job.procuring_entity],
            context={"title": job.title, "after": after},
            link=page(job),
            now=now,
            dedupe=f"job/{job.pk}/{job.round}/contract-due/{after.isoformat()}",
        )


def page(job: Job) -> str:
    return reverse("console:case", args=[job.pk])


REMEDY = "密钥遗失、无法凑足所需单位时，项目单位可以申请取消项目或重新发布，未开启的报价永远保持密封。"
openings.register(Opening(Job._meta.label, quotes_opened, REMEDY, held_back, said))
OPENING_DUE = register("intermediary.opening_due", remind_of_opening, title="报价开启催办")
OPENING_OVERDUE = register("intermediary.opening_overdue", report_overdue_opening, title="报价开启逾期")
CLOSES = register("intermediary.enrolment_closes", close, title="报名截止")
CONTRACT_DUE = register(
    "intermediary.contract_due", remind_of_contract, title="合同备案期限", on_moved=contract_due_moved
)
