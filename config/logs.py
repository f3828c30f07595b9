"""One line of the log for one event, in JSON or as text, without what names a person.

Nothing of ours writes a mobile, an identity number or an address into the log on purpose; an exception that quotes a row, or a
gateway's answer, may. So whatever looks like one is masked in the finished line.
"""

import json
import logging
import re
from datetime import UTC, datetime

PERSONAL = (
    (re.compile(r"(?<![0-9A-Za-z])1[3-9]\d{9}(?![0-9A-Za-z])"), "[手机号]"),
    (re.compile(r"(?<![0-9A-Za-z])\d{17}[\dXx](?![0-9A-Za-z])"), "[身份证号]"),
    (re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"), "[邮箱]"),
    (re.compile(r"(DETAIL:\s*).*"), r"\1[略]"),  # PostgreSQL quotes the row there
)


def masked(text: str) -> str:
    for pattern, instead in PERSONAL:
        text = pattern.sub(instead, text)
    return text


class Text(logging.Formatter):
    """For people. A line break in a message cannot pretend to be another event: only a traceback goes on to the next line, and is
    indented there.
    """

    def format(self, record: logging.LogRecord) -> str:
        return masked(super().format(record)).replace("\r", "\\r").replace("\n", "\n    ")


class Json(logging.Formatter):
    """For a collector: an object of time (UTC), level, logger, message, process; status, path, error where known."""

    def format(self, record: logging.LogRecord) -> str:
        event: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
            "process": record.process,
        }
        if (status := getattr(record, "status_code", None)) is not None:
            event["status"] = status
        if (path := getattr(getattr(record, "request", None), "path", None)) is not None:
            event["path"] = path  # without its query
        if record.exc_info:
            event["error"] = self.formatException(record.exc_info)
        said = {key: masked(value) if isinstance(value, str) else value for key, value in event.items()}
        return json.dumps(said, ensure_ascii=False)
