"""The fixed cast of 政府采购: who appears in its tests and its demonstration data. Every name and number is invented."""

from dataclasses import dataclass, field
from datetime import datetime

from pingzhun.directory import services
from pingzhun.directory.capacities import CapacityKind
from pingzhun.directory.models import Category, Jurisdiction
from pingzhun.filings.casting import Player, player
from pingzhun.markets.tendering.capacities import AGENT, CENTRE, ENTITY, SUPERVISOR, SUPPLIER
from pingzhun.markets.tendering.models import Room, RoomKind
from pingzhun.sealing.driving import hold_key

PLACES = (
    ("430000", "湖南省", None),
    ("430400", "衡阳市", "湖南省"),
    ("430408", "蒸湘区", "衡阳市"),
    ("430200", "株洲市", "湖南省"),
)
CATEGORIES = (
    ("A", "货物", None),
    ("A02", "设备", "A"),
    ("A02010104", "台式计算机", "A02"),
    ("A02020100", "复印机", "A02"),
    ("A02320000", "医疗设备", "A02"),
    ("C", "服务", None),
    ("C21040000", "物业管理服务", "C"),
    ("C16010000", "软件开发服务", "C"),
)
ROOMS = (
    (RoomKind.OPENING, "开标一室", 40),
    (RoomKind.OPENING, "开标二室", 60),
    (RoomKind.EVALUATION, "评标一室", 9),
    (RoomKind.EVALUATION, "评标二室", 11),
)


@dataclass(frozen=True)
class Cast:
    """Everybody, with the places, the catalogue and the rooms by name. All work in 衡阳市; the centre of 株洲市 oversees
    nothing of it.
    """

    places: dict[str, Jurisdiction]
    categories: dict[str, Category] = field(repr=False)
    rooms: dict[str, Room] = field(repr=False)
    centre: Player
    supervisor: Player
    agent: Player
    entity: Player
    huaxing: Player
    mingde: Player
    lantian: Player
    xiangjiang: Player
    other_agent: Player = field(repr=False)
    other_entity: Player = field(repr=False)
    other_centre: Player = field(repr=False)

    @property
    def suppliers(self) -> tuple[Player, ...]:
        """Three that bid, and one that comes late or not at all."""
        return (self.huaxing, self.mingde, self.lantian, self.xiangjiang)


def build(now: datetime) -> Cast:
    where = places(now)
    players = {name: _player(name, *said, where=where, now=now) for name, said in PLAYERS.items()}
    return Cast(places=where, categories=catalogue(), rooms=rooms(where["衡阳市"]), **players)


def places(now: datetime) -> dict[str, Jurisdiction]:
    found: dict[str, Jurisdiction] = {}
    for code, name, parent in PLACES:
        found[name] = services.add_jurisdiction(
            code=code, name=name, parent=found[parent] if parent else None, now=now
        )
    return found


def catalogue() -> dict[str, Category]:
    """By name."""
    by_code: dict[str, Category] = {}
    for code, name, parent in CATEGORIES:
        by_code[code] = Category.objects.create(
            code=code, name=name, parent=by_code[parent] if parent else None
        )
    return {each.name: each for each in by_code.values()}


def rooms(place: Jurisdiction) -> dict[str, Room]:
    """By name."""
    return {
        name: Room.objects.create(kind=kind, name=name, seats=seats, jurisdiction=place)
        for kind, name, seats in ROOMS
    }


Said = tuple[CapacityKind, str, str, str, tuple[str, str], tuple[str, str]]
PLAYERS: dict[str, Said] = {
    "centre": (
        CENTRE,
        "衡阳市公共资源交易中心",
        "12430400000000101D",
        "衡阳市",
        ("hengyang-jiaoyi", "肖建国"),
        ("hengyang-jiaoyi-shenhe", "唐慧"),
    ),
    "supervisor": (
        SUPERVISOR,
        "衡阳市财政局",
        "114304000000002029",
        "衡阳市",
        ("hengyang-caizheng", "贺志强"),
        ("hengyang-caizheng-shenhe", "曾丽华"),
    ),
    "agent": (
        AGENT,
        "湖南衡信招标代理有限公司",
        "91430400MA0HX00012",
        "衡阳市",
        ("hengxin-zhaobiao", "欧阳明"),
        ("hengxin-zhaobiao-shenhe", "谭静"),
    ),
    "entity": (
        ENTITY,
        "衡阳市第一中学",
        "12430400000000303Y",
        "衡阳市",
        ("hengyang-yizhong", "刘国平"),
        ("hengyang-yizhong-shenhe", "周敏"),
    ),
    "huaxing": (
        SUPPLIER,
        "湖南华星信息技术有限公司",
        "91430400MA0HX00025",
        "衡阳市",
        ("huaxing", "黄伟"),
        ("huaxing-shenhe", "罗娟"),
    ),
    "mingde": (
        SUPPLIER,
        "衡阳明德教育装备有限公司",
        "91430400MA0MD0003N",
        "衡阳市",
        ("mingde", "李明"),
        ("mingde-shenhe", "陈燕"),
    ),
    "lantian": (
        SUPPLIER,
        "长沙蓝天科技股份有限公司",
        "91430400MA0LT0004U",
        "衡阳市",
        ("lantian", "彭涛"),
        ("lantian-shenhe", "邓红"),
    ),
    "xiangjiang": (
        SUPPLIER,
        "湖南湘江数码有限公司",
        "91430400MA0XJ00058",
        "衡阳市",
        ("xiangjiang", "胡斌"),
        ("xiangjiang-shenhe", "蒋芳"),
    ),
    "other_agent": (
        AGENT,
        "湖南正源项目管理有限公司",
        "91430400MA0HY00069",
        "衡阳市",
        ("zhengyuan", "龙飞"),
        ("zhengyuan-shenhe", "姚莉"),
    ),
    "other_entity": (
        ENTITY,
        "衡阳市中心医院",
        "12430400000000404P",
        "衡阳市",
        ("hengyang-yiyuan", "阳辉"),
        ("hengyang-yiyuan-shenhe", "尹霞"),
    ),
    "other_centre": (
        CENTRE,
        "株洲市公共资源交易中心",
        "124302000000005056",
        "株洲市",
        ("zhuzhou-jiaoyi", "廖凯"),
        ("zhuzhou-jiaoyi-shenhe", "文静"),
    ),
}


def _player(
    key: str,
    kind: CapacityKind,
    name: str,
    credit_code: str,
    place: str,
    filer: tuple[str, str],
    reviewer: tuple[str, str],
    *,
    where: dict[str, Jurisdiction],
    now: datetime,
) -> Player:
    number = list(PLAYERS).index(key)
    made = player(
        kind,
        name=name,
        credit_code=credit_code,
        place=where[place],
        address=f"湖南省{place}解放大道 {number + 1} 号",
        filer=(*filer, f"137340{number:02}001"),
        reviewer=(*reviewer, f"137340{number:02}002"),
        now=now,
    )
    if kind.opens:
        hold_key(made.organisation, made.filer, now=now)
    return made
