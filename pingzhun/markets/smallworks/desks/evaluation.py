"""施工评价与建议: the 街镇 says how the work went (R32, R34)."""

from datetime import datetime
from typing import ClassVar

from django import forms
from django.db.models import QuerySet

from pingzhun.directory.actors import Actor
from pingzhun.filings.forms import FilingForm
from pingzhun.markets.smallworks import course, messages
from pingzhun.markets.smallworks.course import ProjectState
from pingzhun.markets.smallworks.desks.project import ProjectDesk
from pingzhun.markets.smallworks.market import TOWN
from pingzhun.markets.smallworks.menu import ACCEPTANCE, EMERGENCY
from pingzhun.markets.smallworks.models import Evaluation, Project
from pingzhun.markets.smallworks.tendering import tell
from pingzhun.ratings.services import rate

CRITERIA = ("quality", "progress", "safety", "cooperation")


class EvaluationForm(FilingForm):
    class Meta:
        model = Evaluation
        fields = [*CRITERIA, "comment"]
        widgets = dict.fromkeys(CRITERIA, forms.RadioSelect) | {"comment": forms.Textarea(attrs={"rows": 4})}


class EvaluationDesk(ProjectDesk):
    """项目竣工后对施工单位评价，并提出建议。评价公开显示。"""

    title = "施工评价与建议"
    menu = f"{ACCEPTANCE}/施工评价与建议"
    order = 23
    filing, form = Evaluation, EvaluationForm
    filed_by = TOWN
    verb = "施工评价"
    confirm = "提交后公开显示，不能更改。"
    submitted_message = "施工评价与建议完成。"
    columns = (
        ("建设单位", "owner_name"),
        ("施工单位", "builder.name"),
        ("审定结算金额（元）", "settlement"),
        ("竣工时间", "completed_at"),
    )
    is_emergency: ClassVar[bool] = False

    def cases(self, actor: Actor) -> QuerySet[Project]:
        projects = Project.objects.of_town(actor).filter(is_emergency=self.is_emergency)
        return projects.filter(state=ProjectState.COMPLETED).select_related("builder")

    def take_effect(self, filing: Evaluation, *, actor: Actor, now: datetime) -> None:
        project = filing.about
        rating = rate(
            case=project,
            organisation=project.builder,
            rater=filing.organisation,
            kind=TOWN.key,
            weight=100,
            scores=[
                (str(filing._meta.get_field(name).verbose_name), getattr(filing, name)) for name in CRITERIA
            ],
            comment=filing.comment,
            now=now,
        )
        course.rate(project, actor=actor, now=now)
        tell(project, messages.EVALUATED.key, [project.builder], score=rating.score, now=now)


class EmergencyEvaluationDesk(EvaluationDesk):
    """应急工程竣工后对施工单位评价，并提出建议。评价公开显示。"""

    menu = f"{EMERGENCY}/施工评价与建议"
    order = 44
    is_emergency = True
