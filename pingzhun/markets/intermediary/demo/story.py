"""One job from 入驻 to 评价, at the real desks of the database as it is, told while it happens."""

from collections.abc import Iterator
from datetime import timedelta
from io import TextIOBase
from itertools import count, islice

from django.utils.html import strip_tags

from pingzhun.accounts.models import User
from pingzhun.base.money import format_yuan
from pingzhun.cases.models import Case
from pingzhun.directory.capacities import CapacityKind
from pingzhun.directory.models import Capacity, Jurisdiction, Organisation, QualificationType, ServiceType
from pingzhun.filings.diary import Act, Diary
from pingzhun.filings.driving import approve
from pingzhun.filings.telling import Progress, course_of, root
from pingzhun.flow.guards import Refused
from pingzhun.markets.intermediary import notices
from pingzhun.markets.intermediary.course import course
from pingzhun.markets.intermediary.demo import data
from pingzhun.markets.intermediary.demo.cast import Player
from pingzhun.markets.intermediary.demo.data import Agency, Brief
from pingzhun.markets.intermediary.demo.entering import enters
from pingzhun.markets.intermediary.demo.running import Run
from pingzhun.markets.intermediary.demo.world import Officials, World
from pingzhun.markets.intermediary.market import ADMINISTRATOR, ENTITY, REGULATOR
from pingzhun.markets.intermediary.models import Job, Method
from pingzhun.regimes import clock

SERVICE = "工程预算编制"
STEPS = 13
HOURS, DAYS = timedelta(hours=1), timedelta(days=1)


def run(out: TextIOBase) -> None:
    """Raises Refused in a database that is no demo, or in which nobody works yet."""
    job = tell(Progress(out, STEPS))
    out.write("\n".join(["", *course_of(job, course), "", *notice_of(job), "", *root(), ""]))


def tell(progress: Progress) -> Job:
    if not clock.is_demo():
        raise Refused("这个过程要拨快平台时钟，只能在演示数据库中进行：请先运行 manage.py demo。")
    place = where()
    entity, administrator = player(place, ENTITY), player(place, ADMINISTRATOR)
    diary = Diary(mover=administrator.filer)
    world = World(
        diary=diary,
        places={each.name: each for each in Jurisdiction.objects.all()},
        services={each.name: each for each in ServiceType.objects.filter(is_active=True)},
        qualifications={str(each): each for each in QualificationType.objects.filter(is_active=True)},
        offices={place.name: Officials(administrator, player(place, REGULATOR))},
        entities={"entity": entity},
        people=islice(data.people(), 120, None),
        credit_codes=free_credit_codes(),
    )
    winner, rival = newcomers(place)
    brief = Brief(
        entity="entity",
        service=SERVICE,
        subject=f"{place.name}新市区供热管网改造工程",
        ceiling=120_000,
        agencies=(winner.login, rival.login),
        method=Method.BIDDING,
        days=30,
        location=f"{place.name}新市区",
    )
    story = Run(world, brief)
    diary.plan(course_of_events(story, winner, rival, progress), after=timedelta(0))
    diary.play()
    return story.job


