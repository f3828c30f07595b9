"""Forms of filings: a ModelForm that knows its desk, actor, case and moment, with rows where the filing has a list."""

from collections.abc import Callable, Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.db import models
from django.http import QueryDict
from django.utils.formats import date_format
from django.utils.timezone import localtime

from pingzhun.base.money import format_yuan
from pingzhun.directory.actors import Actor

if TYPE_CHECKING:
    from pingzhun.filings.desks import Desk

Draft = dict[str, list[str]]


class FilingForm(forms.ModelForm):
    """The form of one desk.

    rows: name → ModelForm of a row, for filings with a list (people, lots); the row model has a foreign key to the filing.
    distinct: name → fields that no two of those rows may have in common.
    row_adders: name → what the button says that adds such a row.
    fixed_rows: the rows are those of `first_rows`; none is added or removed.
    Subclasses narrow their choices in `set_up`, where `self.actor`, `self.case` and `self.now` are known.
    """

    rows: ClassVar[dict[str, type[forms.ModelForm]]] = {}
    row_titles: ClassVar[dict[str, str]] = {}
    row_adders: ClassVar[dict[str, str]] = {}
    least_rows: ClassVar[dict[str, int]] = {}
    fixed_rows: ClassVar[bool] = False
    distinct: ClassVar[dict[str, tuple[str, ...]]] = {}

    def __init__(
        self,
        data: Any = None,
        *,
        desk: "Desk",
        actor: Actor,
        case: Any,
        now: datetime,
        draft: Draft | None = None,
        **options: Any,
    ) -> None:
        self.desk, self.actor, self.case, self.now = desk, actor, case, now
        super().__init__(data, **options)
        self._keep_absent_text_null()
        self.set_up()
        self.row_sets = {name: self._row_set(name, data, draft) for name in self.rows}
        if draft is not None:
            typed = querydict(draft)
            for name, field in self.fields.items():
                self.initial[name] = field.widget.value_from_datadict(typed, {}, self.add_prefix(name))

    def _keep_absent_text_null(self) -> None:
        """Django does so for a CharField that may be NULL, and forgets the TextField."""
        for column in self._meta.model._meta.concrete_fields:
            if isinstance(column, models.TextField) and column.null and column.name in self.fields:
                self.fields[column.name].empty_value = None  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        return super().clean() or self.cleaned_data

    def set_up(self) -> None:
        """Narrow choices, set help texts: called once, before data is looked at."""

    def first_rows(self, name: str) -> list[dict[str, Any]]:
        """The rows that a fresh form starts with."""
        return []

    def set_up_row(self, name: str, row: forms.ModelForm) -> None:
        """Narrow the choices of one row."""

    def _row_set(self, name: str, data: Any, draft: Draft | None) -> Any:
        row_form, least = self.rows[name], self.least_rows.get(name, 0)
        initial = self._rows_of_draft(name, draft) if draft is not None else self._rows_of_instance(name)
        initial = initial or self.first_rows(name)
        factory: Any = forms.formset_factory(
            row_form,
            extra=0 if initial else 1,
            min_num=0,
            validate_min=False,
            max_num=200,
            validate_max=True,
            can_delete=not self.fixed_rows,
            formset=RowSet,
        )
        factory.least = least
        factory.fixed = self.fixed_rows
        factory.adder = self.row_adders.get(name, "")
        factory.distinct = self.distinct.get(name, ())
        factory.set_up_row = staticmethod(lambda row: self.set_up_row(name, row))
        return factory(data, prefix=name, initial=initial if data is None else None)

    def _rows_of_draft(self, name: str, draft: Draft) -> list[dict[str, Any]]:
        typed = querydict(draft)
        rows = []
        for index in range(int(typed.get(f"{name}-TOTAL_FORMS") or 0)):
            if not typed.get(f"{name}-{index}-DELETE"):
                row = self.rows[name](prefix=f"{name}-{index}")
                rows.append(
                    {
                        key: field.widget.value_from_datadict(typed, {}, row.add_prefix(key))
                        for key, field in row.fields.items()
                    }
                )
        return rows

    def _rows_of_instance(self, name: str) -> list[dict[str, Any]]:
        if self.instance.pk is None:
            return []
        form = self.rows[name]
        return [forms.model_to_dict(row, form._meta.fields) for row in self.stored_rows(name)]

    def titled_row_sets(self) -> list[dict[str, Any]]:
        return [
            {"title": self.row_titles.get(name, name), "rows": rows} for name, rows in self.row_sets.items()
        ]

    def wrong_rows(self) -> list[str]:
        """The titles of the lists in which something is to be corrected; empty before anything is posted."""
        wrong = [name for name, rows in self.row_sets.items() if self.is_bound and not rows.is_valid()]
        return [self.row_titles.get(name, name) for name in wrong]

    def stored_rows(self, name: str) -> Any:
        return self.rows[name]._meta.model._default_manager.filter(filing_id=self.instance.pk)

    def save_rows(self) -> None:
        """Replace the stored rows by those of the form. The typed filing must be stored."""
        for name, row_set in self.row_sets.items():
            self.stored_rows(name).delete()
            for row in kept(row_set):
                stored = row.save(commit=False)
                stored.filing_id = self.instance.pk
                stored.save(force_insert=True)

    def is_valid(self) -> bool:
        return super().is_valid() & all([rows.is_valid() for rows in self.row_sets.values()])  # noqa: C419 -- each must say its errors

    def typed(self, data: QueryDict) -> Draft:
        """What of `data` belongs to this form, as typed: what a draft keeps. A sealed field never does."""
        names = {self.add_prefix(name) for name in self.fields}
        prefixes = tuple(f"{name}-" for name in self.rows)
        return {key: list(values) for key, values in data.lists() if key in names or key.startswith(prefixes)}

    def with_given(self, given: Draft) -> QueryDict:
        """A fresh form's initial values with what the button that began the filing gave: the first draft."""
        first = {
            name: value for name, value in self.initial.items() if name in self.fields and value is not None
        }
        texts = {
            name: [str(getattr(each, "pk", each)) for each in (value if isinstance(value, list) else [value])]
            for name, value in first.items()
        }
        return querydict(texts | given)

    def described(self, before: models.Model | None = None) -> dict[str, Any]:
        """The content of a submission: what a person reads, field by field, with the value before where there is one."""
        fields = []
        for name, field in self.fields.items():
            entry = {
                "name": name,
                "label": str(field.label),
                "text": text_of(field, self.cleaned_data.get(name)),
            }
            if before is not None and hasattr(before, name):
                entry["before"] = text_of(field, value_of(before, name))
            fields.append(entry)
        return {"fields": fields, "rows": [self._described_rows(name) for name in self.rows]}

    def _described_rows(self, name: str) -> dict[str, Any]:
        row_set = self.row_sets[name]
        shown = [field for field in row_set.empty_form if field.name != "DELETE"]
        return {
            "name": name,
            "label": self.row_titles.get(name, name),
            "columns": [str(field.label) for field in shown],
            "rows": [
                [text_of(row.fields[field.name], row.cleaned_data.get(field.name)) for field in shown]
                for row in kept(row_set)
            ],
        }


