"""Every Django form comes out in our markup, without a form or a template having to ask for it.

`FormRenderer` is the project's FORM_RENDERER. A form may declare

* ``fieldsets = [("基本信息", ["name", "code"]), …]``: titled groups; fields it does not name follow in a last one;
* ``wide = {"address"}``: fields that take the whole width where the form has two columns.

Dates and times use the browser's own controls; an amount (`base.fields.MoneyField`) shows its 大写 while it is typed.
"""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from typing import Any

from django import forms
from django.forms import BaseForm
from django.forms.renderers import TemplatesSetting
from django.http import QueryDict
from django.template import TemplateDoesNotExist
from django.template.loader import get_template

from pingzhun.base.fields import MoneyField

_WIDE_FROM = 100  # characters of a text field


class DateInput(forms.DateInput):
    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class DateTimeInput(forms.DateTimeInput):
    input_type = "datetime-local"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%dT%H:%M")


class TimeInput(forms.TimeInput):
    input_type = "time"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%H:%M")


class MoneyInput(forms.TextInput):
    """An amount in yuan, with its 大写 and its 万元 shown live beside it. Every `base.fields.MoneyField` gets it."""

    template_name = "ui/forms/widgets/money.html"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"inputmode": "decimal", "autocomplete": "off", "data-money": True} | (attrs or {}))


_NATIVE: dict[type[forms.Widget], type[forms.Widget]] = {
    forms.DateInput: DateInput,
    forms.DateTimeInput: DateTimeInput,
    forms.TimeInput: TimeInput,
}
_CHOICES = (forms.RadioSelect, forms.CheckboxSelectMultiple)


class BoundField(forms.BoundField):
    """A field with our classes on its control, and the browser's own control for dates and times."""

    def __init__(self, form: BaseForm, field: forms.Field, name: str) -> None:
        native = MoneyInput if _is_plain_money(field) else _NATIVE.get(type(field.widget))
        if native:
            field.widget = native(field.widget.attrs)
        super().__init__(form, field, name)
        if field.error_messages.get("required") == forms.Field.default_error_messages["required"]:
            field.error_messages = field.error_messages | {"required": _what_to_do(field, str(self.label))}

    def build_widget_attrs(self, attrs: Any, widget: forms.Widget | None = None) -> dict[str, Any]:
        widget = widget or self.field.widget
        built: dict[str, Any] = super().build_widget_attrs(attrs, widget)
        if not widget.is_hidden:
            classes = [
                widget.attrs.get("class", ""),
                _control_class(widget),
                "is-invalid" if self.errors else "",
            ]
            built["class"] = " ".join(filter(None, classes))
        return built

    @property
    def is_choice_group(self) -> bool:
        return isinstance(self.field.widget, _CHOICES)

    @property
    def is_checkbox(self) -> bool:
        return isinstance(self.field.widget, forms.CheckboxInput)

    @property
    def is_wide(self) -> bool:
        """Whether the field takes the whole row of a two-column form."""
        widget = self.field.widget
        return (
            self.name in getattr(self.form, "wide", ())
            or isinstance(
                widget, forms.Textarea | forms.FileInput | forms.CheckboxInput | forms.SelectMultiple
            )
            or self.is_choice_group
            or (getattr(self.field, "max_length", None) or 0) > _WIDE_FROM
        )


def _what_to_do(field: forms.Field, label: str) -> str:
    """The sentence for an empty required field: the cure, not only the fault."""
    if isinstance(field.widget, forms.CheckboxInput):
        return f"请勾选“{label}”。"
    if isinstance(field.widget, forms.FileInput):
        return f"请上传{label}。"
    return f"请选择{label}。" if isinstance(field, forms.ChoiceField) else f"请填写{label}。"


def _is_plain_money(field: forms.Field) -> bool:
    return type(field.widget) is forms.TextInput and isinstance(field, MoneyField)


def _control_class(widget: forms.Widget) -> str:
    if isinstance(widget, _CHOICES):
        return ""
    if isinstance(widget, forms.CheckboxInput):
        return "form-check-input"
    return "form-select" if isinstance(widget, forms.Select) else "form-control"


class FormRenderer(TemplatesSetting):
    """Looks for each of Django's form templates under `ui/forms/` first."""

    form_template_name = "ui/forms/form.html"
    formset_template_name = "ui/forms/formset.html"
    field_template_name = "ui/forms/field.html"
    bound_field_class = BoundField

    def get_template(self, template_name: str) -> Any:
        name, engine = _place_of(template_name)
        return get_template(name, using=engine)


@cache
def _place_of(template_name: str) -> tuple[str, str]:
    """The name under which a form template is found, ours before Django's, and the engine it is written for."""
    for name in (template_name.replace("django/forms/", "ui/forms/", 1), template_name):
        for engine in ("jinja2", "django"):
            with suppress(TemplateDoesNotExist):
                get_template(name, using=engine)
                return name, engine
    raise TemplateDoesNotExist(template_name)


@dataclass(frozen=True)
class Group:
    """Fields of a form under one title; without a title the group is not a fieldset."""

    title: str
    fields: list[forms.BoundField]


def groups(form: BaseForm) -> list[Group]:
    """The visible fields by the form's `fieldsets`; what those do not name comes last, untitled."""
    rest = {field.name: field for field in form.visible_fields()}
    named = [
        Group(title, [rest.pop(name) for name in names if name in rest])
        for title, names in getattr(form, "fieldsets", [])
    ]
    return [group for group in [*named, Group("", list(rest.values()))] if group.fields]


@dataclass(frozen=True)
class ErrorLink:
    """One line of the error summary; an error of the whole form has no target."""

    target: str
    message: str


def error_links(form: BaseForm) -> list[ErrorLink]:
    if not form.errors:
        return []
    whole = [ErrorLink("", str(message)) for message in form.non_field_errors()]
    return whole + [
        ErrorLink(
            _focus_target(field), message if str(field.label) in message else f"{field.label}：{message}"
        )
        for field in form
        for message in map(str, field.errors)
    ]


def _focus_target(field: forms.BoundField) -> str:
    return f"{field.auto_id}_0" if isinstance(field.field.widget, _CHOICES) else field.id_for_label


@dataclass(frozen=True)
class ActiveFilter:
    """A filter that is set: its words on the chip, and the query string without it. value: empty of a box that is ticked, whose
    label says it all.
    """

    name: str
    label: str
    value: str
    query_without: str


def active_filters(form: BaseForm, query: QueryDict) -> Iterator[ActiveFilter]:
    """The fields of a GET form that narrow the list, in the form's order."""
    for field in form.visible_fields():
        values = [value for value in query.getlist(field.html_name) if value]
        if values:
            rest = query.copy()
            rest.pop(field.html_name, None)
            rest.pop("page", None)
            yield ActiveFilter(
                field.name, str(field.label), "、".join(_words(field, values)), "?" + rest.urlencode()
            )


def _words(field: forms.BoundField, values: list[str]) -> list[str]:
    if isinstance(field.field.widget, forms.CheckboxInput):
        return []
    choices = getattr(field.field, "choices", None)
    if choices is None:
        return values
    titles: dict[str, str] = {}
    for key, title in choices:
        titles.update(
            {str(k): str(t) for k, t in title} if isinstance(title, list | tuple) else {str(key): str(title)}
        )
    return [titles.get(value, value) for value in values]
