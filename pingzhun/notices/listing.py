"""Notices as the lines of a list: one query, only the columns that a line shows."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString

from pingzhun.notices.kinds import kinds
from pingzhun.notices.lookups import folded
from pingzhun.notices.models import Notice, NoticeQuerySet

COLUMNS = (
    "number",
    "kind",
    "title",
    "publisher",
    "published_at",
    "closes_at",
    "jurisdiction__code",
    "jurisdiction__name",
)
BEFORE, AFTER = 30, 70  # characters of an excerpt on either side of the word


@dataclass(frozen=True)
class Line:
    """state: as the kind says while it is open, 已截止, 已更正 or nothing; tone: of its badge. excerpt: where the words stand, if
    not in the title.
    """

    notice: Notice
    title: SafeString
    excerpt: SafeString
    kind: str
    url: str
    state: str
    tone: str


def for_lines(found: NoticeQuerySet, *, words: Sequence[str] = ()) -> NoticeQuerySet:
    columns = (*COLUMNS, "search_text") if words else COLUMNS
    return found.select_related("jurisdiction", "corrected_by").only(*columns, "corrected_by__number")


def lines(notices: Iterable[Notice], *, now: datetime, words: Sequence[str] = ()) -> list[Line]:
    """The lines of notices fetched by `for_lines` with the same `words`: those that were searched for are marked."""
    return [
        Line(
            notice,
            marked(notice.title, words),
            _excerpt(notice, words),
            kinds.get(notice.kind).title,
            reverse("notices:page", args=[notice.number]),
            *state_of(notice, now=now),
        )
        for notice in notices
    ]


def state_of(notice: Notice, *, now: datetime) -> tuple[str, str]:
    """What a reader must know at once, and the tone of the badge that says it."""
    if hasattr(notice, "corrected_by"):
        return "已更正", "warn"
    if notice.closes_at is None:
        return "", ""
    call = notice.kind_entry.call
    return (call.while_open if call else "未截止", "good") if notice.is_open(now) else ("已截止", "neutral")


def _excerpt(notice: Notice, words: Sequence[str]) -> SafeString:
    title = folded(notice.title)
    missing = next((word for word in words if word not in title), None)
    if missing is None:
        return SafeString()
    at = max(0, notice.search_text.find(missing))
    return marked(" ".join(notice.search_text[max(0, at - BEFORE) : at + AFTER].split()), words)


def marked(text: str, words: Sequence[str]) -> SafeString:
    """`text` escaped, with every occurrence of the words in <mark>, whatever their case."""
    if not words:
        return escape(text)
    found = re.compile("((?:" + "|".join(map(re.escape, words)) + ")+)", re.IGNORECASE)
    parts = found.split(text)  # what stands between, what was found, what stands between, …
    marks = (format_html("<mark>{}</mark>", part) if place % 2 else part for place, part in enumerate(parts))
    return format_html_join("", "{}", ((part,) for part in marks))
