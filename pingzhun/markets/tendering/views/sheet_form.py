"""The form of a sheet: for every criterion and bid a conclusion or points, and a reason."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django import forms

from pingzhun.markets.tendering.models import Criterion, Mark, SheetPart
from pingzhun.markets.tendering.sheets import Block, Line, Said

PASSED = (("yes", "通过"), ("no", "不通过"))


class SheetForm(forms.Form):
    """Whatever is well-formed is `said`, also where something else is not: so that it can be kept."""

    def __init__(self, data: Any = None, *, part: str, blocks: list[Block], marks: list[Mark]) -> None:
        self.part, self.blocks = part, blocks
        super().__init__(data)
        before = {(mark.criterion_id, mark.bid_id): mark for mark in marks}
        for block in blocks:
            for line in block.lines:
                name, mark = _name(block, line), before.get((block.criterion.pk, line.bid.pk))
                self.fields[name] = self._field(block.criterion, line, mark)
                self.fields[f"{name}-reason"] = forms.CharField(
                    label=f"{line.label}：理由",
                    max_length=300,
                    required=False,
                    initial=mark.reason if mark else None,
                    error_messages={"max_length": "理由不超过 300 字。"},
                )

    def _field(self, criterion: Criterion, line: Line, mark: Mark | None) -> forms.Field:
        label = f"{line.label}：{criterion.name}"
        if self.part == SheetPart.CONFORMITY:
            initial = None if mark is None else "yes" if mark.passed else "no"
            return forms.ChoiceField(
                label=label,
                choices=PASSED,
                required=False,
                initial=initial,
                widget=forms.RadioSelect,
                error_messages={"invalid_choice": "请选择通过或者不通过。"},
            )
        bounds = f"请填写 0 至 {criterion.points:f} 之间的分值，最多两位小数。"
        errors = ("invalid", "min_value", "max_value", "max_digits", "max_decimal_places", "max_whole_digits")
        return forms.DecimalField(
            label=label,
            max_digits=5,
            decimal_places=2,
            min_value=Decimal(0),
            max_value=criterion.points,
            required=False,
            initial=mark.points if mark else None,
            widget=forms.NumberInput(attrs={"class": "form-control", "inputmode": "decimal", "step": "0.01"}),
            error_messages=dict.fromkeys(errors, bounds),
        )

    def said(self) -> dict[tuple[int, int], Said]:
        """By (criterion, bid), after `is_valid()` was asked."""
        found = {}
        for block in self.blocks:
            for line in block.lines:
                name = _name(block, line)
                value = self.cleaned_data.get(name)
                reason = self.cleaned_data.get(f"{name}-reason") or None
                if value in (None, ""):
                    continue
                found[block.criterion.pk, line.bid.pk] = (
                    Said(passed=value == "yes", reason=reason)
                    if self.part == SheetPart.CONFORMITY
                    else Said(points=value, reason=reason)
                )
        return found

    def shown(self) -> Iterator[tuple[Criterion, list[tuple[Line, Any, Any]]]]:
        """Each criterion with its lines, and the two fields of each."""
        for block in self.blocks:
            names = [(line, _name(block, line)) for line in block.lines]
            yield block.criterion, [(line, self[name], self[f"{name}-reason"]) for line, name in names]


def _name(block: Block, line: Line) -> str:
    return f"{block.criterion.pk}-{line.key}"