class RowSet(forms.BaseFormSet):
    """Rows of which at least `least` must be filled in."""

    least: int = 0
    fixed: bool = False
    adder: str = ""
    distinct: tuple[str, ...] = ()
    set_up_row: Callable[[Any], None]

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        self.set_up_row(form)

    def clean(self) -> None:
        if self.least and len(list(kept(self))) < self.least:
            raise forms.ValidationError(f"请至少填写 {self.least} 行。")
        if self.distinct:
            self._refuse_twins()

    def _refuse_twins(self) -> None:
        seen = set()
        for row in kept(self):
            values = tuple(row.cleaned_data.get(name) for name in self.distinct)
            if None not in values and values in seen:
                row.add_error(self.distinct[-1], f"{row.fields[self.distinct[-1]].label}与上面一行重复。")
            seen.add(values)


def kept(row_set: Any) -> Iterator[Any]:
    """The rows that were filled in and not ticked for removal."""
    return (
        row
        for row in row_set
        if row.has_changed() and not (row_set.can_delete and row_set._should_delete_form(row))
    )


def querydict(draft: Draft) -> QueryDict:
    """A draft as if it had just been posted."""
    data = QueryDict(mutable=True)
    for key, values in draft.items():
        data.setlist(key, values)
    return data


def value_of(row: models.Model, name: str) -> Any:
    value = getattr(row, name)
    return list(value.all()) if isinstance(value, models.Manager) else value


def text_of(field: Any, value: Any) -> str:
    """A value as the page shows it. A number that is no amount has a field with a `unit` (`base.fields.NumberField`)."""
    match value:
        case None | "" | []:
            return "—"
        case bool():
            return "是" if value else "否"
        case Decimal() if unit := getattr(field, "unit", None):
            return f"{value.normalize():f} {unit}"
        case Decimal():
            return f"{format_yuan(value)} 元"
        case datetime():
            return date_format(localtime(value), "Y-m-d H:i")
        case date():
            return date_format(value, "Y-m-d")
        case list() | models.QuerySet():
            return "、".join(text_of(field, each) for each in value) or "—"
    choices = getattr(field, "choices", None)
    if choices is not None and not isinstance(field, forms.ModelChoiceField):
        labels: Any = forms.ChoiceField(choices=choices).choices
        return str(dict(labels).get(value, value))
    return str(value)
