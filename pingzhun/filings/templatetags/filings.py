"""How a value of any kind stands in a table cell."""

import re
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import forms, template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from pingzhun.filings.course import FilingState
from pingzhun.filings.desks import desk
from pingzhun.filings.models import Filing
from pingzhun.ui.components import Badge
from pingzhun.ui.templatetags.ui import state_badge, when, yuan

register = template.Library()


@register.filter
def outcome(filing: Filing) -> str:
    """The state as people call it: what nobody reviews is not 审核通过 but 已生效."""
    if filing.state == FilingState.APPROVED and not desk(filing.desk).reviewed_by:
        return "已生效"
    return str(filing.get_state_display())


@register.filter
def nameless(form: forms.Form) -> SafeString:
    """A sealed form whose fields have no names: without a script, or beside it, a browser sends nothing of them."""
    html = str(form)
    return SafeString(re.sub(rf' name="{form.prefix}-(\w+)"', r' data-sealed="\1"', html))


@register.filter
def shown(value: Any) -> Any:
    match value:
        case None | "":
            return "—"
        case Decimal():
            return format_html('<span class="pz-amount">{}</span>', yuan(value))
        case datetime() | date():
            return format_html("<time>{}</time>", when(value))
        case Badge():
            return state_badge(value.label, value.tone)
        case _:
            return str(value)
