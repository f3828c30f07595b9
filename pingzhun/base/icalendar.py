"""Calendars as other programs subscribe to them: RFC 5545, the few lines of it that events need."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

MEDIA_TYPE = "text/calendar; charset=utf-8"
LONGEST_LINE = 75  # octets, without the line break (§3.1)


@dataclass(frozen=True)
class Event:
    """uid: the same as long as it is the same event. Times are aware. is_tentative: not confirmed yet."""

    uid: str
    starts_at: datetime
    ends_at: datetime
    summary: str
    location: str = ""
    description: str = ""
    is_tentative: bool = False


def calendar(name: str, events: Iterable[Event], *, now: datetime) -> bytes:
    """An iCalendar object with these events. Raises ValueError for a naive time."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Pingzhun//Pingzhun//ZH", "METHOD:PUBLISH"]
    lines.append(f"X-WR-CALNAME:{escaped(name)}")
    for event in events:
        lines += _lines_of(event, now=now)
    lines.append("END:VCALENDAR")
    return "".join(f"{folded(line)}\r\n" for line in lines).encode()


def _lines_of(event: Event, *, now: datetime) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{escaped(event.uid)}"
    yield f"DTSTAMP:{_utc(now)}"
    yield f"DTSTART:{_utc(event.starts_at)}"
    yield f"DTEND:{_utc(event.ends_at)}"
    yield f"SUMMARY:{escaped(event.summary)}"
    if event.location:
        yield f"LOCATION:{escaped(event.location)}"
    if event.description:
        yield f"DESCRIPTION:{escaped(event.description)}"
    yield f"STATUS:{'TENTATIVE' if event.is_tentative else 'CONFIRMED'}"
    yield "END:VEVENT"


def _utc(moment: datetime) -> str:
    if moment.tzinfo is None:
        raise ValueError("a moment needs its time zone")
    return moment.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def escaped(text: str) -> str:
    """TEXT of §3.3.11; control characters, which it cannot hold, are left out."""
    text = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\n", "\\n")
    return "".join(each for each in text if each == "\t" or each.isprintable())


def folded(line: str) -> str:
    """A line of any length as lines of at most 75 octets each, no character broken in two (§3.1)."""
    parts, length = [""], 0
    for character in line:
        size = len(character.encode())
        if length + size > LONGEST_LINE:
            parts.append("")
            length = 1  # the space that begins the next line
        parts[-1] += character
        length += size
    return "\r\n ".join(parts)
