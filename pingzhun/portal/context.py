"""The navigation of the public site, for every page that extends ui/portal.html."""

from collections.abc import Callable
from functools import cache
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from pingzhun.ui.components import MenuEntry

SECTIONS = (
    ("首页", "portal:home"),
    ("公告", "notices:index"),
    ("机构名录", "portal:organisations"),
    ("政策与规则", "portal:policies"),
    ("工作日历", "portal:calendar"),
    ("随机抽取", "portal:draws"),
    ("存证", "portal:ledger"),
    ("验真", "documents:verify"),
    ("帮助", "portal:help"),
)


def portal(request: HttpRequest) -> dict[str, Callable[[], Any]]:
    """`site_nav`, made only where a template asks for it."""
    return {"site_nav": lambda: navigation(request.path)}


def navigation(path: str) -> list[MenuEntry]:
    """The sections of the site; the one that `path` lies in is active."""
    home, *others = _addresses()
    entries = [MenuEntry(*home, active=path == home[1])]
    return entries + [MenuEntry(title, url, active=path.startswith(url)) for title, url in others]


@cache
def _addresses() -> list[tuple[str, str]]:
    return [(title, reverse(name)) for title, name in SECTIONS]
