"""基础数据: the platform's own pages in the menu of the 管理人员."""

from django.conf import settings

from pingzhun.filings.desks import Link
from pingzhun.markets.intermediary.market import ADMINISTRATOR


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
