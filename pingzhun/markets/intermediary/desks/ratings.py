"""已完成项目 and the ratings of both raters (Y19, Y27, Y29)."""

from datetime import datetime
from typing import Any

from django import forms
from django.db.models import QuerySet

from pingzhun.directory.actors import Actor
from pingzhun.filings.desks import Desk, Worklist
from pingzhun.filings.forms import FilingForm
from pingzhun.markets.intermediary import course, messages
from pingzhun.markets.intermediary.course import JobState
from pingzhun.markets.intermediary.market import ADMINISTRATOR, AGENCY, ENTITY
from pingzhun.markets.intermediary.models import AdministratorRating, EntityRating, Job
from pingzhun.markets.intermediary.selection import page
from pingzhun.messages.outbox import send
from pingzhun.ratings.models import Rating
from pingzhun.ratings.services import composite, rate

CRITERIA = ("quality", "timeliness", "attitude", "compliance")
RATERS = {ENTITY.key: "rating_weight_entity", ADMINISTRATOR.key: "rating_weight_manager"}


class RatingForm(FilingForm):
    class Meta:
        fields = [*CRITERIA, "comment"]
        widgets = dict.fromkeys(CRITERIA, forms.RadioSelect) | {"comment": forms.Textarea(attrs={"rows": 4})}


class EntityRatingForm(RatingForm):
    class Meta(RatingForm.Meta):
        model = EntityRating


class AdministratorRatingForm(RatingForm):
    class Meta(RatingForm.Meta):
        model = AdministratorRating


class RatingDesk(Desk, abstract=True):
    """What both raters' desks share: a job is rated once by each, and the second rating ends its course."""

    verb = "评价"
    submit_label = "提交评价"
    withdrawable = False
    confirm = "评价提交后公开显示，不能更改。"

    def cases(self, actor: Actor) -> QuerySet[Job]:
        rated = Rating.objects.filter(kind=self.filed_by.key).values("case_id")
        return self.completed(actor).filter(state=JobState.COMPLETED).exclude(pk__in=rated)

    def completed(self, actor: Actor) -> QuerySet[Job]:
        raise NotImplementedError

    def take_effect(self, filing: Any, *, actor: Actor, now: datetime) -> None:
        job = filing.about
        weights = {kind: job.figure(key).whole for kind, key in RATERS.items()}
        rate(
            case=job,
            organisation=job.agency,
            rater=filing.organisation,
            kind=self.filed_by.key,
            weight=weights[self.filed_by.key],
            scores=[
                (str(filing._meta.get_field(name).verbose_name), getattr(filing, name)) for name in CRITERIA
            ],
            comment=filing.comment,
            now=now,
        )
        given = list(job.ratings.all())
        if len(given) == len(RATERS):
            course.rate(job, actor=actor, now=now)
            send(
                messages.JOB_RATED.key,
                to=[job.agency],
                context={"title": job.title, "score": composite(given)},
                link=page(job),
                now=now,
                dedupe=f"job/{job.pk}/rated",
            )


class EntityRatingDesk(RatingDesk):
    """项目完成后对中选机构评价，与管理人员的评价合成综合评分。"""

    title = "项目评价"
    menu = "项目管理/项目评价"
    order = 50
    filing, form = EntityRating, EntityRatingForm
    filed_by = ENTITY

    def completed(self, actor: Actor) -> QuerySet[Job]:
        return Job.objects.of_entity(actor.organisation_id)


class AdministratorRatingDesk(RatingDesk):
    """对已完成项目的中介机构评价，与项目单位的评价合成综合评分。"""

    title = "机构评价"
    menu = "审核/机构评价"
    order = 70
    filing, form = AdministratorRating, AdministratorRatingForm
    filed_by = ADMINISTRATOR

    def completed(self, actor: Actor) -> QuerySet[Job]:
        return Job.objects.filter(jurisdiction__path__startswith=actor.jurisdiction.path)


def score_of(job: Job) -> object:
    """The composite of those who have rated, and who has."""
    given = list(job.ratings.all())
    score = composite(given)
    if score is None:
        return "待评价"
    return f"{score} 分" if len(given) == len(RATERS) else f"{score} 分（待另一方评价）"


class CompletedWorklist(Worklist):
    """已完成的项目，以及项目单位和管理人员的综合评分。"""

    title = "已完成项目"
    menu = "项目流程/已完成项目"
    order = 42
    kinds = (AGENCY,)
    columns = (
        ("项目单位", "procuring_entity.name"),
        ("完成时间", "completed_at"),
        ("完成方式", lambda job: "解除合同" if job.termination_reason else "确认办结"),
        ("综合评分", score_of),
    )
    empty = "项目办结或解除合同后会出现在这里。"

    def cases(self, actor: Actor) -> QuerySet[Job]:
        jobs = Job.objects.of_agency(actor.organisation_id).filter(
            state__in=(JobState.COMPLETED, JobState.RATED)
        )
        return (
            jobs.select_related("procuring_entity")
            .prefetch_related("ratings")
            .order_by("-completed_at", "-pk")
        )
