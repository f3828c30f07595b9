"""What a 行业主管 looks at: all projects of its jurisdiction (R9), and what its companies file for it to read."""

from datetime import datetime
from typing import ClassVar

import django_filters
from django.db.models import QuerySet

from pingzhun.directory.actors import Actor
from pingzhun.filings.announce import page_of
from pingzhun.filings.course import FilingState
from pingzhun.filings.desks import Overview, Worklist
from pingzhun.filings.models import Filing
from pingzhun.markets.smallworks.course import ProjectState
from pingzhun.markets.smallworks.market import AUTHORITY
from pingzhun.markets.smallworks.menu import OVERSIGHT
from pingzhun.markets.smallworks.models import Project, WorkType


class ProjectFilter(django_filters.FilterSet):
    """The manual's conditions, in its order."""

    code = django_filters.CharFilter(label="项目编号", lookup_expr="icontains")
    title = django_filters.CharFilter(label="项目名称", lookup_expr="icontains")
    owner_name = django_filters.CharFilter(label="建设单位", lookup_expr="icontains")
    opens = django_filters.DateFilter(
        label="发包开始时间", field_name="tender_opens_at", lookup_expr="date__gte"
    )
    closes = django_filters.DateFilter(
        label="发包结束时间", field_name="tender_closes_at", lookup_expr="date__lte"
    )
    work_type = django_filters.ChoiceFilter(label="工程类型", choices=WorkType.choices)
    state = django_filters.ChoiceFilter(label="项目状态", choices=ProjectState.choices)

    class Meta:
        model = Project
        fields: list[str] = []


class OverseenProjectsWorklist(Worklist, abstract=True):
    kinds = (AUTHORITY,)
    columns = (
        ("建设单位", "owner_name"),
        ("发包开始时间", "tender_opens_at"),
        ("发包结束时间", "tender_closes_at"),
        ("工程类型", "get_work_type_display"),
        ("项目状态", "get_state_display"),
    )
    filters = ProjectFilter

    def cases(self, actor: Actor) -> QuerySet[Project]:
        return Project.objects.filter(jurisdiction__path__startswith=actor.jurisdiction.path)


class SmallProjectsWorklist(OverseenProjectsWorklist):
    """辖区内的全部小型工程项目，点击项目名称查看详情。"""

    title = "小型工程项目"
    menu = f"{OVERSIGHT}/小型工程项目"
    order = 60
    empty = "辖区内还没有小型工程项目。"

    def cases(self, actor: Actor) -> QuerySet[Project]:
        return super().cases(actor).small()


class EmergencyProjectsWorklist(OverseenProjectsWorklist):
    """辖区内的全部应急工程项目，点击项目名称查看详情。"""

    title = "应急工程项目"
    menu = f"{OVERSIGHT}/应急工程项目"
    order = 61
    empty = "辖区内还没有应急工程项目。"

    def cases(self, actor: Actor) -> QuerySet[Project]:
        return super().cases(actor).emergency()


class ByCompanyFilter(django_filters.FilterSet):
    organisation = django_filters.CharFilter(
        field_name="organisation__name", lookup_expr="icontains", label="企业名称"
    )


class FiledByCompaniesOverview(Overview, abstract=True):
    """filing: the model of what they file; it takes effect at once."""

    filing: ClassVar[type[Filing]]
    kinds = (AUTHORITY,)
    view = "查看"

    def rows(self, actor: Actor, *, now: datetime) -> QuerySet[Filing]:
        found = self.filing._default_manager.filter(
            state=FilingState.APPROVED, jurisdiction__path__startswith=actor.jurisdiction.path
        )
        return found.select_related("organisation").order_by("-submitted_at", "-pk")

    def link(self, row: Filing) -> str:
        return page_of(row)
