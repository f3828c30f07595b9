"""All jobs at a glance: of the 项目单位 its own, of the officials those of their jurisdiction (Y28)."""

import django_filters
from django.db.models import QuerySet

from pingzhun.directory.actors import Actor
from pingzhun.filings.desks import Worklist
from pingzhun.markets.intermediary.course import JobState
from pingzhun.markets.intermediary.desks.changes import EntityTerminationDesk, JobChangeDesk
from pingzhun.markets.intermediary.desks.enrolment import JobFilter
from pingzhun.markets.intermediary.desks.publication import CancellationDesk, RepublicationDesk
from pingzhun.markets.intermediary.desks.ratings import AdministratorRatingDesk, EntityRatingDesk
from pingzhun.markets.intermediary.desks.selection import ComparisonDesk
from pingzhun.markets.intermediary.market import ADMINISTRATOR, ENTITY, REGULATOR
from pingzhun.markets.intermediary.models import Job

COLUMNS = (
    ("项目单位", "procuring_entity.name"),
    ("选取方式", "get_method_display"),
    ("控制价（元）", "ceiling"),
    ("项目状态", "get_state_display"),
    ("中选机构", "agency.name"),
    ("中选价（元）", "price"),
)


class AllJobsFilter(JobFilter):
    state = django_filters.ChoiceFilter(label="项目状态", choices=JobState.choices)


class MyJobsWorklist(Worklist):
    """您单位发布的全部项目。"""

    title = "我的项目"
    menu = "项目管理/我的项目"
    order = 9
    kinds = (ENTITY,)
    columns = COLUMNS[1:]
    desks = (
        ComparisonDesk,
        RepublicationDesk,
        JobChangeDesk,
        EntityTerminationDesk,
        EntityRatingDesk,
        CancellationDesk,
    )
    filters = AllJobsFilter
    empty = "还没有项目。到“项目发布”发布第一个项目。"

    def cases(self, actor: Actor) -> QuerySet[Job]:
        return Job.objects.of_entity(actor.organisation_id).select_related("agency")


class OverseenJobsWorklist(Worklist, abstract=True):
    filters = AllJobsFilter
    columns = COLUMNS
    empty = "辖区内还没有项目。"

    def cases(self, actor: Actor) -> QuerySet[Job]:
        jobs = Job.objects.filter(jurisdiction__path__startswith=actor.jurisdiction.path)
        return jobs.select_related("procuring_entity", "agency")


class RegulatedJobsWorklist(OverseenJobsWorklist):
    """辖区内的全部项目，从发布到评价。"""

    title = "项目监管"
    menu = "监管/项目监管"
    order = 60
    kinds = (REGULATOR,)


class AdministeredJobsWorklist(OverseenJobsWorklist):
    """辖区内的全部项目。"""

    title = "项目查询"
    menu = "项目管理/项目查询"
    order = 60
    kinds = (ADMINISTRATOR,)
    desks = (AdministratorRatingDesk,)
