"""The menu of each role, made from the desks, worklists and links that the markets declare."""

from collections.abc import Iterator
from dataclasses import replace

from django.urls import reverse

from pingzhun.cases.markets import markets
from pingzhun.directory.actors import Actor
from pingzhun.filings.desks import Desk, Link, Overview, Worklist, items
from pingzhun.filings.queries import inbox_counts, market_of
from pingzhun.ui.components import MenuEntry, MenuGroup


def menu_of(actor: Actor, *, path: str) -> list[MenuGroup]:
    """The groups in the order in which their first entries are declared; the entry that `path` lies in is active. What has no
    group stands at the top.
    """
    icons = dict(markets.get(market_of(actor)).menu_icons) if market_of(actor) in markets else {}
    counts = inbox_counts(actor)
    top = MenuGroup("", "", _top(actor, path, sum(counts.values())))
    menu: list[MenuGroup] = []
    for (_, place), entry in sorted(_entries(actor, path, counts), key=lambda each: each[0]):
        *folders, _ = place.split("/")
        group, within = top, menu
        for title in folders:
            found = next((each for each in within if each.title == title), None)
            if found is None:
                found = MenuGroup(title, icons.get(title, "folder"))
                within.append(found)
            group, within = found, found.groups
        group.entries.append(entry if folders else replace(entry, icon=icons.get(place, "folder")))
    return [top, *menu]


def _entries(actor: Actor, path: str, counts: dict[str, int]) -> Iterator[tuple[tuple[int, str], MenuEntry]]:
    """((order, menu path), entry) of what this actor's role has."""

    def entry(menu: str, url: str, *, count: int = 0, within: str | None = None) -> MenuEntry:
        return MenuEntry(menu.rpartition("/")[2], url, count=count, active=path.startswith(within or url))

    for item in items:
        match item:
            case Desk():
                base = reverse(f"desks:{item.key}.list")
                if item.menu and item.is_filed_by(actor.kind):
                    picks_first = item.about_cases and not item.picking
                    first = reverse(f"desks:{item.key}.choose") if picks_first else base
                    yield (item.order, item.menu), entry(item.menu, first, within=base)
                if (
                    item.review_menu
                    and actor.can_review
                    and actor.kind in {reviewer.kind.key for reviewer in item.reviewed_by}
                ):
                    url = reverse(f"desks:{item.key}.reviews")
                    count = counts.get(item.key, 0)
                    yield (item.order, item.review_menu), entry(item.review_menu, url, count=count)
            case Worklist():
                if item.menu and actor.kind in {kind.key for kind in item.kinds}:
                    yield (item.order, item.menu), entry(item.menu, reverse(f"desks:{item.key}"))
            case Overview():
                if item.is_for(actor) and (menu := item.menu_for(actor)):
                    yield (item.order, menu), entry(menu, reverse(f"desks:{item.key}"))
            case Link():
                here = item.shown and actor.kind in {kind.key for kind in item.kinds}
                if item.menu and here and item.is_for(actor):
                    url = reverse(item.url_name)
                    yield (item.order, item.menu), entry(item.menu, url, count=item.count(actor))


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
