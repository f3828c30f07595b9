"""衡阳市 in the demonstration: its trading centre, its 财政局, and the agents, procuring entities and suppliers that come in."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from pingzhun.accounts.models import User
from pingzhun.directory import services
from pingzhun.directory.capacities import CapacityKind
from pingzhun.directory.models import Category, Jurisdiction
from pingzhun.experts.models import Expert, ExpertSuspension
from pingzhun.filings.casting import Player, account, colleague, player, scan
from pingzhun.filings.desks import Desk
from pingzhun.filings.diary import TODAY, Act, Diary
from pingzhun.filings.driving import actor_for, approve, reject, submit
from pingzhun.filings.models import Filing
from pingzhun.markets.tendering.capacities import AGENT, CENTRE, ENTITY, SUPERVISOR, SUPPLIER
from pingzhun.markets.tendering.demo import data, steps_rooms
from pingzhun.markets.tendering.demo.steps import paper
from pingzhun.markets.tendering.demo.steps_experts import resident_id
from pingzhun.markets.tendering.desks.registration import (
    AgentRegistrationDesk,
    ProcuringEntityRegistrationDesk,
    SupplierRegistrationDesk,
)
from pingzhun.markets.tendering.desks.roster import (
    ExpertApplicationDesk,
    ExpertChangeDesk,
    ExpertReinstatingDesk,
    ExpertRemovalDesk,
    ExpertSuspendingDesk,
)
from pingzhun.markets.tendering.models import Occupation, Room
from pingzhun.regimes import clock
from pingzhun.sealing.driving import hold_key

HOURS, DAYS = timedelta(hours=1), timedelta(days=1)
DESKS: dict[CapacityKind, type[Desk]] = {
    AGENT: AgentRegistrationDesk,
    ENTITY: ProcuringEntityRegistrationDesk,
    SUPPLIER: SupplierRegistrationDesk,
}
RETURNED = "jinhui"  # whose first registration is sent back


@dataclass
class City:
    """agents, entities, suppliers: by log-in name, once they have come in."""

    diary: Diary
    place: Jurisdiction
    categories: dict[str, Category]
    rooms: dict[str, Room]
    centre: Player
    supervisor: Player
    people: Iterator[tuple[str, str]] = field(default_factory=data.people)
    credit_codes: Iterator[str] = field(default_factory=data.credit_codes)
    government_codes: Iterator[str] = field(default_factory=data.government_codes)
    agents: dict[str, Player] = field(default_factory=dict)
    entities: dict[str, Player] = field(default_factory=dict)
    suppliers: dict[str, Player] = field(default_factory=dict)
    experts: list[User] = field(default_factory=list)


def found(diary: Diary) -> City:
    """What an operator sets up before anybody can register: the place, the catalogue, the rooms and the two offices."""
    now = clock.now()
    province = services.add_jurisdiction(code="430000", name="湖南省", parent=None, now=now)
    place = services.add_jurisdiction(code="430400", name="衡阳市", parent=province, now=now)
    codes, people = data.government_codes(), data.people()

    def office(kind: CapacityKind, login: str, name: str, address: str) -> Player:
        made = player(
            kind,
            name=name,
            credit_code=next(codes),
            place=place,
            address=address,
            filer=(login, *next(people)),
            reviewer=(f"{login}-shenhe", *next(people)),
            now=now,
        )
        services.set_duties(member=made.filer.membership, duties=services.DUTIES, now=now)
        if kind.opens:
            hold_key(made.organisation, made.filer, now=now)
        return made

    return City(
        diary=diary,
        place=place,
        categories=_catalogue(),
        rooms={
            name: Room.objects.create(kind=kind, name=name, seats=seats, jurisdiction=place)
            for kind, name, seats in data.ROOMS
        },
        centre=office(CENTRE, "jiaoyi", "衡阳市公共资源交易中心", "衡阳市蒸湘区太平洋路 88 号"),
        supervisor=office(SUPERVISOR, "caizheng", "衡阳市财政局", "衡阳市蒸湘区解放大道 26 号"),
        people=people,
        government_codes=codes,
    )


def _catalogue() -> dict[str, Category]:
    """By name."""
    by_code: dict[str, Category] = {}
    for code, name, parent in data.CATEGORIES:
        by_code[code] = Category.objects.create(
            code=code, name=name, parent=by_code[parent] if parent else None
        )
    return {each.name: each for each in by_code.values()}


def applies(city: City, kind: CapacityKind, login: str, name: str) -> Act:
    """Has registered today, and waits to be let in."""
    yield TODAY
    _register(city, kind, login, name)


def _register(city: City, kind: CapacityKind, login: str, name: str) -> tuple[Filing, User, dict[str, Any]]:
    founder = account(login, *next(city.people), now=clock.now())
    code = next(city.credit_codes if kind is not ENTITY else city.government_codes)
    said = {
        "name": name,
        "credit_code": code,
        "legal_representative": founder.name,
        "registered_in": city.place,
        "address": f"湖南省衡阳市蒸湘区长丰大道 {len(login) * 7 + ord(login[0])} 号",
        "contact_name": founder.name,
        "contact_mobile": founder.mobile,
    }
    licence = {"licence": [("营业执照.pdf", scan(f"{name}\n统一社会信用代码 {code}"))]}
    return submit(DESKS[kind], actor_for(founder), said, files=licence), founder, said


def enters(city: City, kind: CapacityKind, login: str, name: str) -> Act:
    """Registers and is let in; an agent or a 采购人 makes its 开启密钥."""
    filing, founder, said = _register(city, kind, login, name)
    yield 2 * HOURS
    if login == RETURNED:
        reject(filing, city.centre.reviews, "营业执照扫描件不清晰，请重新扫描后提交。")
        yield 3 * HOURS
        filing = submit(DESKS[kind], actor_for(founder), said, filing=filing)
        yield 2 * HOURS
    approve(filing, city.centre.reviews, opinion="资料齐全，核验无误。")
    joined = _join(city, founder, kind)
    {AGENT: city.agents, ENTITY: city.entities, SUPPLIER: city.suppliers}[kind][login] = joined


def _join(city: City, founder: User, kind: CapacityKind) -> Player:
    """The organisation that `founder` has registered, with a colleague who reviews."""
    organisation = founder.membership.organisation
    second = colleague(organisation, f"{founder.username}-shenhe", *next(city.people), now=clock.now())
    if kind.opens:
        hold_key(organisation, founder, now=clock.now())
    return Player(organisation, founder, second, kind)


def centre_keeps_a_room(city: City) -> Act:
    """A room is under repair for the mornings of two weeks."""
    yield TODAY
    for days in range(1, 13):
        at, room = steps_rooms.morning(days), city.rooms["备用评标室"]
        if (
            not Occupation.objects.live().filter(room=room, during__contains=at).exists()
        ):  # two days, one next workday
            steps_rooms.block(city, room, starts_at=at, reason="音视频设备检修")


def office_minds_the_roster(city: City) -> Act:
    """One expert is suspended and reinstated, one stays suspended, one leaves."""
    yield 30 * DAYS
    known = [Expert.objects.get(user=user) for user in city.experts[-3:]]
    files = city.supervisor.files
    for expert in known[:2]:
        submit(ExpertSuspendingDesk, files, {"expert": expert, "days": 90, "reason": "评审迟到两次。"})
    submit(ExpertRemovalDesk, files, {"expert": known[2], "reason": "本人申请，因工作调动不再承担评审。"})
    yield 2 * DAYS
    held = ExpertSuspension.objects.get(expert=known[0])
    submit(ExpertReinstatingDesk, files, {"suspension": held, "reason": "申诉成立，系会议时间变更未通知到。"})


def expert_enters(city: City, number: int) -> Act:
    """评审专家入库: everybody knows two of the trades."""
    filing, user = _apply(city, number)
    yield 3 * HOURS
    approve(filing, city.supervisor.reviews, opinion="符合入库条件。")
    city.experts.append(user)


def expert_applies(city: City, number: int) -> Act:
    """One has applied today; the first of the roster has changed jobs. Both wait for the 监督部门."""
    yield TODAY
    _apply(city, number)
    expert = Expert.objects.get(user=city.experts[0])
    said = _data(city, 0, expert.name, expert.mobile) | {
        "expert": expert,
        "professional_title": "正高级工程师",
    }
    submit(ExpertChangeDesk, actor_for(expert.user), said, files={"papers": paper("职称证书")})


def _apply(city: City, number: int) -> tuple[Filing, User]:
    name, mobile = next(city.people)
    user = account(f"pingshen{number + 1:02}", name, mobile, now=clock.now())
    papers = {"identity": paper("居民身份证"), "title": paper("职称证书")}
    said = _data(city, number, name, mobile)
    return submit(ExpertApplicationDesk, actor_for(user), said, files=papers), user


def _data(city: City, number: int, name: str, mobile: str) -> dict[str, Any]:
    """What the expert of this number says."""
    trades = list(data.TRADES)
    return {
        "name": name,
        "resident_id": resident_id(number + 1),
        "mobile": mobile,
        "professional_title": "高级工程师" if number % 3 else "教授",
        "registered_in": city.place,
        "specialities": [city.categories[trades[(number + step) % len(trades)]] for step in (0, 1)],
        "employments": [
            {
                "organisation_name": "衡阳开放学院",
                "credit_code": data.EMPLOYER,
                "since": date(1996 + number % 12, 7, 1),
            }
        ],
        "ties": [],
    }
