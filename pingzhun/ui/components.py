"""The plain values that pages hand to the fragments of this package. None of them knows a model."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

Tone = Literal["", "neutral", "info", "good", "warn", "bad"]
StageStatus = Literal["done", "now", "todo", "skipped", "failed"]


@dataclass(frozen=True)
class MenuEntry:
    """One link of a menu. `count` is shown only when it is above zero; `icon` is a Tabler icon name."""

    title: str
    url: str
    count: int = 0
    active: bool = False
    icon: str = ""


@dataclass(frozen=True)
class MenuGroup:
    """A collapsible group of the sidebar, its entries and the groups within it. A group without a title shows its entries at the
    top level.
    """

    title: str
    icon: str
    entries: list[MenuEntry] = field(default_factory=list)
    groups: list["MenuGroup"] = field(default_factory=list)

    @property
    def active(self) -> bool:
        return any(entry.active for entry in self.all_entries)

    @property
    def count(self) -> int:
        return sum(entry.count for entry in self.all_entries)

    @property
    def all_entries(self) -> Iterator[MenuEntry]:
        """Its own and those of the groups within it."""
        yield from self.entries
        for group in self.groups:
            yield from group.all_entries


@dataclass(frozen=True)
class Badge:
    """A word that stands out in a list; as text it is the word alone."""

    label: str
    tone: Tone = "neutral"

    def __str__(self) -> str:
        return self.label


@dataclass(frozen=True)
class Crumb:
    """One step of the breadcrumbs; the last one has no `url`."""

    title: str
    url: str | None = None


@dataclass(frozen=True)
class Who:
    """Who is signed in, as the top bar shows it: the person, the organisation, the capacity (角色) in use."""

    name: str
    organisation: str = ""
    role: str = ""


@dataclass(frozen=True)
class Stage:
    """One stage of a course (流程), in order."""

    title: str
    status: StageStatus
    when: datetime | date | None = None
    note: str = ""


@dataclass(frozen=True)
class TimelineEntry:
    """Who did what when, with the opinion given and where to read more."""

    when: datetime | date
    who: str
    what: str
    opinion: str = ""
    tone: Tone = "neutral"
    link: str | None = None


@dataclass(frozen=True)
class CheckItem:
    """A condition: met, not met (with the sentence that says why, and the article of law), or not yet known."""

    label: str
    met: bool | None
    sentence: str = ""
    article: str = ""


@dataclass(frozen=True)
class Fact:
    """A key figure. `value` may be safe HTML, for example the output of `{% countdown %}`."""

    label: str
    value: object
    hint: str = ""
    tone: Tone = ""
