"""Finding notices: words, filters, pages. Results are those of a plain LIKE; how they are looked for only makes them quick."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any, Generic, TypeVar

from django.db.models import Count, Model, Q, QuerySet
from django.utils.timezone import get_default_timezone

from pingzhun.directory.models import Jurisdiction
from pingzhun.notices.lookups import folded
from pingzhun.notices.models import Notice, NoticeQuerySet

MOST_COUNTED = 1000
PAGE_SIZE = 20
WINDOW = 2000
"""How many of the newest notices are read to see whether words are frequent."""
FREQUENT = 2 * PAGE_SIZE
"""As many of those hold frequent words."""
TOO_SHORT = "请至少输入两个字：单个字几乎出现在每一条公告里。"

Row = TypeVar("Row", bound=Model)


def terms(text: str) -> list[str]:
    """The words of a search box, folded, each of which must occur.

    Raises ValueError, with a sentence, if no word has two characters: one alone would find nearly every notice, and has
    no key in the 2-gram index. Beside a longer word a single character narrows what that one found.
    """
    words = folded(text).split()
    if words and max(map(len, words)) < 2:
        raise ValueError(TOO_SHORT)
    return words


@dataclass(frozen=True)
class Found:
    """What was looked for, newest first."""

    rows: NoticeQuerySet
    counted: QuerySet[Any] | int

    @property
    def total(self) -> int:
        """How many there are, as `count` says it."""
        return self.counted if isinstance(self.counted, int) else count(self.counted)


NOTHING = Found(Notice.objects.none(), 0)


def passing(
    *,
    kind: str | None = None,
    market: str | None = None,
    jurisdiction: Jurisdiction | None = None,
    since: date | None = None,
    until: date | None = None,
    open_at: datetime | None = None,
) -> NoticeQuerySet:
    """Notices, newest first.

    jurisdiction: it and all below it. since, until: days of publication in the site's time zone, both included.
    open_at: only those open at that moment.
    """
    found = Notice.objects.order_by("-published_at", "-pk")
    if kind:
        found = found.filter(kind=kind)
    if market:
        found = found.filter(market=market)
    if jurisdiction:
        found = found.filter(jurisdiction__in=Jurisdiction.objects.within(jurisdiction))
    if since:
        found = found.filter(published_at__gte=datetime.combine(since, time.min, get_default_timezone()))
    if until:
        found = found.filter(published_at__lte=datetime.combine(until, time.max, get_default_timezone()))
    if open_at:
        found = found.open_at(open_at)
    return found


def holding(found: NoticeQuerySet, words: Sequence[str]) -> Found:
    """Those of `found`, which is ordered newest first, that hold every word.

    Frequent words are read for from the newest notices on; rare ones come from the index, which would have to sort half the
    table for a frequent one. PostgreSQL cannot tell: of a word it knows the shares of its pairs, and multiplies them.
    """
    if not words:
        return Found(found, found)
    said = Q(*(Q(search_text__says=word) for word in words))
    read, seen = (
        found.annotate(said=said)[:WINDOW]
        .aggregate(read=Count("pk"), seen=Count("pk", filter=Q(said=True)))
        .values()
    )
    by_text = found.filter(said)
    if read < WINDOW or seen > MOST_COUNTED:
        return Found(by_text, min(seen, MOST_COUNTED + 1))
    by_pairs = found.filter(*(Q(search_text__holds=word) for word in words))
    if seen >= FREQUENT:
        return Found(by_text, by_pairs)
    keys = list(by_pairs.order_by().values_list("pk", flat=True)[: MOST_COUNTED + 1])
    if len(keys) > MOST_COUNTED:
        return Found(by_text, len(keys))
    return Found(found.filter(pk__in=keys), len(keys))


def count(found: QuerySet[Any]) -> int:
    """How many there are, counted no further than MOST_COUNTED + 1: then there are "more than a thousand"."""
    return found.order_by()[: MOST_COUNTED + 1].count()


@dataclass(frozen=True)
class Page(Generic[Row]):
    """A page of a list, with the cursors of its neighbours; None where there is none."""

    rows: list[Row]
    newer: str | None
    older: str | None


def page(
    found: QuerySet[Row], *, cursor: str | None = None, by: str = "published_at", size: int = PAGE_SIZE
) -> Page[Row]:
    """The page at `cursor`, the first without one, of rows ordered by (-`by`, -pk), where `by` is a time. It costs the same
    however deep it lies, and rows that are added meanwhile do not shift it.

    Raises ValueError for a cursor that this function did not make.
    """
    backwards, edge = _read(cursor) if cursor else (False, None)
    if edge:
        moment, pk = edge
        side, bound = ("gt", "gte") if backwards else ("lt", "lte")
        found = found.filter(**{f"{by}__{bound}": moment}).filter(
            Q(**{f"{by}__{side}": moment}) | Q(**{f"pk__{side}": pk})
        )
    rows = list((found.reverse() if backwards else found)[: size + 1])
    more = len(rows) > size
    rows = rows[:size][::-1] if backwards else rows[:size]
    return Page(
        rows,
        newer=_cursor("newer", rows[0], by) if rows and (more if backwards else edge) else None,
        older=_cursor("older", rows[-1], by) if rows and (more or backwards) else None,
    )


def _cursor(side: str, row: Model, by: str) -> str:
    moment: datetime = getattr(row, by)
    return f"{side}-{moment.astimezone(UTC):%Y%m%d%H%M%S%f}-{row.pk}"


def _read(cursor: str) -> tuple[bool, tuple[datetime, int]]:
    side, moment, pk = cursor.split("-")
    if side not in ("newer", "older") or len(pk) > 18:
        raise ValueError(f"not a cursor: {cursor!r}")
    return side == "newer", (datetime.strptime(moment, "%Y%m%d%H%M%S%f").replace(tzinfo=UTC), int(pk))
