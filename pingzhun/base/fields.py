"""Form fields for amounts and identifiers.

They take what people type (full-width digits, commas, spaces, 万元), give the form to store, and refuse with
one Chinese sentence. On a refusal the form shows again what was typed, as every Django field does. In a
ModelForm, name them in `Meta.field_classes`.
"""

from collections.abc import Callable
from decimal import Decimal
from typing import Any, TypeVar

from django import forms

from pingzhun.base.identifiers import clean_credit_code, clean_mobile, clean_resident_id
from pingzhun.base.money import parse_amount

Value = TypeVar("Value")


class MoneyField(forms.DecimalField):
    """An amount in yuan; cleans to a Decimal with two decimals."""

    widget = forms.TextInput  # a number input refuses 1,280,000 and full-width digits before we see them
    default_error_messages = {
        "required": "请填写金额。",
        "min_value": "金额不能低于 %(limit_value)s 元。",
        "max_value": "金额不能超过 %(limit_value)s 元。",
    }

    def __init__(self, *, max_digits: int = 16, decimal_places: int = 2, **kwargs: Any) -> None:
        super().__init__(max_digits=max_digits, decimal_places=decimal_places, **kwargs)

    # The stubs know DecimalField only as the IntegerField it extends.
    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override]
        if value in self.empty_values:
            return None
        if isinstance(value, Decimal):
            return value
        return _validated(parse_amount, str(value))

    def prepare_value(self, value: Any) -> Any:
        return f"{value:.2f}" if isinstance(value, Decimal) else value

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return super().widget_attrs(widget) | {"inputmode": "decimal", "autocomplete": "off"}


class NumberField(forms.DecimalField):
    """A number that counts something else than yuan: points, per cent. unit: what stands behind it where it is shown."""

    unit = ""


class PointsField(NumberField):
    unit = "分"


class PercentField(NumberField):
    unit = "%"


class _IdentifierField(forms.CharField):
    clean_text: Callable[[str], str]
    attrs: dict[str, str] = {}

    def to_python(self, value: Any) -> str | None:
        text = super().to_python(value)
        return _validated(type(self).clean_text, text) if text else text

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        attrs = super().widget_attrs(widget) | self.attrs
        attrs.pop("maxlength", None)  # it would cut a pasted number that still has its spaces
        return attrs


class CreditCodeField(_IdentifierField):
    """统一社会信用代码; cleans to 18 characters."""

    clean_text = staticmethod(clean_credit_code)
    attrs = {"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}


class MobileField(_IdentifierField):
    """手机号码; cleans to 11 digits."""

    clean_text = staticmethod(clean_mobile)
    attrs = {"inputmode": "tel", "autocomplete": "tel-national"}


class ResidentIdField(_IdentifierField):
    """居民身份证号码; cleans to 18 characters."""

    clean_text = staticmethod(clean_resident_id)
    attrs = {"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}


def _validated(clean: Callable[[str], Value], text: str) -> Value:
    try:
        return clean(text)
    except ValueError as error:
        raise forms.ValidationError(str(error), code="invalid") from error
