"""Where the database is: `DATABASE_URL`, or the cluster that the program keeps for itself (`tools/pg.py`)."""

from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit


def database_from_url(url: str | None, data_dir: Path) -> dict[str, Any]:
    """Return Django's settings for `url` (postgresql://user:password@host:port/name?option=value).

    Without a url the socket of the embedded cluster is meant: `<data_dir>/pg/run`, or where its path is longer than
    the 107 bytes a unix socket allows, the directory named in `<data_dir>/pg/socket-dir`.
    """
    if not url:
        named = data_dir / "pg" / "socket-dir"
        socket_dir = named.read_text().strip() if named.exists() else str(data_dir / "pg" / "run")
        settings: dict[str, Any] = {"NAME": "pingzhun", "USER": "app", "HOST": socket_dir}
        options: dict[str, Any] = {}
    else:
        parts = urlsplit(url)
        if parts.scheme not in {"postgres", "postgresql"}:
            raise ValueError("DATABASE_URL 须以 postgresql:// 开头：平准只使用 PostgreSQL。")
        options = dict(parse_qsl(parts.query))
        settings = {
            "NAME": unquote(parts.path.lstrip("/")),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": options.pop("host", None) or parts.hostname or "",
            "PORT": parts.port or "",
        }
    options["pool"] = {"min_size": 1, "max_size": 8, "timeout": 10}
    return settings | {
        "ENGINE": "django.db.backends.postgresql",
        "OPTIONS": options,
        "CONN_HEALTH_CHECKS": True,
    }
