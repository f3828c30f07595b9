"""One tender from 项目注册 to 中标公告, seven bidders and five experts, at the real desks of the database as it is, told while it
happens; at the end its award is recomputed from the case file by the tool that anybody can run.
"""

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from io import TextIOBase
from itertools import islice
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import QuerySet

from pingzhun.accounts.models import User
from pingzhun.base.money import format_yuan
from pingzhun.directory.capacities import CapacityKind
from pingzhun.directory.models import Capacity, Category, Organisation, Suspension
from pingzhun.experts.models import Expert
from pingzhun.filings.casting import Player
from pingzhun.filings.diary import Act, Diary
from pingzhun.filings.driving import approve, submit
from pingzhun.filings.telling import Progress, course_of, root
from pingzhun.flow.guards import Refused
from pingzhun.markets.tendering import awarding
from pingzhun.markets.tendering.arithmetic.award import award_of
from pingzhun.markets.tendering.arithmetic.export import exported
from pingzhun.markets.tendering.capacities import AGENT, CENTRE, ENTITY, SUPERVISOR, SUPPLIER
from pingzhun.markets.tendering.course import course
from pingzhun.markets.tendering.demo import data, steps_evaluation
from pingzhun.markets.tendering.demo.city import City, enters
from pingzhun.markets.tendering.demo.data import Brief
from pingzhun.markets.tendering.demo.running import LotRun, Slots, TenderRun
from pingzhun.markets.tendering.desks.panel import PanelDrawingDesk
from pingzhun.markets.tendering.models import Evaluating, Lot, Occupation, Room, RoomKind, Subject
from pingzhun.markets.tendering.reckoning import Reckoning
from pingzhun.regimes import clock

STEPS = 10
BIDDERS, EXPERTS = 7, 5
TRADE = "台式计算机"
MINUTES, HOURS = timedelta(minutes=1), timedelta(hours=1)
HALF_A_DAY = timedelta(hours=6)  # for as long a lot has its rooms
AGAIN = "请先运行 manage.py demo。"


def run(out: TextIOBase) -> None:
    """Raises Refused in a database that is no demo, or in which nobody works yet."""
    lot = tell(Progress(out, STEPS))
    out.write("\n".join(["", *course_of(lot, course), "", *candidates_of(lot), "", *root(), ""]))
    out.write("\n".join([*recomputed(lot), ""]))


def tell(progress: Progress) -> Lot:
    if not clock.is_demo():
        raise Refused(f"这个过程要拨快平台时钟，只能在演示数据库中进行：{AGAIN}")
    city = found_city()
    new = newcomers(city)
    tender = TenderRun(city, FreeSlots(city), brief(city, [*city.suppliers, *new]))
    city.diary.plan(course_of_events(tender, new, progress), after=timedelta(0))
    city.diary.play()
    [run] = tender.lots()
    return run.lot


# ---- who takes part ------------------------------------------------------------------------------------------------


def found_city() -> City:
    """The place of the first 采购人, with those who work there. Raises Refused where somebody is missing."""
    entity = first(ENTITY, Capacity.objects.of_kind(ENTITY.key))
    place = entity.organisation.jurisdiction
    higher = {"jurisdiction__path__in": place.own_and_higher_paths}
    centre = first(CENTRE, Capacity.objects.of_kind(CENTRE.key).filter(**higher))
    agent = first(AGENT, Capacity.objects.of_kind(AGENT.key))
    rooms = Room.objects.filter(jurisdiction=centre.organisation.jurisdiction, is_active=True)
    city = City(
        diary=Diary(mover=agent.filer),
        place=place,
        categories={each.name: each for each in Category.objects.filter(name=TRADE)},
        rooms={each.name: each for each in rooms},
        centre=centre,
        supervisor=first(SUPERVISOR, Capacity.objects.of_kind(SUPERVISOR.key).filter(**higher)),
        people=free_people(),
        credit_codes=free_credit_codes(),
        agents={"agent": agent},
        entities={"entity": entity},
        suppliers={str(each.organisation.pk): each for each in suppliers()},
    )
    if TRADE not in city.categories or serving(city) < EXPERTS:
        raise Refused(f"评审专家库中“{TRADE}”专业的专家不足 {EXPERTS} 名：{AGAIN}")
    return city


def first(kind: CapacityKind, held: QuerySet[Capacity]) -> Player:
    """Who has held it longest. Raises Refused where nobody does."""
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


def suppliers() -> list[Player]:
    """As many of those who may bid as there are to be."""
    out = Suspension.objects.in_force(clock.now()).filter(kind=SUPPLIER.key).values("organisation")
    held = Capacity.objects.of_kind(SUPPLIER.key).exclude(organisation__in=out).order_by("pk")
    return [player_of(each.organisation, SUPPLIER) for each in held.select_related("organisation")[:BIDDERS]]


def serving(city: City) -> int:
    found = Expert.objects.serving(clock.now()).near(city.place)
    return found.filter(specialities=city.categories[TRADE], user__is_active=True).count()


def free_people() -> Iterator[tuple[str, str]]:
    """Those whom nobody in the demonstration is."""
    for name, mobile in islice(data.people(), 100, None):
        if not User.objects.filter(mobile=mobile).exists():
            yield name, mobile


