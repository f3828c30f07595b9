"""辅助功能/终止公告发布 (R33)."""

from datetime import datetime

from django import forms
from django.db.models import QuerySet

from pingzhun.directory.actors import Actor
from pingzhun.documents.slots import Slot
from pingzhun.filings.forms import FilingForm
from pingzhun.markets.smallworks import notices, tendering
from pingzhun.markets.smallworks.course import ProjectState, course
from pingzhun.markets.smallworks.desks.project import ProjectDesk
from pingzhun.markets.smallworks.market import TOWN
from pingzhun.markets.smallworks.menu import AUXILIARY
from pingzhun.markets.smallworks.models import Project, Termination
from pingzhun.notices.pdf import Wording
from pingzhun.notices.sealed import sealed_notice

BEFORE_COMPLETION = set(ProjectState.values) - course.final - {ProjectState.COMPLETED}


class TerminationForm(FilingForm):
    class Meta:
        model = Termination
        fields = ["reason"]
        widgets = {"reason": forms.Textarea(attrs={"rows": 4})}
        labels = {"reason": "终止原因"}
        help_texts = {"reason": "随终止公告公开"}


def wording(form: FilingForm) -> Wording:
    return notices.end_wording(form.case, notices.TERMINATION, reason=form.cleaned_data["reason"])


class TerminationDesk(ProjectDesk):
    """竣工之前可以终止项目，终止公告即时在门户发布，各参与单位会收到消息。"""

    title = "终止公告发布"
    menu = f"{AUXILIARY}/终止公告发布"
    order = 30
    filing, form = Termination, TerminationForm
    filed_by = TOWN
    slots = (Slot("basis", "终止依据"),)
    deed = sealed_notice(wording, folder=lambda filing: None)
    verb = "发布终止公告"
    confirm = "提交后项目终止，不能恢复。"
    submitted_message = "项目已终止，终止公告已发布。"

    def cases(self, actor: Actor) -> QuerySet[Project]:
        return Project.objects.of_town(actor).filter(state__in=BEFORE_COMPLETION)

    def take_effect(self, filing: Termination, *, actor: Actor, now: datetime) -> None:
        tendering.terminate(filing, actor=actor, now=now)
