"""The menu of each role, made from the desks, worklists and links that the markets declare."""

from collections.abc import Iterator

from django.urls import reverse

from pingzhun.cases.markets import markets
from pingzhun.directory.actors import Actor
from pingzhun.filings.desks import Desk, Link, Worklist, items
from pingzhun.filings.queries import inbox_counts, market_of
from pingzhun.ui.components import MenuEntry, MenuGroup


def menu_of(actor: Actor, *, path: str) -> list[MenuGroup]:
    """The groups in the order in which their first entries are declared; the entry that `path` lies in is active."""
    entries: dict[str, list[MenuEntry]] = {}
    counts = inbox_counts(actor)
    for menu, url, count in sorted(_entries(actor, counts), key=lambda each: each[0]):
        group, _, title = menu[1].rpartition("/")
        entries.setdefault(group, []).append(MenuEntry(title, url, count=count, active=path.startswith(url)))
    icons = dict(markets.get(market_of(actor)).menu_icons) if market_of(actor) in markets else {}
    top = MenuGroup("", "", _top(actor, path, sum(counts.values())))
    return [top, *(MenuGroup(title, icons.get(title, "folder"), found) for title, found in entries.items())]


def _entries(actor: Actor, counts: dict[str, int]) -> Iterator[tuple[tuple[int, str], str, int]]:
    """((order, menu path), url, count) of what this actor's role has."""
    for item in items:
        match item:
            case Desk():
                if item.menu and item.filed_by is not None and item.filed_by.key == actor.kind:
                    yield (item.order, item.menu), reverse(f"desks:{item.key}.list"), 0
                if (
                    item.review_menu
                    and actor.can_review
                    and actor.kind in {reviewer.kind.key for reviewer in item.reviewed_by}
                ):
                    yield (
                        (item.order, item.review_menu),
                        reverse(f"desks:{item.key}.reviews"),
                        counts.get(item.key, 0),
                    )
            case Worklist():
                if item.menu and item.kind.key == actor.kind:
                    yield (item.order, item.menu), reverse(f"desks:{item.key}"), 0
            case Link():
                here = item.shown and actor.kind in {kind.key for kind in item.kinds}
                if item.menu and here and item.is_for(actor):
                    yield (item.order, item.menu), reverse(item.url_name), item.count(actor)


def _top(actor: Actor, path: str, waiting: int) -> list[MenuEntry]:
    home, todo = reverse("console:home"), reverse("console:todo")
    entries = [MenuEntry("工作台", home, icon="layout-dashboard", active=path == home)]
    if actor.kind is not None:
        entries.append(
            MenuEntry(
                "待办事项",
                todo,
                icon="checklist",
                active=path == todo,
                count=waiting,
            )
        )
    return entries