def course_of_events(run: Run, winner: Agency, rival: Agency, progress: Progress) -> Act:
    yield from enters(run.world, winner)
    progress.step(f"{winner.name}注册账号、提交入驻，管理人员审核通过")
    yield from enters(run.world, rival)
    progress.step(f"{rival.name}入驻")
    filing = run.submit()
    progress.step(f"{run.entity.organisation}提交项目发布")
    yield 2 * HOURS
    approve(filing, run.administrator.reviews, opinion="项目资料齐全，同意发布。")
    run.pk = Job.objects.get(filings=filing.pk).pk
    progress.step(f"管理人员审核通过，采购公告发布，项目编号 {run.job.code}")
    yield 1 * DAYS
    run.enrol(1)
    run.enrol(0, run.brief.price(1) + 1000)
    progress.step("两家机构报名，报价密封")
    yield 5 * HOURS
    run.enrol(0)
    progress.step("一家机构在截止前修改报价")
    yield from run.close()
    job = run.job
    progress.step(f"报名截止，报价开启，{job.agency}以 {format_yuan(job.price)} 元中选，中选公告发布")
    yield 2 * DAYS
    filing = run.submit_contract()
    progress.step("中选机构上传合同")
    yield 4 * HOURS
    approve(filing, run.entity.reviews, opinion="合同内容与中选结果一致。")
    yield 3 * HOURS
    approve(filing, run.regulator.reviews, opinion="同意备案。")
    progress.step("项目单位、监管机构先后审核通过，进入服务中")
    yield 20 * DAYS
    run.upload()
    progress.step("结果上传")
    yield 2 * HOURS
    filing = run.ask_for_completion()
    yield 1 * DAYS
    approve(filing, run.entity.reviews, opinion="成果已验收，同意办结。")
    progress.step("确认办结，项目单位审核通过")
    yield 1 * DAYS
    run.rate_as_entity()
    progress.step("项目单位评价")
    yield 1 * DAYS
    run.rate_as_administrator()
    progress.step("管理人员评价，项目完成")


# ---- who takes part ------------------------------------------------------------------------------------------------


def where() -> Jurisdiction:
    """The first place that has them all."""
    for capacity in Capacity.objects.of_kind(ADMINISTRATOR.key).select_related("jurisdiction").order_by("pk"):
        here = Capacity.objects.filter(jurisdiction=capacity.jurisdiction, revoked_at=None)
        if {ENTITY.key, REGULATOR.key} <= set(here.values_list("kind", flat=True)):
            return capacity.jurisdiction
    raise Refused("数据库里还没有项目单位、监管机构和管理人员：请先运行 manage.py demo。")


def player(place: Jurisdiction, kind: CapacityKind) -> Player:
    capacity = Capacity.objects.of_kind(kind.key).filter(jurisdiction=place).order_by("pk").first()
    if capacity is None:
        raise Refused(f"{place}还没有{kind.title}：请先运行 manage.py demo。")
    members = capacity.organisation.members.filter(is_active=True).order_by("pk")
    filer, reviewer = members.filter(can_file=True).first(), members.filter(can_review=True).last()
    if filer is None or reviewer is None:
        raise Refused(f"{capacity.organisation}没有经办人或审核人，不能办理。")
    return Player(capacity.organisation, filer.user, reviewer.user, kind)


def newcomers(place: Jurisdiction) -> tuple[Agency, Agency]:
    """Two agencies that are not there yet, however often the story was told."""
    number = next(n for n in count(1) if not User.objects.named(f"hengtu-{n}").exists())
    services = (SERVICE, "工程结算审核")
    suffix = f"（{number}）" if number > 1 else ""
    return (
        Agency(
            f"hengtu-{number}",
            f"玉门恒途工程咨询有限公司{suffix}",
            "玉门市新市区世纪大道 66 号",
            services,
            (("工程造价咨询（甲级）", 800),),
            data.COST,
            place.name,
        ),
        Agency(
            f"keda-{number}",
            f"酒泉科达造价咨询有限公司{suffix}",
            "酒泉市肃州区解放路 9 号",
            services,
            (("工程造价咨询（乙级）", 500),),
            data.COST[:1],
            place.name,
        ),
    )


def free_credit_codes() -> Iterator[str]:
    taken = Organisation.objects.filter
    return (code for code in data.credit_codes() if not taken(credit_code=code).exists())


# ---- what is printed at the end ------------------------------------------------------------------------------------


def notice_of(job: Case) -> list[str]:
    notice = job.notices.get(kind=notices.RESULT.key)
    text = " ".join(strip_tags(notice.body_html.replace("><", "> <")).split())
    return [
        f"{notice.number}  {notice.title}",
        *(f"  {label}：{value}" for label, value in notice.facts[-3:]),
        f"  {text[:60]}…",
        f"  SHA-256 {notice.sha256}",
    ]
