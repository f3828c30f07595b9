"""The fixed cast of 散小工程: who appears in its tests and its demonstration data. Every name and number is invented."""

from dataclasses import dataclass, field
from datetime import datetime

from pingzhun.directory import services
from pingzhun.directory.capacities import CapacityKind
from pingzhun.directory.models import Jurisdiction, QualificationType
from pingzhun.filings.casting import Player, player
from pingzhun.markets.smallworks.demo import companies
from pingzhun.markets.smallworks.market import AGENT, AUDITOR, AUTHORITY, BUILDER, SUPERVISOR, TOWN
from pingzhun.markets.smallworks.models import Roster

PLACES = (
    ("110000", "北京市", None),
    ("110116", "怀柔区", "北京市"),
    ("110116102", "雁栖镇", "怀柔区"),
    ("110116106", "怀北镇", "怀柔区"),
    ("110118", "密云区", "北京市"),
)


@dataclass(frozen=True)
class Cast:
    """Everybody, and the rosters and qualification types by name.

    雁栖镇 is the 街镇 of most stories; 密云区's authority oversees nothing of them.
    """

    places: dict[str, Jurisdiction]
    rosters: dict[str, Roster] = field(repr=False)
    qualifications: dict[str, QualificationType] = field(repr=False)
    authority: Player
    landscape: Player
    town: Player
    agent: Player
    yanbei: Player
    huaihe: Player
    changcheng: Player
    supervisor: Player
    auditor: Player
    other_town: Player = field(repr=False)
    other_agent: Player = field(repr=False)
    other_authority: Player = field(repr=False)


def build(now: datetime) -> Cast:
    where = places(now)
    players = {name: _player(name, *said, where=where, now=now) for name, said in PLAYERS.items()}
    opened, grades = companies.settle(players, where=where, now=now)
    return Cast(places=where, rosters=opened, qualifications=grades, **players)


def places(now: datetime) -> dict[str, Jurisdiction]:
    """北京市 > 怀柔区 > 雁栖镇 and 怀北镇, and 密云区 beside it."""
    found: dict[str, Jurisdiction] = {}
    for code, name, parent in PLACES:
        found[name] = services.add_jurisdiction(
            code=code, name=name, parent=found[parent] if parent else None, now=now
        )
    return found


Said = tuple[CapacityKind, str, str, str, tuple[str, str], tuple[str, str]]
PLAYERS: dict[str, Said] = {
    "authority": (
        AUTHORITY,
        "怀柔区住房和城乡建设委员会",
        "11110116000000101T",
        "怀柔区",
        ("huairou-jianwei", "冯立军"),
        ("huairou-jianwei-shenhe", "彭洁"),
    ),
    "landscape": (
        AUTHORITY,
        "怀柔区园林绿化局",
        "11110116000000505X",
        "怀柔区",
        ("huairou-yuanlin", "钟岩"),
        ("huairou-yuanlin-shenhe", "谢芳"),
    ),
    "town": (
        TOWN,
        "雁栖镇人民政府",
        "11110116000000202K",
        "雁栖镇",
        ("yanqi", "崔建民"),
        ("yanqi-shenhe", "范晓燕"),
    ),
    "agent": (
        AGENT,
        "北京京诚工程招标代理有限公司",
        "91110116MA0JC0001B",
        "怀柔区",
        ("jingcheng", "卢志远"),
        ("jingcheng-shenhe", "汪敏"),
    ),
    "yanbei": (
        BUILDER,
        "北京雁北建筑工程有限公司",
        "91110116MA0YB0003Q",
        "怀柔区",
        ("yanbei", "石磊"),
        ("yanbei-shenhe", "龚倩"),
    ),
    "huaihe": (
        BUILDER,
        "北京怀河市政工程有限公司",
        "91110116MA0HH0004Q",
        "怀柔区",
        ("huaihe", "邵刚"),
        ("huaihe-shenhe", "万芳"),
    ),
    "changcheng": (
        BUILDER,
        "北京长城园林绿化有限公司",
        "91110116MA0CC00058",
        "怀柔区",
        ("changcheng", "段勇"),
        ("changcheng-shenhe", "雷蕾"),
    ),
    "supervisor": (
        SUPERVISOR,
        "北京恒正工程监理有限公司",
        "91110116MA0HK0006E",
        "怀柔区",
        ("hengzheng", "侯明"),
        ("hengzheng-shenhe", "邹静"),
    ),
    "auditor": (
        AUDITOR,
        "北京信达工程造价审计有限公司",
        "91110116MA0XD00072",
        "怀柔区",
        ("xinda", "熊伟"),
        ("xinda-shenhe", "金玲"),
    ),
    "other_town": (
        TOWN,
        "怀北镇人民政府",
        "11110116000000303C",
        "怀北镇",
        ("huaibei", "陆军"),
        ("huaibei-shenhe", "郝丽"),
    ),
    "other_agent": (
        AGENT,
        "北京瑞达项目管理有限公司",
        "91110116MA0RD00028",
        "怀柔区",
        ("ruida", "孔祥"),
        ("ruida-shenhe", "白雪"),
    ),
    "other_authority": (
        AUTHORITY,
        "密云区住房和城乡建设委员会",
        "111101180000004042",
        "密云区",
        ("miyun-jianwei", "康宁"),
        ("miyun-jianwei-shenhe", "毛丽"),
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
    return player(
        kind,
        name=name,
        credit_code=credit_code,
        place=where[place],
        address=f"北京市怀柔区{place}大街 {number + 1} 号",
        filer=(*filer, f"138110{number:02}001"),
        reviewer=(*reviewer, f"138110{number:02}002"),
        now=now,
    )
