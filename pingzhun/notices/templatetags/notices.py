"""`{% notice_lines lines %}`: the list of notices that several pages show."""

from collections.abc import Iterable

from django import template
from django.template.loader import get_template
from django.utils.safestring import SafeString, mark_safe

from pingzhun.notices.listing import Line

register = template.Library()


@register.simple_tag
def notice_lines(lines: Iterable[Line]) -> SafeString:
    html = get_template("notices/_lines.html", using="jinja2").render({"lines": lines})
    return mark_safe(html)  # noqa: S308 -- the engine has escaped it
