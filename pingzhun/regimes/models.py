"""Which rules are in force: regimes, a jurisdiction's own figures, loaded calendars, the demo clock."""

from datetime import date, datetime, timedelta

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint
from django.db.models.functions import ExtractYear

from pingzhun.base.localtime import local_date
from pingzhun.regimes import figures
from pingzhun.regimes.figures import Figure, Status

LONGEST_SHIFT = timedelta(days=5 * 365)


class RegimeQuerySet(models.QuerySet["Regime"]):
    def current(self, now: datetime) -> "Regime":
        """Return the regime in force at `now`, which a new case keeps, or raise Regime.DoesNotExist."""
        return self.filter(effective_from__lte=local_date(now)).latest("effective_from")

    def figure(self, key: str, *, jurisdiction_code: str, now: datetime) -> Figure:
        """Return the figure `key` as it would hold there for a case that begins at `now`. Raises KeyError."""
        return self.current(now).figure(key, jurisdiction_code=jurisdiction_code, on=local_date(now))


class Regime(models.Model):
    """A version of the rules; its figures are those of `figures.FIGURES` on the day it took effect."""

    key = models.CharField("版本", max_length=20)
    title = models.CharField("名称", max_length=100)
    effective_from = models.DateField("施行日期")

    objects = RegimeQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "规则版本"
        ordering = ["-effective_from"]
        constraints = [
            UniqueConstraint(fields=["key"], name="regimes_regime_one_per_key"),
            UniqueConstraint(fields=["effective_from"], name="regimes_regime_one_per_day"),
        ]

    def __str__(self) -> str:
        return self.title

    def figure(self, key: str, *, jurisdiction_code: str | None = None, on: date | None = None) -> Figure:
        """Return the figure `key` for a case that keeps this regime.

        With `jurisdiction_code`, what that jurisdiction (or the nearest one above it) has set for itself
        goes first; `on` is then the day on which the case began, so that a later setting never reaches a
        running case. Raises KeyError for an unknown key, TypeError for a jurisdiction without `on`.
        """
        figure = figures.figure_on(key, self.effective_from)
        if jurisdiction_code is None:
            return figure
        if on is None:
            raise TypeError("a jurisdiction's figure needs `on`, the day on which the case began")
        if not figure.per_jurisdiction:
            return figure
        override = FigureOverride.objects.in_force(key, jurisdiction_code=jurisdiction_code, on=on)
        return override.applied_to(figure) if override else figure


class FigureOverrideQuerySet(models.QuerySet["FigureOverride"]):
    def in_force(self, key: str, *, jurisdiction_code: str, on: date) -> "FigureOverride | None":
        """Return what holds there on that day: its own setting, else its city's, else its province's."""
        codes = lineage(jurisdiction_code)
        found = self.filter(key=key, jurisdiction_code__in=codes, effective_from__lte=on)
        by_code = {override.jurisdiction_code: override for override in found.order_by("effective_from")}
        return next((by_code[code] for code in codes if code in by_code), None)


class FigureOverride(models.Model):
    """A figure as one jurisdiction has set it. Once in effect, the database lets nobody change it."""

    jurisdiction_code = models.CharField("辖区代码", max_length=20)
    key = models.CharField("规则项", max_length=60)
    value = models.DecimalField("数值", max_digits=16, decimal_places=2, validators=[MinValueValidator(0)])
    article = models.CharField("依据", max_length=200)
    effective_from = models.DateField("施行日期")

    objects = FigureOverrideQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "辖区规则"
        ordering = ["jurisdiction_code", "key", "-effective_from"]
        constraints = [
            UniqueConstraint(
                fields=["jurisdiction_code", "key", "effective_from"], name="regimes_override_one_per_day"
            ),
            CheckConstraint(condition=Q(value__gte=0), name="regimes_override_not_negative"),
            CheckConstraint(condition=~Q(article=""), name="regimes_override_cites_its_source"),
        ]

    def __str__(self) -> str:
        return f"{self.jurisdiction_code} {self.key} = {self.value}"

    def applied_to(self, figure: Figure) -> Figure:
        return Figure(
            key=figure.key,
            title=figure.title,
            value=self.value,
            unit=figure.unit,
            article=self.article,
            status=Status.LOCAL,
            effective_from=self.effective_from,
            per_jurisdiction=True,
        )


def lineage(jurisdiction_code: str) -> list[str]:
    """Return the code and those above it by GB/T 2260: town 620981100, 620981, 620900, 620000."""
    codes = [jurisdiction_code]
    if jurisdiction_code.isdecimal() and len(jurisdiction_code) >= 6:
        codes += [jurisdiction_code[:6], f"{jurisdiction_code[:4]}00", f"{jurisdiction_code[:2]}0000"]
    return list(dict.fromkeys(codes))


class CalendarYear(models.Model):
    """A year whose holidays an administrator has loaded; it goes before what comes with the program."""

    year = models.PositiveSmallIntegerField("年份", primary_key=True)
    source = models.CharField("来源", max_length=200)
    loaded_at = models.DateTimeField("加载时间")

    class Meta:
        verbose_name = verbose_name_plural = "工作日历"
        ordering = ["year"]
        constraints = [
            CheckConstraint(
                condition=Q(year__gte=2004, year__lte=2100), name="regimes_calendar_year_in_range"
            ),
            CheckConstraint(condition=~Q(source=""), name="regimes_calendar_year_has_source"),
        ]

    def __str__(self) -> str:
        return f"{self.year} 年"


class DayKind(models.TextChoices):
    HOLIDAY = "holiday", "放假"
    MAKEUP_WORKDAY = "makeup_workday", "调休上班"


class CalendarDay(models.Model):
    """A day of a loaded year that differs from its weekday."""

    date = models.DateField("日期", primary_key=True)
    year = models.ForeignKey(CalendarYear, verbose_name="年份", on_delete=models.CASCADE, related_name="days")
    kind = models.CharField("类型", max_length=20, choices=DayKind.choices)
    name = models.CharField("名称", max_length=40)

    class Meta:
        verbose_name = verbose_name_plural = "节假日与调休"
        ordering = ["date"]
        constraints = [
            CheckConstraint(condition=Q(kind__in=DayKind.values), name="regimes_calendar_day_kind"),
            CheckConstraint(
                condition=Q(year=ExtractYear(F("date"))), name="regimes_calendar_day_in_its_year"
            ),
            CheckConstraint(
                condition=~Q(kind=DayKind.MAKEUP_WORKDAY) | Q(date__iso_week_day__gte=6),
                name="regimes_calendar_makeup_on_weekend",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.date} {self.get_kind_display()}"


class ClockShift(models.Model):
    """How far the clock of a demo is ahead. One row; the database only lets it grow, and only in a demo."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    shift = models.DurationField("快进")
    moved_at = models.DateTimeField("拨动时间")
    moved_by = models.CharField("拨动人", max_length=150)

    class Meta:
        verbose_name = verbose_name_plural = "演示时钟"
        ordering = ["id"]
        constraints = [
            CheckConstraint(condition=Q(id=1), name="regimes_clockshift_one_row"),
            CheckConstraint(
                condition=Q(shift__gte=timedelta(0), shift__lte=LONGEST_SHIFT),
                name="regimes_clockshift_bounded",
            ),
        ]

    def __str__(self) -> str:
        return f"快进 {self.shift}"
