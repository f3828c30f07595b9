"""One project from 立项 to 施工评价, small or urgent, at the real desks of the database as it is, told while it happens."""

from datetime import timedelta
from io import TextIOBase

from django.db.models import QuerySet
from django.utils.html import strip_tags

from pingzhun.base.money import format_yuan
from pingzhun.directory.capacities import CapacityKind
from pingzhun.directory.models import Capacity, Organisation, Suspension
from pingzhun.filings.casting import Player
from pingzhun.filings.diary import Act, Diary
from pingzhun.filings.telling import Progress, course_of, root
from pingzhun.flow.guards import Refused
from pingzhun.markets.smallworks import notices, rosters
from pingzhun.markets.smallworks.course import course
from pingzhun.markets.smallworks.demo.county import County
from pingzhun.markets.smallworks.demo.data import Brief
from pingzhun.markets.smallworks.demo.running import Run
from pingzhun.markets.smallworks.market import AUDITOR, AUTHORITY, BUILDER, SUPERVISOR, TOWN
from pingzhun.markets.smallworks.models import Project
from pingzhun.regimes import clock

STEPS, EMERGENCY_STEPS = 9, 6
HOURS, DAYS = timedelta(hours=1), timedelta(days=1)
AGAIN = "请先运行 manage.py demo。"


def run(out: TextIOBase) -> None:
    """Raises Refused in a database that is no demo, or in which nobody works yet."""
    _run(out, emergency=False)


def run_emergency(out: TextIOBase) -> None:
    """The same of an emergency project, which is let without a tender."""
    _run(out, emergency=True)


def _run(out: TextIOBase, *, emergency: bool) -> None:
    project = tell(Progress(out, EMERGENCY_STEPS if emergency else STEPS), emergency=emergency)
    out.write("\n".join(["", *course_of(project, course), "", *notice_of(project), "", *root(), ""]))


def tell(progress: Progress, *, emergency: bool) -> Project:
    if not clock.is_demo():
        raise Refused(f"这个过程要拨快平台时钟，只能在演示数据库中进行：{AGAIN}")
    town = player(TOWN, Capacity.objects.of_kind(TOWN.key))
    place = town.organisation.jurisdiction
    authority = player(
        AUTHORITY,
        Capacity.objects.of_kind(AUTHORITY.key).filter(jurisdiction__path__in=place.own_and_higher_paths),
    )
    diary = Diary(mover=authority.filer)
    builders = [player_of(each, BUILDER) for each in good_builders(town)[:2]]
    if len(builders) < 2:
        raise Refused(f"名册库里可以报名的施工单位不足两家：{AGAIN}")
    supervisor, auditor = (listed(kind, town) for kind in (SUPERVISOR, AUDITOR))
    county = County(
        diary=diary,
        places={},
        grades={},
        authority=authority,
        landscape=authority,
        towns={"town": town},
        companies={
            "winner": builders[0],
            "rival": builders[1],
            "supervisor": supervisor,
            "auditor": auditor,
        },
    )
    story = Run(county, brief(place.name, emergency=emergency))
    diary.plan((urgently if emergency else usually)(story, progress), after=timedelta(0))
    diary.play()
    return story.project


def brief(place: str, *, emergency: bool) -> Brief:
    what = "供水主管爆管抢修工程" if emergency else "村道修缮工程"
    content = "更换主管 36 米和阀门 3 套，恢复路面。" if emergency else "沥青罩面 1.2 公里，更换路缘石。"
    return Brief(
        day=None,
        fate="",
        town="town",
        agent="",
        work_type="municipal",
        name=f"{place}{what}",
        owner=f"{place}人民政府",
        location=place,
        content=content,
        budget=96_000 if emergency else 480_000,
        days=10 if emergency else 45,
        companies=("winner", "rival"),
        supervisor="supervisor",
        auditor="auditor",
        emergency="主管爆裂，四百余户停水，须立即抢修。" if emergency else "",
    )


