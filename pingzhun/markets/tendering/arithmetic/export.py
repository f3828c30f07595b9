"""The case file of an award, for anyone to recompute with `tools/recompute_award.py`, which describes the format."""

from dataclasses import asdict
from decimal import Decimal
from typing import Any

from pingzhun.markets.tendering.arithmetic.award import Award, Evaluation

FORMAT = "pingzhun-award/1"


def exported(evaluation: Evaluation, award: Award) -> dict[str, Any]:
    """Return the case file as JSON values, figures as text: what was given and said, and the award as declared."""
    given = asdict(evaluation)
    lot = {"code": given.pop("lot_code"), "title": given.pop("lot_title")}
    declared = asdict(award)
    del declared["ties"]  # they follow from the rest
    case: dict[str, Any] = _as_json({"format": FORMAT, "lot": lot, **given, "declared": declared})
    return case


def _as_json(value: Any) -> Any:
    match value:
        case Decimal():
            return f"{value:f}"
        case dict():
            return {name: _as_json(each) for name, each in value.items()}
        case list() | tuple():
            return [_as_json(each) for each in value]
    return value
