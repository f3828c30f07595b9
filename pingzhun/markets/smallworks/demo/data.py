"""Who and what appears in the demonstration. Places are real; every organisation, person, number and amount is invented."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from itertools import product
from pathlib import Path

from pingzhun.filings import casting
from pingzhun.markets.smallworks.market import AGENT, AUDITOR, AUTHORITY, BUILDER, SUPERVISOR, TOWN

PROJECTS = Path(__file__).parent / "projects.csv"

TOWNS = (  # log-in name, place, code
    ("yanqi", "雁栖镇", "110116102"),
    ("huaibei", "怀北镇", "110116106"),
    ("miaocheng", "庙城镇", "110116103"),
    ("qiaozi", "桥梓镇", "110116105"),
    ("bohai", "渤海镇", "110116108"),
    ("jiuduhe", "九渡河镇", "110116109"),
    ("tanghekou", "汤河口镇", "110116107"),
    ("baoshan", "宝山镇", "110116111"),
)

BUILDING, LANDSCAPE = "散小工程施工企业名册库", "园林绿化施工企业名册库"
SUPERVISION, AUDIT, AGENCIES = "工程监理企业名册库", "工程审计机构名册库", "招标代理机构名册库"
ROSTERS = (  # name, company type, whether of 园林绿化
    (BUILDING, BUILDER, False),
    (LANDSCAPE, BUILDER, True),
    (SUPERVISION, SUPERVISOR, False),
    (AUDIT, AUDITOR, False),
    (AGENCIES, AGENT, False),
)
GRADES = {  # what the companies of a roster hold: family, grade, rank
    BUILDING: ("市政公用工程施工总承包", "三级", 3),
    LANDSCAPE: ("园林绿化施工", "甲级", 1),
    SUPERVISION: ("工程监理（市政公用）", "乙级", 2),
    AUDIT: ("工程造价咨询", "乙级", 2),
    AGENCIES: ("工程招标代理", "乙级", 2),
}

# log-in name and name of the companies, roster by roster
COMPANIES: dict[str, tuple[str, str]] = {
    BUILDING: (
        "北京{}工程有限公司",
        "yanbei 雁北建筑 huaihe 怀河市政 longshan 龙山建设 hongluo 红螺建筑 qinglong 青龙峡市政 jundu 军都建设 yuntai 云台建筑"
        " huanghua 黄花市政 baihe 白河水务 tanghe 汤河建筑 yougu 幽谷市政 shiyuan 石塬建设 lixin 立信建筑 zhongtai 中泰恒市政"
        " jinyu 金峪建筑 huaxin 怀鑫建设 ruifeng 瑞峰市政 anda 安达远建筑 shuntong 顺通路桥 hengda 恒达威建设 xinghuai 兴怀建筑"
        " jiahe 嘉禾市政 tailai 泰来建筑 mingyuan 明远建设 dongsheng 东晟市政 yongan 永安居建筑 guanghua 光华照明 botai 博泰建设"
        " zhenxing 振兴乡建筑 chengjian 城建联市政 xiguan 西关建筑 beifang 北房市政 yangsong 杨宋建设 fenghe 丰和建筑"
        " liuduhe 六渡水务 shayu 沙峪建设 changyuan 长园市政 yanshan 燕山水建筑 jingbei 京北路建设 huairou-er 怀柔二建",
    ),
    LANDSCAPE: (
        "北京{}园林绿化有限公司",
        "xianghe 响河 lvyuan 绿源 qingshan 青山 hongye 红叶 baiguo 百果 songtao 松涛",
    ),
    SUPERVISION: (
        "北京{}工程监理有限公司",
        "hengzheng 恒正 jianke 建科 huajian 华建 fangyuan 方圆 chengxin 诚信达",
    ),
    AUDIT: (
        "北京{}工程造价审计有限公司",
        "xinda 信达 zhongshen 中审 huaxinshen 华信 ruihua 瑞华恒 jinding 金鼎",
    ),
    AGENCIES: (
        "北京{}工程招标代理有限公司",
        "jingcheng 京诚 ruida 瑞达 ruisheng 瑞晟 zhongzhao 中招联",
    ),
}
SHOWN = ("yanbei", "hengzheng", "xinda", "jingcheng")  # those of the log-in page, besides 雁栖镇

NEWCOMERS = (  # companies that ask to be let in today
    ("huaxing", "北京华兴隆建筑工程有限公司", BUILDING),
    ("dingsheng", "北京鼎盛源市政工程有限公司", BUILDING),
    ("zhengda", "北京正达工程监理有限公司", SUPERVISION),
    ("yunmeng", "北京云蒙园林绿化有限公司", LANDSCAPE),
)

BULLETINS = (  # whose, heading, for whom, text
    (
        "authority",
        "关于做好散小工程安全生产工作的通知",
        (BUILDER, TOWN, SUPERVISOR),
        "各街镇、各施工单位、监理单位：\n\n"
        "近期降雨较多，请对在建散小工程的基坑、脚手架、临时用电开展一次全面排查，发现隐患立即整改。\n\n"
        "排查情况由街镇汇总，于本月底前报区住房城乡建设委。",
    ),
    (
        "authority",
        "关于开展名册库企业资质核验的通知",
        (BUILDER, SUPERVISOR, AUDITOR, AGENT),
        "各名册库企业：\n\n请登录平台核对企业资质的有效期，换发证书的及时办理企业资质变更。资质全部过期的，不能报名。",
    ),
    (
        "authority",
        "怀柔区散小工程交易服务系统上线公告",
        (BUILDER, TOWN, AGENT, SUPERVISOR, AUDITOR, None),
        "怀柔区散小工程交易服务系统即日起上线运行，限额以下的小型工程和应急工程均在本系统立项、发包、填报施工和竣工信息。\n\n"
        "施工、监理、审计和代理机构通过新用户注册进入名册库后即可使用。",
    ),
    (
        "yanqi",
        "雁栖镇关于规范施工围挡的通知",
        (BUILDER, AGENT, AUTHORITY),
        "在雁栖镇施工的各单位：\n\n临街施工一律使用 2.5 米高定型围挡，并张贴工程公示牌。围挡设置情况列入施工评价。",
    ),
    (
        "jingcheng",
        "关于比选文件递交方式的通知",
        (BUILDER, TOWN),
        "由我公司代理发包的项目，比选文件请密封后于比选当日送达公告载明的地点，逾期不予接收。",
    ),
)

SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜"
GIVEN = ("建国", "志强", "丽华", "文博", "秀英", "海燕", "国庆", "晓东", "雪梅", "长河")


def people() -> Iterator[tuple[str, str]]:
    """(name, mobile) of one person after another."""
    for number, (given, surname) in enumerate(product(GIVEN, SURNAMES)):
        yield surname + given, f"1371000{number:04d}"


credit_codes = partial(casting.credit_codes, "110116")
government_codes = partial(casting.government_codes, "110116")


def companies() -> Iterator[tuple[str, str, str]]:
    """(log-in name, name, roster) of one company after another."""
    for roster, (pattern, words) in COMPANIES.items():
        pairs = words.split()
        for login, name in zip(pairs[::2], pairs[1::2], strict=True):
            yield login, pattern.format(name), roster


@dataclass(frozen=True)
class Brief:
    """A project as its 街镇 thinks of it. day: on which it begins, None today. companies: who enrols, the first the best; of an
    emergency the first is the builder.
    """

    day: int | None
    fate: str
    town: str
    agent: str
    work_type: str
    name: str
    owner: str
    location: str
    content: str
    budget: int
    days: int
    companies: tuple[str, ...]
    supervisor: str
    auditor: str
    emergency: str


def briefs() -> Iterator[Brief]:
    """As `projects.csv` tells them."""
    with PROJECTS.open(encoding="utf-8", newline="") as rows:
        for row in csv.DictReader(rows):
            yield Brief(
                **row
                | {
                    "day": int(row["day"]) if row["day"] else None,
                    "budget": int(row["budget"]),
                    "days": int(row["days"]),
                    "companies": tuple(row["companies"].split()),
                }
            )
