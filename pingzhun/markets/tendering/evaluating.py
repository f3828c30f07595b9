"""The course of one evaluation (评标) of a lot: who is there, what conforms, what it is worth, and the report that all sign.

A lot has one evaluation for each round and number (`Lot.round`, `Lot.evaluation`); 复评 begins another, and the earlier one
stays as it was.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import models

from pingzhun.flow.guards import Actor
from pingzhun.flow.machine import Course, Milestone

if TYPE_CHECKING:
    from pingzhun.markets.tendering.models import LotEvaluation


class Stage(models.TextChoices):
    GATHERING = "gathering", "签到"
    EXAMINING = "examining", "符合性审查"
    REVIEWING = "reviewing", "详细评审"
    SIGNING = "signing", "签署评标报告"
    REPORTED = "reported", "评标结束"
    STOPPED = "stopped", "不予评标"


course = Course(
    "tendering.evaluation",
    title="政府采购评标",
    start_title="组织评标",
    states=Stage,
    initial=Stage.GATHERING,
    final=(Stage.REPORTED, Stage.STOPPED),
    failed=(Stage.STOPPED,),
    milestones=(
        Milestone("签到", (Stage.GATHERING,)),
        Milestone("符合性审查", (Stage.EXAMINING,)),
        Milestone("详细评审", (Stage.REVIEWING,)),
        Milestone("签署报告", (Stage.SIGNING,)),
        Milestone("评标结束", (Stage.REPORTED,)),
    ),
)


@course.transition("不予评标", sources=[Stage.GATHERING], target=Stage.STOPPED)
def stop(evaluation: LotEvaluation, *, actor: Actor, now: datetime, failure: str) -> None:
    """Too few bidders are qualified (87号令 第四十四条)."""
    evaluation.failure = failure


@course.transition("开始评标", sources=[Stage.GATHERING], target=Stage.EXAMINING)
def begin(evaluation: LotEvaluation, *, actor: Actor, now: datetime) -> None:
    evaluation.begun_at = now


@course.transition("结束符合性审查", sources=[Stage.EXAMINING], target=Stage.REVIEWING)
def close_examination(evaluation: LotEvaluation, *, actor: Actor, now: datetime) -> None:
    evaluation.examined_at = now


@course.transition("汇总", sources=[Stage.EXAMINING, Stage.REVIEWING], target=Stage.SIGNING)
def close_totals(
    evaluation: LotEvaluation, *, actor: Actor, now: datetime, failure: str | None, sha256: str
) -> None:
    """What the report says is fixed from here on. failure: why the committee proposes 废标."""
    evaluation.examined_at = evaluation.examined_at or now
    evaluation.totalled_at, evaluation.failure, evaluation.sha256 = now, failure, sha256


@course.transition("评标报告签署完毕", sources=[Stage.SIGNING], target=Stage.REPORTED)
def report(evaluation: LotEvaluation, *, actor: Actor, now: datetime) -> None:
    evaluation.reported_at = now
