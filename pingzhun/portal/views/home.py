"""The front page, and the search over everything public."""

from datetime import datetime

from django.core.cache import cache
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from pingzhun.accounts.http import Request
from pingzhun.base import access
from pingzhun.cases.markets import Entrance, Market, markets
from pingzhun.cases.models import Case
from pingzhun.directory.roster import for_lines, lines, public_capacities, roster
from pingzhun.notices import listing
from pingzhun.notices.kept import kept, next_closing
from pingzhun.notices.kinds import kinds
from pingzhun.notices.models import Notice
from pingzhun.notices.search import count, holding, passing, terms
from pingzhun.portal.views.help import chapters
from pingzhun.ui.components import Crumb

LATEST = 8
FOUND = 10
FIGURES_KEPT = 60  # seconds


@access.public
@require_safe
@kept
def home(request: Request) -> tuple[HttpResponse, datetime | None]:
    """The markets and their entrances, key figures, and the latest notices, of one kind where a tab is chosen."""
    chosen = request.GET.get("kind", "")
    latest = list(listing.for_lines(passing(kind=chosen if chosen in kinds else None))[:LATEST])
    response = render(
        request,
        "portal/home.html",
        {
            "markets": [(market, entrances(market)) for market in markets],
            "figures": figures(now=request.now),
            "tabs": kinds,
            "chosen": chosen,
            "lines": listing.lines(latest, now=request.now),
            "chapters": chapters().values(),
        },
    )
    return response, next_closing(latest, now=request.now)


def entrances(market: Market) -> list[tuple[Entrance, str]]:
    """Each entrance with the address at which its registration begins."""
    return [(entrance, _registration(entrance)) for entrance in market.entrances]


def _registration(entrance: Entrance) -> str:
    desk = reverse(f"desks:{entrance.desk}.list")
    return f"{reverse('accounts:register')}?{urlencode({'next': desk})}"


def figures(*, now: datetime) -> dict[str, int]:
    """What has been counted, at most FIGURES_KEPT seconds ago."""
    kept: dict[str, int] | None = cache.get("portal.figures")
    if kept is None:
        kept = _counted(now)
        cache.set("portal.figures", kept, FIGURES_KEPT)
    return kept


def _counted(now: datetime) -> dict[str, int]:
    return {
        "organisations": public_capacities().values("organisation").distinct().count(),
        "cases": Case.objects.count(),
        "open": Notice.objects.open_at(now).count(),
        "notices": Notice.objects.count(),
    }


@access.public
@require_safe
def search(request: Request) -> HttpResponse:
    """The best of the notices and of the roster for the words of the search box."""
    text = request.GET.get("q", "")[:100].replace("\x00", "")
    context = {"crumbs": [Crumb("首页", "/"), Crumb("搜索")], "text": text, "query": urlencode({"q": text})}
    try:
        words = terms(text)
    except ValueError as error:
        return render(request, "portal/search.html", context | {"problem": str(error)})
    if not words:
        return render(request, "portal/search.html", context | {"problem": "请输入要找的公告、项目或机构。"})
    notices = holding(passing(), words)
    organisations = roster(text)
    return render(
        request,
        "portal/search.html",
        context
        | {
            "notices": listing.lines(
                listing.for_lines(notices.rows, words=words)[:FOUND], now=request.now, words=words
            ),
            "notice_count": notices.total,
            "organisations": lines(for_lines(organisations, now=request.now)[:FOUND]),
            "organisation_count": count(organisations),
        },
    )