def usually(run: Run, progress: Progress) -> Act:
    run.register()
    progress.step(f"{run.town.organisation}项目立项，自行发包，项目编号 {run.project.code}")
    yield 1 * DAYS
    run.publish()
    progress.step("发包公告在门户发布")
    yield from run.all_enrol()
    progress.step("两家施工单位报名，取得报名回执单")
    yield from run.close()
    yield 1 * DAYS
    run.examine()
    progress.step("报名截止，资格审查均通过，公布比选信息")
    yield 2 * DAYS
    run.award()
    project = run.project
    progress.step(f"{project.builder}以 {format_yuan(project.price)} 元中选，中选公示发布")
    yield 3 * DAYS
    yield from to_the_end(run, progress)


def urgently(run: Run, progress: Progress) -> Act:
    run.let_urgently()
    project = run.project
    progress.step(f"应急工程发包结果公告：{project.builder}，{format_yuan(project.price)} 元")
    yield 1 * DAYS
    yield from to_the_end(run, progress)


def to_the_end(run: Run, progress: Progress) -> Act:
    run.build()
    progress.step("项目施工信息填报，合同备案，进入施工中")
    yield 12 * DAYS
    filing = run.begin_completion()
    run.remind(filing)
    progress.step("街镇填写竣工信息，通知监理单位和审计单位上传报告")
    yield 1 * DAYS
    run.report()
    progress.step("监理报告、审计报告上传，结算金额审定")
    yield 1 * DAYS
    run.finish_completion(filing)
    progress.step("项目竣工信息提交，项目竣工")
    yield from run.evaluate()
    progress.step("施工评价与建议，项目完成")


# ---- who takes part ------------------------------------------------------------------------------------------------


def player(kind: CapacityKind, held: QuerySet[Capacity]) -> Player:
    """The first who holds it. Raises Refused where nobody does."""
    capacity = held.order_by("pk").select_related("organisation__jurisdiction").first()
    if capacity is None:
        raise Refused(f"数据库里还没有{kind.title}：{AGAIN}")
    return player_of(capacity.organisation, kind)


def player_of(organisation: Organisation, kind: CapacityKind) -> Player:
    members = organisation.members.filter(is_active=True).order_by("pk")
    filer, reviewer = members.filter(can_file=True).first(), members.filter(can_review=True).last()
    if filer is None or reviewer is None:
        raise Refused(f"{organisation}没有经办人或审核人，不能办理。")
    return Player(organisation, filer.user, reviewer.user, kind)


def listed(kind: CapacityKind, town: Player) -> Player:
    """The first of the roster that is not suspended."""
    now = clock.now()
    out = Suspension.objects.in_force(now).filter(kind=kind.key).values("organisation")
    found = (
        rosters.listed(kind.key, town.organisation.jurisdiction).exclude(pk__in=out).order_by("pk").first()
    )
    if found is None:
        raise Refused(f"名册库里还没有可以承接的{kind.title}：{AGAIN}")
    return player_of(found, kind)


def good_builders(town: Player) -> list[Organisation]:
    """Those that may enrol for a work of any type."""
    now = clock.now()
    out = Suspension.objects.in_force(now).filter(kind=BUILDER.key).values("organisation")
    found = rosters.listed(BUILDER.key, town.organisation.jurisdiction).exclude(pk__in=out).order_by("pk")
    return [
        each
        for each in found
        if each.qualifications.valid(now).exists()
        and any(not listing.roster.work_types for listing in rosters.listings_of(each))
    ]


def notice_of(project: Project) -> list[str]:
    kinds = (notices.RESULT.key, notices.EMERGENCY.key)
    notice = project.notices.get(kind__in=kinds)
    text = " ".join(strip_tags(notice.body_html.replace("><", "> <")).split())
    return [
        f"{notice.number}  {notice.title}",
        *(f"  {label}：{value}" for label, value in notice.facts[-3:]),
        f"  {text[:60]}…",
        f"  SHA-256 {notice.sha256}",
    ]