def free_credit_codes() -> Iterator[str]:
    for code in data.credit_codes():
        if not Organisation.objects.filter(credit_code=code).exists():
            yield code


def newcomers(city: City) -> dict[str, str]:
    """The suppliers that are lacking, by log-in name: of those whom the demonstration knows, some who are not there."""
    there = set(Organisation.objects.values_list("name", flat=True))
    absent = [(f"{login}-gys", name) for login, name in data.SUPPLIERS.items() if name not in there]
    return dict(absent[: BIDDERS - len(city.suppliers)])


class FreeSlots(Slots):
    """Of the rooms as they are booked in the database."""

    @staticmethod
    def _rooms(city: City, kind: str) -> list[Any]:
        wanted = RoomKind.OPENING if kind == "开标" else RoomKind.EVALUATION
        rooms = [room for room in city.rooms.values() if room.kind == wanted]
        if not rooms:
            raise Refused(f"交易中心还没有{wanted.label}：{AGAIN}")
        return rooms[:1]

    def next(self, *, days: int) -> tuple[datetime, Any, Any]:
        while True:
            opens_at, *rooms = super().next(days=days)
            taken = Occupation.objects.live().filter(room__in=rooms).during(opens_at, opens_at + HALF_A_DAY)
            if not taken.exists():
                return opens_at, *rooms


# ---- what happens --------------------------------------------------------------------------------------------------


def brief(city: City, bidders: Sequence[str]) -> Brief:
    """bidders: by their keys in the city, those who register first among them."""
    return Brief(
        day=0,
        fate="",
        entity="entity",
        agent="agent",
        subject=Subject.GOODS,
        category=TRADE,
        evaluating=Evaluating.SCORED,
        name=f"{city.entities['entity'].organisation}办公设备采购",
        lots=(TRADE,),
        budget=880_000,
        suppliers=tuple(bidders),
    )


def course_of_events(tender: TenderRun, new: Mapping[str, str], progress: Progress) -> Act:
    for login, name in new.items():
        yield from enters(tender.city, SUPPLIER, login, name)
    yield from tender.register()
    [run] = tender.lots()
    progress.step(f"项目注册，{run.sides.agent.organisation}代理，分包编号 {run.lot.code}")
    yield from invite(run, progress)
    yield from receive_bids(run, progress)
    yield from evaluate(run, progress)
    yield from run.award()
    lot = run.lot
    progress.step(f"采购人确定{lot.winner}中标，{format_yuan(lot.price)} 元，中标公告发布")


def invite(run: LotRun, progress: Progress) -> Act:
    yield from run.book()
    progress.step(f"预约{run.lot.opening_room}、{run.lot.evaluation_room}，交易中心审核通过")
    yield 1 * HOURS
    run.issue()
    yield 1 * HOURS
    run.confirm()
    progress.step("招标文件制作完成，采购人确认")
    yield 1 * HOURS
    filing = run.file_invitation()
    yield 2 * HOURS
    approve(filing, run.sides.centre.reviews, opinion="公告内容与招标文件一致，同意发布。")
    progress.step("招标公告在门户发布")


def receive_bids(run: LotRun, progress: Progress) -> Act:
    yield from run.enrol()
    progress.step(f"{len(run.suppliers)} 家供应商获取招标文件")
    yield from run.bid()
    progress.step(f"{len(run.suppliers)} 家供应商缴纳保证金，密封投标")
    yield run.lot.opens_at + 2 * MINUTES
    yield from run.open()
    progress.step("招标代理和交易中心开启投标，投标人确认开标记录")
    yield 30 * MINUTES


def evaluate(run: LotRun, progress: Progress) -> Act:
    said = {"size": EXPERTS, "specialities": [run.lot.category], "representatives": []}
    submit(PanelDrawingDesk, run.sides.agent.files, said, case=run.lot)
    progress.step(f"随机抽取 {EXPERTS} 名评审专家，名单在中标公告前保密")
    yield 1 * HOURS
    steps_evaluation.evaluate(run.sides, run.lot)
    progress.step("资格审查、符合性审查、评分，评标委员会签署评标报告")


# ---- what has come of it -------------------------------------------------------------------------------------------


def candidates_of(lot: Lot) -> list[str]:
    return [
        f"第 {each.rank} 名  {each}  报价 {format_yuan(each.price)} 元，价格分 {each.price_score}，"
        f"商务技术分 {each.review_score}，综合得分 {each.total}"
        for each in awarding.candidates(lot)
    ]


def recomputed(lot: Lot) -> list[str]:
    """What the tool says of the exported case file. Raises Refused where it finds another award."""
    case = Reckoning(awarding.evaluation_of(lot)).case
    script = Path(settings.BASE_DIR) / "tools" / "recompute_award.py"
    done = subprocess.run(  # noqa: S603 -- our own script, no shell
        [sys.executable, script, "-"],
        input=json.dumps(exported(case, award_of(case))),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise Refused(f"重算结果与公布的结果不符：{done.stdout}{done.stderr}")
    return ["tools/recompute_award.py：", f"  {done.stdout.strip()}"]
