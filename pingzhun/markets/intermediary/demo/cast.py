"""The fixed cast of 中介超市: who appears in its tests and its demonstration data. Every name and number is invented."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from pingzhun.base.localtime import local_date
from pingzhun.directory import services
from pingzhun.directory.capacities import CapacityKind
from pingzhun.directory.models import Jurisdiction, QualificationType, ServiceType
from pingzhun.filings import casting
from pingzhun.filings.casting import PASSWORD as PASSWORD
from pingzhun.filings.casting import Player as Player
from pingzhun.filings.casting import account as account
from pingzhun.filings.casting import colleague as colleague
from pingzhun.filings.casting import scan as scan
from pingzhun.markets.intermediary.market import ADMINISTRATOR, AGENCY, ENTITY, REGULATOR
from pingzhun.sealing.driving import hold_key

PLACES = (
    ("620000", "甘肃省", None),
    ("620900", "酒泉市", "甘肃省"),
    ("620981", "玉门市", "酒泉市"),
    ("620982", "敦煌市", "酒泉市"),
)
Catalogue = Mapping[tuple[str, str], tuple[tuple[str, str], ...]]
CATALOGUE: dict[tuple[str, str], tuple[tuple[str, str], ...]] = {
    ("ZJ01", "工程造价咨询"): (
        ("ZJ0101", "工程预算编制"),
        ("ZJ0102", "工程结算审核"),
        ("ZJ0103", "全过程造价咨询"),
    ),
    ("ZJ02", "工程监理"): (("ZJ0201", "房屋建筑工程监理"), ("ZJ0202", "市政公用工程监理")),
    ("ZJ03", "测绘服务"): (("ZJ0301", "工程测量"), ("ZJ0302", "不动产测绘"), ("ZJ0303", "地下管线探测")),
    ("ZJ04", "环境影响评价"): (("ZJ0401", "环境影响报告编制"), ("ZJ0402", "竣工环保验收")),
    ("ZJ05", "招标代理"): (("ZJ0501", "工程招标代理"), ("ZJ0502", "政府采购代理")),
    ("ZJ06", "会计审计"): (("ZJ0601", "财务报表审计"), ("ZJ0602", "专项资金审计")),
}
QUALIFICATIONS = (
    ("工程造价咨询", "甲级", 1),
    ("工程造价咨询", "乙级", 2),
    ("工程监理", "甲级", 1),
    ("工程监理", "乙级", 2),
    ("测绘", "甲级", 1),
    ("测绘", "乙级", 2),
)


@dataclass(frozen=True)
class Cast:
    """Everybody, and the catalogues by name: `services["工程预算编制"]`, `qualifications["工程造价咨询（甲级）"]`."""

    places: dict[str, Jurisdiction]
    services: dict[str, ServiceType]
    qualifications: dict[str, QualificationType]
    entity: Player
    hengxin: Player
    qilian: Player
    mogao: Player
    regulator: Player
    administrator: Player
    dunhuang_administrator: Player = field(repr=False)
    dunhuang_regulator: Player = field(repr=False)


def build(now: datetime) -> Cast:
    """The whole cast, in an empty directory. 玉门市: entity, hengxin, qilian, regulator, administrator; the rest is 敦煌市's."""
    where, what, grades = places(now), catalogue(now), qualification_types(now)
    return Cast(
        places=where,
        services=what,
        qualifications=grades,
        entity=entity(where, now),
        hengxin=hengxin(where, what, grades, now),
        qilian=qilian(where, what, grades, now),
        mogao=mogao(where, what, grades, now),
        regulator=regulator(where, now),
        administrator=administrator(where, now),
        dunhuang_administrator=dunhuang_administrator(where, now),
        dunhuang_regulator=dunhuang_regulator(where, now),
    )


# ---- places and catalogues ------------------------------------------------------------------------------------------


def places(now: datetime) -> dict[str, Jurisdiction]:
    """甘肃省 > 酒泉市 > 玉门市, and 敦煌市 beside it."""
    found: dict[str, Jurisdiction] = {}
    for code, name, parent in PLACES:
        found[name] = services.add_jurisdiction(
            code=code, name=name, parent=found[parent] if parent else None, now=now
        )
    return found


