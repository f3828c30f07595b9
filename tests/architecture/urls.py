"""Every URL of the site and who may open it; `python -m tests.architecture.urls` writes them to `urls.txt`."""

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

from pingzhun.base.access import Access

SNAPSHOT = Path(__file__).with_name("urls.txt")


@dataclass(frozen=True)
class Route:
    """One URL pattern with its includes resolved. name: with its namespaces; ends in ":" where it has none of its own."""

    pattern: str
    name: str
    view: Any

    @property
    def access(self) -> Access | None:
        return getattr(self.view, "access", None)

    def __str__(self) -> str:
        access = self.access
        who = "UNDECLARED" if access is None else " ".join([access.kind, *access.capacities])
        return f"{self.pattern or '/'}  {who}"


def routes(urlconf: str | None = None) -> list[Route]:
    """Every pattern of the site, or of another urlconf, includes followed."""
    return list(_walk(get_resolver(urlconf).url_patterns))


def _walk(patterns: Iterable[Any], prefix: str = "", namespace: str = "") -> Iterator[Route]:
    for each in patterns:
        here = f"{prefix}{each.pattern}"
        if isinstance(each, URLPattern):
            yield Route(here, f"{namespace}{each.name or ''}", each.callback)
        elif isinstance(each, URLResolver):
            inner = f"{namespace}{each.namespace}:" if each.namespace else namespace
            yield from _walk(each.url_patterns, here, inner)
        else:
            raise TypeError(f"neither a pattern nor a resolver: {each!r}")


def snapshot() -> str:
    return "".join(f"{line}\n" for line in sorted(str(route) for route in routes()))


if __name__ == "__main__":
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings_test")
    os.environ.pop("PINGZHUN_DEBUG", None)
    django.setup()
    SNAPSHOT.write_text(snapshot())
