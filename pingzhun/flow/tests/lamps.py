"""A thing with a course that exists only in these tests: a lamp is off, on, or broken."""

from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from unittest.mock import patch

from django.db import connection, models

from pingzhun.base.registry import Registry
from pingzhun.flow import machine
from pingzhun.flow.guards import guard

NOW = datetime(2026, 11, 21, 2, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Somebody:
    label: str = "李工 · 恒信"
    user_id: int | None = None
    organisation_id: int | None = None
    may: bool = True


class LampState(models.TextChoices):
    OFF = "off", "关"
    ON = "on", "开"
    BROKEN = "broken", "损坏"


S = LampState

with patch.object(machine, "courses", Registry("courses of trials")):
    course = machine.Course(
        "trial.lamp",
        title="灯",
        states=LampState,
        initial=S.OFF,
        final=[S.BROKEN],
        failed=[S.BROKEN],
        milestones=[machine.Milestone("关", (S.OFF,)), machine.Milestone("开", (S.ON,))],
    )


@guard("有电", article="用电规程第3条")
def has_power(lamp, *, actor, now) -> str | None:
    return None if lamp.volts else "没有电。"


@guard("电压正常")
def power_is_safe(lamp, *, actor, now) -> str | None:
    return None if 0 < lamp.volts < 300 else "电压不正常。"


def may(actor, lamp) -> bool:
    return actor.may


@course.transition("开灯", sources=[S.OFF], target=S.ON, permission=may, guards=[has_power, power_is_safe])
def turn_on(lamp, *, actor, now, colour: str = "白") -> None:
    lamp.colour = colour
    lamp.lit_at = now


@course.transition("关灯", sources=[S.ON], target=S.OFF)
def turn_off(lamp, *, actor, now) -> None:
    lamp.colour = None


@course.transition("调色", sources=[S.ON])
def tint(lamp, *, actor, now, colour: str) -> None:
    lamp.colour = colour


@course.transition("打碎", sources=[S.OFF, S.ON], target=S.BROKEN)
def smash(lamp, *, actor, now, clumsily: bool = False) -> None:
    Lamp.objects.filter(pk=lamp.pk).update(volts=0)
    if clumsily:
        raise RuntimeError("脱手")


class Lamp(models.Model):
    state = models.CharField(max_length=16, default=S.OFF)
    volts = models.IntegerField(default=220)
    colour = models.CharField(max_length=16, null=True)
    lit_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "flow_trial"  # of no installed app: neither migrations nor flushes see it
        triggers = [course.trigger()]

    def __str__(self) -> str:
        return f"灯 {self.pk}"


@contextmanager
def table():
    """The table of the lamps with its trigger."""
    with connection.schema_editor() as editor:
        editor.create_model(Lamp)
        editor.execute(Lamp._meta.triggers[0].compile(Lamp).install_sql, params=None)
    try:
        yield
    finally:
        with connection.schema_editor() as editor:
            editor.delete_model(Lamp)