def catalogue(now: datetime, entries: Catalogue = CATALOGUE) -> dict[str, ServiceType]:
    """The 机构类型 and their 服务类型, by name."""
    found: dict[str, ServiceType] = {}
    for (code, name), children in entries.items():
        found[name] = services.add_service_type(code=code, name=name, parent=None, now=now)
        for child_code, child in children:
            found[child] = services.add_service_type(code=child_code, name=child, parent=found[name], now=now)
    return found


def qualification_types(
    now: datetime, entries: Iterable[tuple[str, str, int]] = QUALIFICATIONS
) -> dict[str, QualificationType]:
    made = [
        services.add_qualification_type(family=family, grade=grade, rank=rank, now=now)
        for family, grade, rank in entries
    ]
    return {str(each): each for each in made}


# ---- the players ----------------------------------------------------------------------------------------------------


def entity(where: Mapping[str, Jurisdiction], now: datetime) -> Player:
    """玉门市住房和城乡建设局, the 项目单位."""
    return player(
        ENTITY,
        name="玉门市住房和城乡建设局",
        credit_code="116209810000000018",
        place=where["玉门市"],
        address="玉门市新市区铁人路 6 号",
        filer=("zhujian", "马建国", "13893710011"),
        reviewer=("zhujian-shenhe", "杨晓梅", "13893710012"),
        now=now,
    )


def hengxin(
    where: Mapping[str, Jurisdiction],
    what: Mapping[str, ServiceType],
    grades: Mapping[str, QualificationType],
    now: datetime,
) -> Player:
    """甘肃恒信工程咨询有限公司: 造价 (甲级) and 监理 (乙级)."""
    made = player(
        AGENCY,
        name="甘肃恒信工程咨询有限公司",
        credit_code="91620981MA0HX0001F",
        place=where["玉门市"],
        address="玉门市新市区昌盛路 18 号",
        categories=[what["工程造价咨询"], what["工程监理"]],
        filer=("hengxin", "李志强", "13893710021"),
        reviewer=("hengxin-shenhe", "王淑琴", "13893710022"),
        now=now,
    )
    offer(made, [what["工程预算编制"], what["工程结算审核"], what["房屋建筑工程监理"]], now)
    hold(made, grades["工程造价咨询（甲级）"], "甲 230162000101", days=900, now=now)
    hold(made, grades["工程监理（乙级）"], "E162000102", days=20, now=now)
    employ(made, "李志强", "一级造价工程师", "建[造]11230000101", "土木建筑工程", now)
    employ(made, "赵文博", "监理工程师", "62000102", "房屋建筑工程", now)
    return made


def qilian(
    where: Mapping[str, Jurisdiction],
    what: Mapping[str, ServiceType],
    grades: Mapping[str, QualificationType],
    now: datetime,
) -> Player:
    """玉门祁连造价咨询有限公司: 造价, only 乙级."""
    made = player(
        AGENCY,
        name="玉门祁连造价咨询有限公司",
        credit_code="91620981MA0QL0002Y",
        place=where["玉门市"],
        address="玉门市新市区玉苑路 3 号",
        categories=[what["工程造价咨询"]],
        filer=("qilian", "陈静", "13893710031"),
        reviewer=("qilian-shenhe", "刘海涛", "13893710032"),
        now=now,
    )
    offer(made, [what["工程预算编制"], what["工程结算审核"]], now)
    hold(made, grades["工程造价咨询（乙级）"], "乙 230162000201", days=600, now=now)
    employ(made, "陈静", "一级造价工程师", "建[造]11230000201", "安装工程", now)
    return made


