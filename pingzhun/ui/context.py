"""What every template knows about the site and about how this browser wants to see it."""

from urllib.parse import unquote

from django.conf import settings
from django.http import HttpRequest

SITE_TITLE = "平准"
SITE_SUBTITLE = "公共采购与公共服务交易平台"
THEMES = ("auto", "light", "dark")


def site(request: HttpRequest) -> dict[str, object]:
    """Title, demo flag, and the preferences kept in the cookies `theme`, `elder` and `menu_closed`.

    The preferences come from cookies and not from local storage, so that the first paint is already right.
    """
    theme = request.COOKIES.get("theme", THEMES[0])
    return {
        "site_title": SITE_TITLE,
        "site_subtitle": SITE_SUBTITLE,
        "demo": settings.DEMO,
        "theme": theme if theme in THEMES else THEMES[0],
        "elder": request.COOKIES.get("elder") == "1",
        "menu_closed": unquote(request.COOKIES.get("menu_closed", "")).split("|"),
    }
