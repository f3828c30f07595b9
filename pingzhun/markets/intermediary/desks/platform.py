"""Pages of the platform and of the kernel in the menus: 基础数据 of the 管理人员, and the opening of quotes."""

from django.conf import settings

from pingzhun.directory.actors import Actor
from pingzhun.filings.desks import Link
from pingzhun.markets.intermediary.market import ADMINISTRATOR, ENTITY, REGULATOR
from pingzhun.sealing import box


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


class HoldersLink(Link, abstract=True):
    """For those who manage or review in an organisation that takes part in opening quotes."""

    def is_for(self, actor: Actor) -> bool:
        return actor.is_manager or actor.can_review


class BoxesLink(HoldersLink, abstract=True):
    title = "报价开启"
    url_name = "sealing:boxes"

    def count(self, actor: Actor) -> int:
        return box.number_waiting_for(actor.organisation)


class OpeningLink(BoxesLink):
    menu = "项目管理/报价开启"
    order = 12
    kinds = (ENTITY, ADMINISTRATOR)


class RegulatorOpeningLink(BoxesLink):
    menu = "监管/报价开启"
    order = 61
    kinds = (REGULATOR,)


class KeysLink(HoldersLink):
    title = "开启密钥"
    menu = "项目管理/开启密钥"
    order = 79
    kinds = (ENTITY, ADMINISTRATOR)
    url_name = "sealing:keys"


class RegulatorKeysLink(HoldersLink):
    title = "开启密钥"
    menu = "监管/开启密钥"
    order = 79
    kinds = (REGULATOR,)
    url_name = "sealing:keys"
