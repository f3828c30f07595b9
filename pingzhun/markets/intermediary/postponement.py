"""系统故障延期: the platform was out of order when enrolment closed, and the deadline moves, for everybody alike.

Nobody chooses whom it helps. Two people of two organisations say from when to when the platform failed; the rest follows from
that. Every project of the jurisdiction whose enrolment closed meanwhile, or so soon after that an offer could not be finished
(`intermediary.outage_margin`), gets the same new deadline, counted from the confirmation (`intermediary.outage_extension`).

    报名中: it closes later. What was handed in stays.
    选取中, and no holder has opened anything: it is open again, its quotes still sealed.
    选取失败, because too few could enrol: it is published again.

Where a holder has opened their share, or where the job has gone on, it is too late. So nobody opens as long as a postponement
waits for its confirmation (`outages.held_back`).
"""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from pingzhun.base.localtime import moment
from pingzhun.cases.dossiers import subject
from pingzhun.deadlines import schedule
from pingzhun.directory.actors import Actor
from pingzhun.directory.models import Jurisdiction
from pingzhun.flow.guards import Refused
from pingzhun.markets.intermediary import course, messages, notices, selection
from pingzhun.markets.intermediary.course import JobState
from pingzhun.markets.intermediary.models import Enrolment, Job, Method, Postponement
from pingzhun.markets.intermediary.outages import figure, margin
from pingzhun.messages.outbox import send
from pingzhun.regimes.calendar import deadline_after
from pingzhun.sealing import box
from pingzhun.sealing.models import Box, ReleasedShare

NOBODY = "故障期间没有需要延期的项目。"


@dataclass(frozen=True)
class Outage:
    """The platform was out of order; what follows concerns the projects of a jurisdiction and of those below."""

    jurisdiction: Jurisdiction
    began_at: datetime
    ended_at: datetime

    @property
    def sentence(self) -> str:
        return f"平台于 {moment(self.began_at)} 至 {moment(self.ended_at)} 发生故障。"


def outage_of(filing: Postponement) -> Outage:
    return Outage(filing.jurisdiction, filing.began_at, filing.ended_at)


def concerned(outage: Outage, *, now: datetime) -> QuerySet[Job]:
    """The projects that the rule helps now, by deadline."""
    boxes = Box.objects.filter(case=OuterRef("pk"), round=OuterRef("round"))
    released = ReleasedShare.objects.filter(
        sealed__offer__box__case=OuterRef("pk"), sealed__offer__box__round=OuterRef("round")
    )
    sealed = Exists(boxes.filter(opened_at=None)) & ~Exists(released)
    closed = Job.objects.filter(
        jurisdiction__path__startswith=outage.jurisdiction.path,
        enrol_until__gte=outage.began_at,
        enrol_until__lte=outage.ended_at + margin(outage.jurisdiction, now=now),
    ).exclude(method=Method.DIRECT)
    states = Q(state__in=(JobState.ENROLLING, JobState.SELECTING, JobState.FAILED))
    return closed.filter(states, sealed).order_by("enrol_until", "pk")


def new_deadline(outage: Outage, *, now: datetime) -> datetime:
    days = figure("outage_extension", outage.jurisdiction, now=now).whole
    return deadline_after(now, workdays=days, until="same_time")


@transaction.atomic
def postpone(outage: Outage, *, actor: Actor, now: datetime) -> list[Job]:
    """Give every project that the rule helps the same new deadline, announce it and tell those concerned. Raises Refused where
    there is none.
    """
    until = new_deadline(outage, now=now)
    jobs = [
        job for job in concerned(outage, now=now).select_for_update(of=("self",)) if job.enrol_until < until
    ]
    if not jobs:
        raise Refused(NOBODY)
    for job in jobs:
        enrolled = [
            each.agency for each in Enrolment.objects.filter(job=job, round=job.round, withdrawn_at=None)
        ]
        if job.state == JobState.FAILED:
            selection.republish(job, enrol_until=until, actor=actor, now=now)
            what = "项目已重新发布，请重新报名和报价。"
        else:
            _extend(job, outage, until=until, actor=actor, now=now)
            what = "已递交的报价继续有效，可以修改。"
        send(
            messages.POSTPONED.key,
            to=[*enrolled, job.procuring_entity],
            context={"title": job.title, "until": until, "what": what},
            link=selection.page(job),
            now=now,
            dedupe=f"job/{job.pk}/{job.round}/postponed/{until.isoformat()}",
        )
    return jobs


def _extend(job: Job, outage: Outage, *, until: datetime, actor: Actor, now: datetime) -> None:
    before, was_open = job.enrol_until, job.state == JobState.ENROLLING
    box.extend(case=job, round=job.round, closes_at=until, now=now)
    course.postpone(job, actor=actor, now=now, note=outage.sentence, enrol_until=until)
    closes = {"kind": selection.CLOSES.key, "subject": subject(job.pk)}
    if was_open:
        schedule.move(**closes, due_at=until, now=now)
    else:
        for kind in (selection.OPENING_DUE, selection.OPENING_OVERDUE):
            schedule.cancel(kind=kind.key, subject=subject(job.pk), now=now)
        schedule.set_deadline(**closes, due_at=until, now=now)
    notices.publish_postponement(job, before=before, outage=outage.sentence, actor=actor, now=now)
