"""The rooms of the 交易中心: who has them when, and what is filed about that. Typed fields and constraints, no logic."""

from datetime import datetime

import pgtrigger
from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from pingzhun.base.triggers import FirmProtect, FirmReadOnly, FirmTrigger, refuse
from pingzhun.filings.models import Filing, Reasoned, final_once_submitted
from pingzhun.markets.tendering.models.lots import Lot, Room, RoomKind


class Purpose(models.TextChoices):
    OPENING = "opening", "开标"
    EVALUATION = "evaluation", "评标"
    REEVALUATION = "reevaluation", "复评"
    BLOCK = "block", "占用"


class OccupationQuerySet(models.QuerySet["Occupation"]):
    def live(self) -> "OccupationQuerySet":
        return self.filter(freed_at=None)

    def to_come(self, now: datetime) -> "OccupationQuerySet":
        """Those that have not begun."""
        return self.filter(during__startswith__gt=now)

    def during(self, starts_at: datetime, ends_at: datetime) -> "OccupationQuerySet":
        """Those that take some of this time."""
        return self.filter(during__overlap=(starts_at, ends_at))


class Occupation(models.Model):
    """A room taken for some time (H15): by a lot from the submission of its booking on, or by the 交易中心 itself. It is over
    when its time is, or from `freed_at`; it is never changed and never removed.
    """

    room = models.ForeignKey(Room, verbose_name="场地", on_delete=models.PROTECT, related_name="occupations")
    lot = models.ForeignKey(
        Lot, verbose_name="分包", null=True, blank=True, on_delete=models.PROTECT, related_name="occupations"
    )
    purpose = models.CharField("用途", max_length=16, choices=Purpose.choices)
    during = DateTimeRangeField("时间")
    reason = models.CharField("占用原因", max_length=200, null=True, blank=True)
    held_by = models.ForeignKey(
        Filing, verbose_name="依据", on_delete=models.PROTECT, related_name="occupations"
    )
    freed_at = models.DateTimeField("释放时间", null=True, blank=True)

    objects = OccupationQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "场地占用"
        ordering = [Lower("during"), "pk"]
        constraints = [
            ExclusionConstraint(
                name="a_room_is_taken_once_at_a_time",
                expressions=[("room", RangeOperators.EQUAL), ("during", RangeOperators.OVERLAPS)],
                condition=Q(freed_at=None),
            ),
            models.CheckConstraint(
                name="an_occupation_begins_and_ends",
                condition=Q(during__isempty=False, during__lower_inf=False, during__upper_inf=False),
            ),
            models.CheckConstraint(
                name="an_occupation_is_for_a_lot_or_says_why",
                condition=Q(purpose=Purpose.BLOCK, lot=None, reason__isnull=False)
                | (~Q(purpose=Purpose.BLOCK) & Q(lot__isnull=False, reason=None)),
            ),
        ]
        triggers = [
            FirmReadOnly(name="an_occupation_is_only_freed", exclude=["freed_at"]),
            FirmTrigger(
                name="an_occupation_is_freed_once",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition("OLD.freed_at IS NOT NULL"),
                func=refuse("an occupation is freed once"),
            ),
            FirmProtect(name="occupations_are_kept", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.room} {self.get_purpose_display()}"


class OpeningTime(models.IntegerChoices):
    """开标时长, in minutes."""

    HALF = 30, "30 分钟"
    ONE = 60, "1 小时"
    ONE_AND_HALF = 90, "1.5 小时"
    TWO = 120, "2 小时"
    THREE = 180, "3 小时"


class EvaluationTime(models.IntegerChoices):
    """评标时长, in hours."""

    TWO = 2, "2 小时"
    FOUR = 4, "4 小时"
    EIGHT = 8, "8 小时"
    OVERNIGHT = 24, "24 小时（至次日同一时间）"
    TWO_DAYS = 48, "48 小时（至第三日同一时间）"


class VenueTerms(models.Model):
    """Where and when bids are opened, and evaluated from the end of the opening on."""

    opens_at = models.DateTimeField("开标时间")
    opening_room = models.ForeignKey(Room, verbose_name="开标室", on_delete=models.PROTECT, related_name="+")
    opening_minutes = models.PositiveSmallIntegerField(
        "开标时长", choices=OpeningTime.choices, default=OpeningTime.ONE
    )
    evaluation_room = models.ForeignKey(
        Room, verbose_name="评标室", on_delete=models.PROTECT, related_name="+"
    )
    evaluation_hours = models.PositiveSmallIntegerField(
        "评标时长", choices=EvaluationTime.choices, default=EvaluationTime.FOUR
    )

    class Meta:
        abstract = True


class VenueBooking(VenueTerms, Filing):
    """场地预约 of a lot, at first or after it was suspended (H13, H28)."""

    class Meta:
        verbose_name = verbose_name_plural = "场地预约"
        triggers = final_once_submitted()


class VenueChange(VenueTerms, Reasoned, Filing):
    """场地变更 (H19)."""

    class Meta:
        verbose_name = verbose_name_plural = "场地变更"
        triggers = final_once_submitted()


class Basis(models.TextChoices):
    """On whose word an evaluation is repeated."""

    ENTITY = "entity", "采购人申请复评"
    SUPERVISOR = "supervisor", "行政监督部门批复"


class ReevaluationBooking(Reasoned, Filing):
    """项目复评场地预约 (H29)."""

    basis = models.CharField("复评依据", max_length=16, choices=Basis.choices)
    starts_at = models.DateTimeField("复评时间")
    evaluation_room = models.ForeignKey(
        Room, verbose_name="评标室", on_delete=models.PROTECT, related_name="+"
    )
    evaluation_hours = models.PositiveSmallIntegerField(
        "复评时长", choices=EvaluationTime.choices, default=EvaluationTime.FOUR
    )

    class Meta:
        verbose_name = verbose_name_plural = "项目复评场地预约"
        triggers = final_once_submitted()


class RoomEntry(Filing):
    """A new room of the 交易中心."""

    kind = models.CharField("类型", max_length=16, choices=RoomKind.choices)
    name = models.CharField("名称", max_length=64)
    seats = models.PositiveSmallIntegerField("座位数", validators=[MinValueValidator(1)])

    class Meta:
        verbose_name = verbose_name_plural = "新增场地"
        triggers = final_once_submitted()


class RoomChange(Filing):
    """What a room is called, how many it seats, and whether it can be booked."""

    room = models.ForeignKey(Room, verbose_name="场地", on_delete=models.PROTECT, related_name="+")
    name = models.CharField("名称", max_length=64)
    seats = models.PositiveSmallIntegerField("座位数", validators=[MinValueValidator(1)])
    is_active = models.BooleanField("在用", default=True)

    class Meta:
        verbose_name = verbose_name_plural = "场地修改"
        triggers = final_once_submitted()


class RoomBlock(Filing):
    """场地占用: the 交易中心 keeps a room for itself for some time."""

    room = models.ForeignKey(Room, verbose_name="场地", on_delete=models.PROTECT, related_name="+")
    starts_at = models.DateTimeField("开始时间")
    ends_at = models.DateTimeField("结束时间")
    reason = models.CharField("占用原因", max_length=200)

    class Meta:
        verbose_name = verbose_name_plural = "场地占用"
        constraints = [
            models.CheckConstraint(
                name="a_block_begins_before_it_ends", condition=Q(starts_at__lt=models.F("ends_at"))
            )
        ]
        triggers = final_once_submitted()


class RoomRelease(Filing):
    """释放 of what the 交易中心 kept for itself."""

    occupation = models.ForeignKey(
        Occupation, verbose_name="占用的场地", on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = verbose_name_plural = "场地释放"
        triggers = final_once_submitted()


class CalendarFeed(models.Model):
    """The address at which somebody of the 交易中心 subscribes to the calendar of its rooms. Only the digest of its token is
    kept: the address is shown once, and a new one ends the old.
    """

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="calendar_feed"
    )
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField("生成时间")

    class Meta:
        verbose_name = verbose_name_plural = "日历订阅"

    def __str__(self) -> str:
        return f"{self.user}的日历订阅"
