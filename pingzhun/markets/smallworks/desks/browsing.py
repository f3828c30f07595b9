"""发布公告, 中选公告, 项目查询: what was published, for every role, by the conditions of the manual (R5–R7)."""

from datetime import datetime
from typing import ClassVar

import django_filters
from django.db.models import Case, CharField, Exists, OuterRef, Q, QuerySet, Value, When
from django.urls import reverse

from pingzhun.directory.actors import Actor
from pingzhun.filings.desks import Overview
from pingzhun.markets.smallworks.course import ProjectState
from pingzhun.markets.smallworks.desks.overview import ProjectFilter
from pingzhun.markets.smallworks.market import AUTHORITY, market
from pingzhun.markets.smallworks.models import Project, WorkType
from pingzhun.markets.smallworks.notices import CORRECTION, EMERGENCY, RESULT, TENDER
from pingzhun.notices.kinds import NoticeKind
from pingzhun.notices.models import Notice
from pingzhun.notices.narrowing import Narrowing, register


class ProjectNoticeFilter(django_filters.FilterSet):
    """Of the projects that notices are about; on the portal it stands beside the general conditions."""

    work_type = django_filters.ChoiceFilter(
        label="工程类型",
        field_name="case__project__work_type",
        choices=WorkType.choices,
        empty_label="全部类型",
    )
    owner_name = django_filters.CharFilter(
        label="建设单位", field_name="case__project__owner_name", lookup_expr="icontains"
    )
    title = django_filters.CharFilter(label="项目名称", field_name="case__title", lookup_expr="icontains")
    opens = django_filters.DateFilter(
        label="开始时间",
        field_name="case__project__tender_opens_at",
        lookup_expr="date__gte",
    )
    closes = django_filters.DateFilter(
        label="结束时间",
        field_name="case__project__tender_closes_at",
        lookup_expr="date__lte",
    )
    code = django_filters.CharFilter(label="项目编号", field_name="case__code", lookup_expr="icontains")
    state = django_filters.ChoiceFilter(
        label="当前状态",
        field_name="case__project__state",
        choices=ProjectState.choices,
        empty_label="全部状态",
    )


register(Narrowing(market.key, ProjectNoticeFilter))


class NoticeFilter(ProjectNoticeFilter):
    """The manual's conditions, in its order."""

    since = django_filters.DateFilter(label="发布时间从", field_name="published_at", lookup_expr="date__gte")
    until = django_filters.DateFilter(label="发布时间至", field_name="published_at", lookup_expr="date__lte")
    code = state = None

    class Meta:
        model = Notice
        fields = ["since", "until", "work_type", "owner_name", "title", "opens", "closes"]


class NoticesOverview(Overview, abstract=True):
    notices: ClassVar[tuple[NoticeKind, ...]]
    kinds = market.capacities
    columns = (
        ("公告标题", "title"),
        ("工程类型", "case.project.get_work_type_display"),
        ("建设单位", "case.project.owner_name"),
        ("发包开始时间", "case.project.tender_opens_at"),
        ("发包结束时间", "case.project.tender_closes_at"),
        ("发布时间", "published_at"),
        ("公告状态", "standing"),
    )
    filters = NoticeFilter
    on_home = "published_at"
    empty = "发布公告后会列在这里。"

    def rows(self, actor: Actor, *, now: datetime) -> QuerySet[Notice]:
        standing = Case(
            When(corrected_by__isnull=False, then=Value("已更正")),
            When(closes_at__gt=now, then=Value("报名中")),
            When(closes_at__isnull=False, then=Value("已截止")),
            default=None,
            output_field=CharField(),
        )
        found = Notice.objects.filter(kind__in=[kind.key for kind in self.notices])
        found = found.select_related("case__project").defer("body_html", "search_text", "facts")
        return found.annotate(standing=standing).order_by("-published_at", "-pk")

    def link(self, row: Notice) -> str:
        return row.get_absolute_url()


class TenderNoticesOverview(NoticesOverview):
    """发包公告和更正公告；点击标题查看公告，报名中的可以从公告报名。"""

    title = "发布公告"
    menu = "公告与项目/发布公告"
    order = 3
    notices = (TENDER, CORRECTION)


class AwardNoticesOverview(NoticesOverview):
    """小型工程的中选公示和应急工程的发包结果公告，点击标题查看。"""

    title = "中选公告"
    menu = "公告与项目/中选公告"
    order = 4
    notices = (RESULT, EMERGENCY)


class PublishedProjectFilter(ProjectFilter):
    """The manual's conditions, in its order; the first notice of a project is its publication."""

    since = django_filters.DateFilter(label="发布时间从", method="published_since")
    until = django_filters.DateFilter(label="发布时间至", method="published_until")

    class Meta:
        model = Project
        fields = ["since", "until", "work_type", "owner_name", "state", "code", "title", "opens", "closes"]

    def published_since(self, found: QuerySet[Project], name: str, value: datetime) -> QuerySet[Project]:
        return found.filter(Exists(published(published_at__date__gte=value)))

    def published_until(self, found: QuerySet[Project], name: str, value: datetime) -> QuerySet[Project]:
        return found.filter(Exists(published(published_at__date__lte=value)))


def published(**when: object) -> QuerySet[Notice]:
    """The notice with which the project of the outer query was published."""
    return Notice.objects.filter(case=OuterRef("pk"), kind__in=(TENDER.key, EMERGENCY.key), **when)


class ProjectsOverview(Overview):
    """已经发布的项目，点击项目名称查看详情；行业主管可以查询辖区内的全部项目。"""

    title = "项目查询"
    menu = "公告与项目/项目查询"
    order = 5
    kinds = market.capacities
    columns = (
        ("项目名称", "title"),
        ("项目编号", "code"),
        ("建设单位", "owner_name"),
        ("工程类型", "get_work_type_display"),
        ("当前状态", "get_state_display"),
        ("开始时间", "tender_opens_at"),
        ("结束时间", "tender_closes_at"),
    )
    filters = PublishedProjectFilter
    empty = "项目发布后会列在这里。"

    def rows(self, actor: Actor, *, now: datetime) -> QuerySet[Project]:
        seen = Q(is_emergency=True) | Q(round__gt=0)
        if actor.kind == AUTHORITY.key:
            seen |= Q(jurisdiction__path__startswith=actor.jurisdiction.path)
        return Project.objects.filter(seen)

    def link(self, row: Project) -> str:
        return reverse("console:case", args=[row.pk])