def mogao(
    where: Mapping[str, Jurisdiction],
    what: Mapping[str, ServiceType],
    grades: Mapping[str, QualificationType],
    now: datetime,
) -> Player:
    """敦煌莫高测绘有限公司: 测绘 and 工程预算编制 without a qualification; registered in 敦煌市."""
    made = player(
        AGENCY,
        name="敦煌莫高测绘有限公司",
        credit_code="91620982MA0MG0003R",
        place=where["敦煌市"],
        address="敦煌市沙州镇阳关中路 22 号",
        categories=[what["测绘服务"], what["工程造价咨询"]],
        filer=("mogao", "高敏", "13893710041"),
        reviewer=("mogao-shenhe", "周立新", "13893710042"),
        now=now,
    )
    offer(made, [what["工程测量"], what["不动产测绘"], what["工程预算编制"]], now)
    hold(made, grades["测绘（乙级）"], "乙测资字 62000301", days=400, now=now)
    employ(made, "高敏", "注册测绘师", "CH62000301", "工程测量", now)
    return made


def regulator(where: Mapping[str, Jurisdiction], now: datetime) -> Player:
    return player(
        REGULATOR,
        name="玉门市发展和改革局",
        credit_code="11620981000000002B",
        place=where["玉门市"],
        address="玉门市新市区市政大楼 4 楼",
        filer=("jianguan", "张国栋", "13893710051"),
        reviewer=("jianguan-shenhe", "何丽", "13893710052"),
        now=now,
    )


def administrator(where: Mapping[str, Jurisdiction], now: datetime) -> Player:
    return player(
        ADMINISTRATOR,
        name="玉门市政务服务中心",
        credit_code="11620981000000003E",
        place=where["玉门市"],
        address="玉门市新市区政务大厅",
        filer=("guanli", "孙雪", "13893710061"),
        reviewer=("guanli-shenhe", "吴振华", "13893710062"),
        now=now,
    )


def dunhuang_administrator(where: Mapping[str, Jurisdiction], now: datetime) -> Player:
    return player(
        ADMINISTRATOR,
        name="敦煌市政务服务中心",
        credit_code="116209820000000040",
        place=where["敦煌市"],
        address="敦煌市沙州镇政务大厅",
        filer=("dunhuang-guanli", "韩冰", "13893710071"),
        reviewer=("dunhuang-guanli-shenhe", "冯磊", "13893710072"),
        now=now,
    )


def dunhuang_regulator(where: Mapping[str, Jurisdiction], now: datetime) -> Player:
    return player(
        REGULATOR,
        name="敦煌市发展和改革局",
        credit_code="116209820000000053",
        place=where["敦煌市"],
        address="敦煌市沙州镇党政大楼",
        filer=("dunhuang-jianguan", "罗强", "13893710081"),
        reviewer=("dunhuang-jianguan-shenhe", "曹颖", "13893710082"),
        now=now,
    )


# ---- how a player is made -------------------------------------------------------------------------------------------


def player(
    kind: CapacityKind,
    *,
    place: Jurisdiction,
    categories: Iterable[ServiceType] = (),
    now: datetime,
    **said: Any,
) -> Player:
    """As `casting.player`, with the types and the key that some hold here."""
    made = casting.player(kind, place=place, categories=categories, now=now, **said)
    if kind.opens:
        hold_key(made.organisation, made.filer, now=now)
    return made


def offer(agency: Player, service_types: Iterable[ServiceType], now: datetime) -> None:
    for service_type in service_types:
        services.grant_scope(organisation=agency.organisation, service_type=service_type, now=now)


def hold(agency: Player, grade: QualificationType, number: str, *, days: int, now: datetime) -> None:
    """Give the agency a qualification that is valid for so many days more."""
    services.grant_qualification(
        organisation=agency.organisation,
        data={
            "type": grade,
            "certificate_number": number,
            "issued_by": "甘肃省住房和城乡建设厅",
            "valid_until": local_date(now) + timedelta(days=days),
        },
        now=now,
    )


def employ(agency: Player, name: str, title: str, number: str, speciality: str, now: datetime) -> None:
    services.grant_person(
        organisation=agency.organisation,
        data={
            "name": name,
            "certificate_type": title,
            "certificate_number": number,
            "speciality": speciality,
            "issued_by": "中华人民共和国人力资源和社会保障部",
            "valid_until": date(local_date(now).year + 3, 6, 30),
        },
        now=now,
    )
