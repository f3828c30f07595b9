"""Who and what appears in the demonstration. Places are real; every organisation, person, number and amount is invented."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from itertools import product
from pathlib import Path

from pingzhun.filings import casting
from pingzhun.markets.tendering.capacities import AGENT, ENTITY, SUPPLIER

TENDERS = Path(__file__).parent / "tenders.csv"

ENTITIES = {  # log-in name: name
    "yanhui": "衡阳市雁回中学",
    "zhengshui": "衡阳市蒸水中医医院",
    "laiyan": "衡阳来雁职业技术学校",
    "tushuguan": "衡阳市回雁图书馆",
    "chengyun": "衡阳市城市运行服务中心",
    "jikong": "衡阳市蒸湘疾病防治所",
}
AGENTS = {
    "hengxin-zb": "湖南衡信招标代理有限公司",
    "zhengyuan-zb": "湖南正源项目管理有限公司",
    "tongda-zb": "湖南通达招标咨询有限公司",
}
SUPPLIERS = {
    "huaxing-xinxi": "湖南华星信息技术有限公司",
    "mingde": "衡阳明德教育装备有限公司",
    "lantian": "长沙蓝天科技股份有限公司",
    "xiangjiang": "湖南湘江数码有限公司",
    "kangrui": "湖南康瑞医疗器械有限公司",
    "renhe": "长沙仁和医疗科技有限公司",
    "yiyuan": "衡阳医源商贸有限公司",
    "anju": "湖南安居物业服务有限公司",
    "jinhui": "衡阳金辉保洁服务有限公司",
    "hengwuye": "衡阳恒达物业管理有限公司",
    "yunfan": "湖南云帆软件有限公司",
    "zhihui": "长沙智汇数据技术有限公司",
    "wenyi": "衡阳文仪办公设备有限公司",
}
SMALL = frozenset({"mingde", "yiyuan", "jinhui", "wenyi", "zhihui"})  # 小型、微型企业 among them
DEDUCTIONS = ("10", "15", "")  # of the lots of a tender in turn; none where one is reserved for small firms
NEWCOMERS = (  # who has registered and waits to be let in
    (SUPPLIER, "xinhe", "湖南新禾信息技术有限公司"),
    (AGENT, "dayan-zb", "湖南大雁招标代理有限公司"),
    (ENTITY, "shiguxiaoxue", "衡阳市石鼓湾小学"),
)
CATEGORIES = (  # code, name, parent
    ("A", "货物", None),
    ("A02", "设备", "A"),
    ("A02010104", "台式计算机", "A02"),
    ("A02020100", "复印机", "A02"),
    ("A02320000", "医疗设备", "A02"),
    ("C", "服务", None),
    ("C16", "信息技术服务", "C"),
    ("C16010000", "软件开发服务", "C16"),
    ("C21", "房地产服务", "C"),
    ("C21040000", "物业管理服务", "C21"),
)
ROOMS = (  # kind, name, seats
    ("opening", "开标一室", 40),
    ("opening", "开标二室", 60),
    ("opening", "开标三室", 40),
    ("evaluation", "评标一室", 9),
    ("evaluation", "评标二室", 9),
    ("evaluation", "评标三室", 11),
    ("evaluation", "备用评标室", 7),  # booked by nobody here
)
EXPERTS = 24
TRADES = (
    "台式计算机",
    "软件开发服务",
    "复印机",
    "医疗设备",
    "物业管理服务",
)  # 评审专业, neighbours of each other
EMPLOYER = "12430400DEM000001A"

SURNAMES = "钟谭欧阳彭邓曾萧肖罗唐贺尹蒋段龙易左郭谢"
GIVEN = ("卫东", "立新", "晓峰", "玉兰", "春梅", "志远", "建华", "文辉", "美玲", "少波")


def people() -> Iterator[tuple[str, str]]:
    """(name, mobile) of one person after another."""
    for number, (given, surname) in enumerate(product(GIVEN, SURNAMES)):
        yield surname + given, f"1377470{number:04d}"


credit_codes = partial(casting.credit_codes, "430400")
government_codes = partial(casting.government_codes, "430400")


@dataclass(frozen=True)
class Brief:
    """A tender as its 采购人 thinks of it. day: on which it is entrusted. suppliers: who takes part, the first the best."""

    day: int
    fate: str
    entity: str
    agent: str
    subject: str
    category: str
    evaluating: str
    name: str
    lots: tuple[str, ...]
    budget: int
    suppliers: tuple[str, ...]

    def ceiling(self, place: int) -> int:
        """The 最高限价 of the lot in that place: an equal share of the budget, in full hundreds."""
        return self.budget // len(self.lots) // 100 * 100


def briefs() -> Iterator[Brief]:
    """As `tenders.csv` tells them."""
    with TENDERS.open(encoding="utf-8", newline="") as rows:
        for row in csv.DictReader(rows):
            yield Brief(
                **row
                | {
                    "day": int(row["day"]),
                    "lots": tuple(row["lots"].split("/")),
                    "budget": int(row["budget"]),
                    "suppliers": tuple(row["suppliers"].split()),
                }
            )
