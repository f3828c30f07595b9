"""帮助: the handbook, from docs/handbook."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_safe
from markdown_it import MarkdownIt

from pingzhun.accounts.http import Request
from pingzhun.base import access
from pingzhun.ui.components import Crumb

HANDBOOK = settings.BASE_DIR / "docs" / "handbook"
FOR_USERS = (
    "clerk",
    "smallworks",
    "reviewer",
    "operator",
)  # in the order of reading; the rest of the folder is for developers


@dataclass(frozen=True)
class Chapter:
    slug: str
    title: str
    html: SafeString


@cache
def chapters(folder: Path = HANDBOOK) -> dict[str, Chapter]:
    """The chapters that there are, by slug; a chapter's title is its first heading."""
    paths = [folder / f"{slug}.md" for slug in FOR_USERS]
    return {path.stem: _chapter(path) for path in paths if path.exists()}


def _chapter(path: Path) -> Chapter:
    heading, _, rest = path.read_text("utf-8").partition("\n")
    html = MarkdownIt("commonmark").enable("table").render(rest)
    return Chapter(path.stem, heading.lstrip("# ").strip(), mark_safe(html))  # noqa: S308 -- our own handbook


@access.public
@require_safe
def index(request: Request) -> HttpResponse:
    return render(
        request,
        "portal/help.html",
        {"crumbs": [Crumb("首页", "/"), Crumb("帮助")], "chapters": chapters().values()},
    )


@access.public
@require_safe
def page(request: Request, slug: str) -> HttpResponse:
    try:
        chapter = chapters()[slug]
    except KeyError:
        raise Http404("手册里没有这一章。") from None
    return render(
        request,
        "portal/help_page.html",
        {
            "crumbs": [Crumb("首页", "/"), Crumb("帮助", "/help/"), Crumb(chapter.title)],
            "chapter": chapter,
            "chapters": chapters().values(),
        },
    )
