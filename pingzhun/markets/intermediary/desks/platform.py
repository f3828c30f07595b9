"""Pages of the platform and of the kernel in the menus: 基础数据 of the 管理人员, and the opening of quotes."""

from django.conf import settings

from pingzhun.filings.desks import Link
from pingzhun.markets.intermediary.market import ADMINISTRATOR, ENTITY, REGULATOR
from pingzhun.sealing.links import BoxesLink, KeysLink


class CalendarLink(Link):
    title = "工作日历"
    menu = "基础数据/工作日历"
    order = 84
    kinds = (ADMINISTRATOR,)
    url_name = "console:calendar"


class DemoClockLink(Link):
    title = "演示时钟"
    menu = "基础数据/演示时钟"
    order = 85
    kinds = (ADMINISTRATOR,)
    url_name = "console:demo_clock"

    @property
    def shown(self) -> bool:
        return settings.DEMO


class OpeningLink(BoxesLink):
    menu = "项目管理/报价开启"
    order = 12
    kinds = (ENTITY, ADMINISTRATOR)


class RegulatorOpeningLink(BoxesLink):
    menu = "监管/报价开启"
    order = 61
    kinds = (REGULATOR,)


class EntityKeysLink(KeysLink):
    menu = "项目管理/开启密钥"
    order = 79
    kinds = (ENTITY, ADMINISTRATOR)


class RegulatorKeysLink(KeysLink):
    menu = "监管/开启密钥"
    order = 79
    kinds = (REGULATOR,)
