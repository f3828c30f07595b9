"""What an agency offers: filled in and sealed in its browser, and first looked at when it is opened."""

from collections.abc import Mapping
from typing import Any

from django import forms

from pingzhun.base.fields import MoneyField
from pingzhun.base.money import format_yuan
from pingzhun.draws.algorithm import NONCE


class QuoteForm(forms.Form):
    """What stays sealed until the deadline. It is asked for anew each time: nobody keeps a copy, the draft neither."""

    price = MoneyField(
        label="报价", min_value=0, help_text="不得超过控制价；截止前可以修改或撤回，以最后一次为准。"
    )
    plan = forms.CharField(
        label="服务方案",
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="比选项目请写明服务方案，供项目单位评审。",
    )
    nonce = forms.CharField(
        required=False,
        widget=forms.HiddenInput(attrs={"data-random": "32"}),  # filled by the browser (`ui/fields.js`)
    )

    def clean_nonce(self) -> str | None:
        """The agency's own nonce for the draws of the round; none is no fault, and a damaged one is none."""
        text = self.cleaned_data["nonce"]
        return text if NONCE.fullmatch(text) else None


def said(payload: Mapping[str, Any]) -> str:
    """What the 开启记录 says of a quote."""
    quote = QuoteForm(payload)
    return f"{format_yuan(quote.cleaned_data['price'])} 元" if quote.is_valid() else "报价内容不符合填写要求"
