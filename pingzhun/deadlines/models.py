import pgtrigger
from django.db import models
from django.db.models import F, Q

from pingzhun.base.triggers import FirmProtect


class DeadlineQuerySet(models.QuerySet["Deadline"]):
    def open(self) -> "DeadlineQuerySet":
        """Neither fired nor cancelled."""
        return self.filter(fired_at=None, cancelled_at=None)


class Deadline(models.Model):
    """Something of `kind` falls due for `subject` at `due_at`. A subject is whatever names a thing for the kind's handler,
    usually the primary key of a case as text.

    A deadline that was counted by a calendar keeps what it was counted from (`schedule.Rule`), so that it can be counted
    again when the calendar of a year is loaded; it is provisional (暂定) while that calendar is.
    """

    kind = models.CharField(max_length=64)
    subject = models.CharField(max_length=128)
    due_at = models.DateTimeField("到期时间")
    set_at = models.DateTimeField("设定时间")
    fired_at = models.DateTimeField("执行时间", null=True, blank=True)
    cancelled_at = models.DateTimeField("取消时间", null=True, blank=True)
    counted_from = models.DateTimeField("起算时间", null=True, blank=True)
    days = models.PositiveSmallIntegerField("日", null=True, blank=True)
    workdays = models.PositiveSmallIntegerField("工作日", null=True, blank=True)
    end_of_day = models.BooleanField("至当日结束", null=True, blank=True)
    provisional = models.BooleanField("暂定", default=False)
    attempts = models.PositiveIntegerField("失败次数", default=0)
    next_try_at = models.DateTimeField("重试时间", null=True, blank=True)
    last_error = models.TextField("失败原因", null=True, blank=True)

    objects = DeadlineQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "期限"
        ordering = ["due_at", "pk"]
        indexes = [
            models.Index(
                fields=["due_at", "id"],
                condition=Q(fired_at=None, cancelled_at=None),
                name="deadlines_still_open",
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "subject"],
                condition=Q(fired_at=None, cancelled_at=None),
                name="one_open_deadline_of_a_kind_and_subject",
            ),
            models.CheckConstraint(
                name="a_deadline_ends_one_way", condition=Q(fired_at=None) | Q(cancelled_at=None)
            ),
            models.CheckConstraint(
                name="a_deadline_is_not_fired_early",
                condition=Q(fired_at=None) | Q(fired_at__gte=F("due_at")),
            ),
            models.CheckConstraint(
                name="a_rule_is_whole",
                condition=Q(counted_from=None, days=None, workdays=None, end_of_day=None, provisional=False)
                | Q(counted_from__isnull=False, days__isnull=False, workdays=None, end_of_day__isnull=False)
                | Q(counted_from__isnull=False, days=None, workdays__isnull=False, end_of_day__isnull=False),
            ),
        ]
        triggers = [
            FirmProtect(
                name="a_closed_deadline_is_final",
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Q(old__fired_at__isnull=False)
                | pgtrigger.Q(old__cancelled_at__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject}"

    @property
    def title(self) -> str:
        from pingzhun.deadlines.kinds import kinds

        return kinds.get(self.kind).title
