"""项目情况 of the home page: what was let, what runs and what was settled, week by week (R3)."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import accumulate

from django.db.models import Count, DecimalField, Q, QuerySet, Sum, Value
from django.db.models.functions import Coalesce, Greatest, TruncWeek

from pingzhun.base.localtime import SHANGHAI
from pingzhun.base.weeks import Week
from pingzhun.cases.weekly import Weekly, WeeklyFigure, boards
from pingzhun.directory.actors import Actor
from pingzhun.markets.smallworks.market import AGENT, AUDITOR, AUTHORITY, BUILDER, SUPERVISOR, TOWN, market
from pingzhun.markets.smallworks.models import Project

PROJECT = (
    ("建设单位", "owner_name"),
    ("工程类型", "get_work_type_display"),
    ("项目状态", "get_state_display"),
)
AWARD = (*PROJECT, ("施工单位", "builder.name"), ("中选时间", "awarded_at"), ("中选价（元）", "price"))
RUN = (*PROJECT, ("立项时间", "created_at"), ("结束时间", "ended_at"))
SETTLEMENT = (
    *PROJECT,
    ("施工单位", "builder.name"),
    ("竣工时间", "completed_at"),
    ("审定结算金额（元）", "settlement"),
)

DEALS = WeeklyFigure(
    "deals",
    "交易项目数",
    "当周发布中选结果的项目个数；应急工程按发包结果公告计。放弃中选后尚未重新中选的不计。",
    AWARD,
)
RUNNING = WeeklyFigure(
    "running", "运行项目数", "当周内已经立项、尚未完成施工评价也没有终止的项目个数，含当周结束的。", RUN
)
TURNOVER = WeeklyFigure("turnover", "交易额", "当周发布中选结果的项目的中选价之和。", AWARD, amount="price")
SETTLED = WeeklyFigure(
    "settled",
    "总审定结算金额",
    "当周竣工的项目经审计单位审定的结算金额之和。",
    SETTLEMENT,
    amount="settlement",
)

SCOPES = {
    AUTHORITY.key: "本辖区的项目",
    TOWN.key: "本街镇的项目",
    AGENT.key: "委托本单位代理的项目",
    BUILDER.key: "本单位中选的项目",
    SUPERVISOR.key: "本单位监理的项目",
    AUDITOR.key: "本单位审计的项目",
}


def projects_of(actor: Actor) -> QuerySet[Project]:
    """What SCOPES says."""
    field = {AGENT.key: "agent", BUILDER.key: "builder", SUPERVISOR.key: "supervisor", AUDITOR.key: "auditor"}
    if actor.kind == AUTHORITY.key:
        return Project.objects.filter(jurisdiction__path__startswith=actor.jurisdiction.path)
    if actor.kind == TOWN.key:
        return Project.objects.of_town(actor)
    return Project.objects.filter(**{field[actor.kind or ""]: actor.organisation_id})


class ProjectsByWeek(Weekly):
    key = market.key
    figures = (DEALS, RUNNING, TURNOVER, SETTLED)

    def scope(self, actor: Actor) -> str:
        return SCOPES[actor.kind or ""]

    def by_week(self, actor: Actor, weeks: Sequence[Week]) -> dict[str, list[Decimal]]:
        mine, since = projects_of(actor), weeks[0].starts
        parts = [
            passed(mine.filter(awarded_at__gte=since), "awarded_at", weeks, amount="price"),
            passed(mine.filter(completed_at__gte=since), "completed_at", weeks, amount="settlement"),
            passed(mine, "created_at", weeks),
            passed(mine, "ended_at", weeks),
        ]
        found: dict[tuple[str, Week], tuple[int, Decimal]] = {
            (event, Week.of(start)): (number, total)
            for event, start, number, total in parts[0].union(*parts[1:], all=True)
        }

        def counts(event: str, of: Sequence[Week] = weeks) -> list[int]:
            return [found.get((event, week), (0, Decimal(0)))[0] for week in of]

        def totals(event: str) -> list[Decimal]:
            return [found.get((event, week), (0, Decimal(0)))[1] for week in weeks]

        before = [weeks[0] - 1]  # where `passed` puts whatever is older
        begun = list(accumulate(counts("created_at", [*before, *weeks])))[1:]
        ended = list(accumulate(counts("ended_at", [*before, *weeks])))[:-1]  # by the end of the week before
        return {
            DEALS.key: [Decimal(number) for number in counts("awarded_at")],
            RUNNING.key: [Decimal(n - gone) for n, gone in zip(begun, ended, strict=True)],
            TURNOVER.key: totals("awarded_at"),
            SETTLED.key: totals("completed_at"),
        }

    def cases(self, figure: WeeklyFigure, actor: Actor, week: Week) -> QuerySet[Project]:
        mine = projects_of(actor).select_related("builder")
        if figure is RUNNING:
            still = Q(ended_at=None) | Q(ended_at__gte=week.starts)
            return mine.filter(still, created_at__lt=week.ends).order_by("-created_at", "-pk")
        moment = "completed_at" if figure is SETTLED else "awarded_at"
        within = {f"{moment}__gte": week.starts, f"{moment}__lt": week.ends}
        return mine.filter(**within).order_by(f"-{moment}", "-pk")


def passed(
    projects: QuerySet[Project], moment: str, weeks: Sequence[Week], *, amount: str | None = None
) -> QuerySet[Project, tuple[str, datetime, int, Decimal]]:
    """(moment, the week's first moment, how many projects, their total) of each week in which projects had that moment; those
    before the first week count in the week before it.
    """
    earliest = Value(weeks[0].starts - timedelta(seconds=1))
    zero = Value(Decimal(0), output_field=DecimalField(max_digits=18, decimal_places=2))
    return (
        projects.filter(**{f"{moment}__lt": weeks[-1].ends})
        .order_by()
        .values(event=Value(moment), week=TruncWeek(Greatest(moment, earliest), tzinfo=SHANGHAI))
        .annotate(number=Count("pk"), total=Coalesce(Sum(amount), zero) if amount else zero)
        .values_list("event", "week", "number", "total")
    )


boards.register(ProjectsByWeek())
