"""质疑, 投诉 and what follows from them (94号令). Typed fields and constraints, no logic."""

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q

from pingzhun.filings.models import Filing, Reasoned, final_once_submitted


class Matter(models.TextChoices):
    """What a 质疑 is about: it decides from when its period counts (法 第五十二条)."""

    DOCUMENT = "document", "采购文件"
    PROCESS = "process", "采购过程"
    RESULT = "result", "中标结果"


class Challenge(Filing):
    """质疑函 of a supplier (94号令 第十二条)."""

    round = models.PositiveSmallIntegerField("招标轮次")
    matter = models.CharField("质疑事项", max_length=16, choices=Matter.choices)
    answer_due_at = models.DateTimeField("答复期限")
    facts = models.TextField("事实依据", max_length=4000)
    basis = models.TextField("法律依据", max_length=2000)
    request = models.TextField("质疑请求", max_length=2000)

    class Meta:
        verbose_name = verbose_name_plural = "质疑"
        triggers = final_once_submitted()


class ChallengeAnswer(Filing):
    """质疑答复 of the agent (法 第五十三条)."""

    challenged = models.ForeignKey(
        Challenge, verbose_name="质疑", on_delete=models.PROTECT, related_name="answers"
    )
    is_founded = models.BooleanField("质疑成立")
    answer = models.TextField("答复内容", max_length=4000)

    class Meta:
        verbose_name = verbose_name_plural = "质疑答复"
        triggers = final_once_submitted()


class Complaint(Filing):
    """投诉书 of a supplier that has challenged (94号令 第十七条)."""

    challenged = models.ForeignKey(
        Challenge, verbose_name="经过质疑的事项", on_delete=models.PROTECT, related_name="complaints"
    )
    facts = models.TextField("投诉事项和事实依据", max_length=4000)
    basis = models.TextField("法律依据", max_length=2000)
    request = models.TextField("投诉请求", max_length=2000)

    class Meta:
        verbose_name = verbose_name_plural = "投诉"
        triggers = final_once_submitted()


class ComplaintHalt(Reasoned, Filing):
    """暂停采购活动 by the 监督部门 (94号令 第二十八条)."""

    complained = models.ForeignKey(
        Complaint, verbose_name="投诉", on_delete=models.PROTECT, related_name="halts"
    )
    days = models.PositiveSmallIntegerField("暂停天数", validators=[MinValueValidator(1)])

    class Meta:
        verbose_name = verbose_name_plural = "暂停采购活动"
        triggers = final_once_submitted()


class Outcome(models.TextChoices):
    """How a complaint is decided (94号令 第二十九至三十二条)."""

    REJECTED = "rejected", "投诉不成立，驳回投诉"
    UPHELD = "upheld", "投诉成立，不影响采购结果，继续采购活动"
    ANNULLED = "annulled", "投诉成立，影响采购结果，废标后重新采购"
    DROPPED = "dropped", "投诉人撤回，终止处理"


class ComplaintRuling(Filing):
    """投诉处理决定 of the 监督部门."""

    complained = models.ForeignKey(
        Complaint, verbose_name="投诉", on_delete=models.PROTECT, related_name="rulings"
    )
    outcome = models.CharField("处理决定", max_length=16, choices=Outcome.choices)
    is_unfounded = models.BooleanField("查无实据", default=False)
    reasons = models.TextField("事实和理由", max_length=4000)

    class Meta:
        verbose_name = verbose_name_plural = "投诉处理决定"
        constraints = [
            models.CheckConstraint(
                name="only_a_rejected_complaint_is_unfounded",
                condition=Q(is_unfounded=False) | Q(outcome=Outcome.REJECTED),
            )
        ]
        triggers = final_once_submitted()
