"""Tabler's icons as inline SVG, read from the installed package."""

import re
from functools import cache

from django.conf import settings
from django.utils.safestring import SafeString, mark_safe

_PATHS = re.compile(r"<(?:path|circle|rect|line|polyline|ellipse)[^>]*/>")
_CANVAS = '<path stroke="none" d="M0 0h24v24H0z" fill="none" />'


@cache
def drawing(name: str, *, filled: bool = False) -> SafeString:
    """The shapes inside the icon's `<svg>`. Raises LookupError for a name that Tabler does not have."""
    style = "filled" if filled else "outline"
    if not re.fullmatch(r"[a-z0-9-]+", name):
        raise LookupError(f"not an icon name: {name!r}")
    path = settings.NODE_MODULES / "@tabler" / "icons" / "icons" / style / f"{name}.svg"
    if not path.exists():
        raise LookupError(f"Tabler has no {style} icon {name!r}")
    shapes = [shape for shape in _PATHS.findall(path.read_text("utf-8")) if shape != _CANVAS]
    return mark_safe("".join(shapes))  # noqa: S308 -- a file of the installed package, not of a user
