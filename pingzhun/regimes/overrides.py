"""What an administrator sets for a jurisdiction where the law leaves a figure to it."""

from datetime import date, datetime
from decimal import Decimal

from django.core.exceptions import ValidationError

from pingzhun.base.localtime import local_date
from pingzhun.regimes.figures import FIGURES, Figure, Unit, figure_on
from pingzhun.regimes.models import FigureOverride


def overridable(on: date) -> list[Figure]:
    """Return the figures, as they stand on that day, that a jurisdiction may set for itself."""
    keys = dict.fromkeys(figure.key for figure in FIGURES if figure.per_jurisdiction)
    return [figure_on(key, on) for key in keys]


def set_override(
    *, jurisdiction_code: str, key: str, value: Decimal, article: str, effective_from: date, now: datetime
) -> FigureOverride:
    """Set `key` for a jurisdiction and all below it, from a coming day on: what runs keeps what it began
    under.

    Raises ValidationError, by field and in Chinese, if the figure is not the jurisdiction's to set, the
    value makes no sense for its unit, nothing is cited, the day is not to come or already has its value.
    """
    today = local_date(now)
    figure = next((figure for figure in overridable(today) if figure.key == key), None)
    if figure is None:
        raise ValidationError({"key": "此项由法律法规统一规定，不能按辖区设定。"})
    if figure.unit != Unit.YUAN and value != int(value):
        raise ValidationError({"value": f"“{figure.title}”须为整数。"})
    if figure.unit == Unit.PERCENT and value > 100:
        raise ValidationError({"value": f"“{figure.title}”不能超过 100%。"})
    if effective_from <= today:
        raise ValidationError({"effective_from": "施行日期须晚于今天，已开始的项目仍适用原规则。"})
    override = FigureOverride(
        jurisdiction_code=jurisdiction_code,
        key=key,
        value=value,
        article=article.strip(),
        effective_from=effective_from,
    )
    override.full_clean()
    override.save(force_insert=True)
    return override
