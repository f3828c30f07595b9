"""One text for one value: the form in which things are hashed and signed."""

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID


def canonical(value: Any) -> str:
    """Return `value` as JSON with sorted keys (by code point), no spaces and no escapes but those JSON
    demands.

    Decimals, dates, times and UUIDs become text: 1280000.00, 2026-11-21, 2026-11-21T01:30:00.000000Z. A float
    is refused, as two programs may write the same one differently; so is a time without a zone.

    Raises TypeError for what has no such text.
    """
    return json.dumps(_plain(value), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def time_text(moment: datetime) -> str:
    """Return an aware time in UTC, always with microseconds: 2026-11-21T01:30:00.000000Z."""
    if moment.tzinfo is None:
        raise TypeError("时间缺少时区")
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _plain(value: Any) -> Any:
    match value:
        case None | bool() | int() | str():
            return value
        case Mapping():
            if not all(isinstance(key, str) for key in value):
                raise TypeError("键必须是文字")
            return {key: _plain(item) for key, item in value.items()}
        case list() | tuple():
            return [_plain(item) for item in value]
        case Decimal():
            return format(value, "f")
        case datetime():
            return time_text(value)
        case date():
            return value.isoformat()
        case UUID():
            return str(value)
    raise TypeError(f"{type(value).__name__} 没有规范的文本形式")
