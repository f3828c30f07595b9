"""How a value of any kind stands in a table cell."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import template
from django.utils.html import format_html

from pingzhun.ui.templatetags.ui import when, yuan

register = template.Library()


@register.filter
def shown(value: Any) -> Any:
    match value:
        case None | "":
            return "—"
        case Decimal():
            return format_html('<span class="pz-amount">{}</span>', yuan(value))
        case datetime() | date():
            return format_html("<time>{}</time>", when(value))
        case _:
            return str(value)
