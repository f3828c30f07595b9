"""Rich text that people typed: made safe once, when it is published."""

from typing import Any

import nh3
from django.utils.html import format_html, linebreaks
from django.utils.safestring import SafeString, mark_safe

from pingzhun.base.typeset import html_tree

INLINE = {"a", "b", "em", "i", "span", "strong", "sub", "sup", "u"}
BLOCKS = {"h2", "h3", "h4", "p", "br", "hr", "blockquote", "ul", "ol", "li"}
TABLES = {"table", "caption", "thead", "tbody", "tfoot", "tr", "th", "td"}
CELL = {"colspan", "rowspan"}


def clean(html: str) -> str:
    """The HTML with nothing left but text structure: no script, style, picture, form or foreign link scheme."""
    return nh3.clean(
        html,
        tags=INLINE | BLOCKS | TABLES,
        attributes={"a": {"href"}, "th": CELL, "td": CELL},
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener noreferrer nofollow",
    )


def section(heading: str, content: str) -> SafeString:
    """A titled part of a notice: what somebody typed, as paragraphs."""
    return format_html("<h3>{}</h3>{}", heading, mark_safe(linebreaks(content, autoescape=True)))  # noqa: S308 -- escaped


def plain(html: str) -> str:
    """The words of sanitised HTML; what stood in two blocks stands on two lines."""
    return "".join(_words(html_tree(html))).strip()


def _words(nodes: list[Any]) -> list[str]:
    words = []
    for node in nodes:
        if isinstance(node, str):
            words.append(node)
        else:
            words += _words(node["children"])
            if node["tag"] not in INLINE:
                words.append("\n")
    return words
