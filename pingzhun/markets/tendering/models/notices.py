"""What is announced of a lot up to its opening, and what interrupts or ends it. Typed fields and constraints, no logic."""

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q

from pingzhun.filings.models import Filing, final_once_submitted


class Signed(models.Model):
    """签署意见: what the agent says when it submits."""

    opinion = models.CharField("签署意见", max_length=200, null=True, blank=True)

    class Meta:
        abstract = True


class BidInvitation(Signed, Filing):
    """招标公告 of one lot and round (H23, 87号令 第十三条). `opens_at`: as it was reserved when this was submitted."""

    round = models.PositiveSmallIntegerField("招标轮次")
    opens_at = models.DateTimeField("开标时间")
    requirement = models.TextField("采购需求", max_length=4000)
    qualifications = models.TextField("投标人的资格要求", max_length=4000)
    notice_workdays = models.PositiveSmallIntegerField(
        "公告期限（工作日）", default=5, validators=[MinValueValidator(1)]
    )
    offered_from = models.DateField("获取招标文件开始日期")
    offered_until = models.DateField("获取招标文件截止日期")
    other = models.TextField("其他补充事宜", max_length=2000, null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "招标公告"
        constraints = [
            models.CheckConstraint(
                name="a_document_is_offered_for_a_while", condition=Q(offered_until__gt=F("offered_from"))
            )
        ]
        triggers = final_once_submitted()


class InvitationChange(Signed, Filing):
    """变更公告: times move later or stay (H25, H26). The times before stand beside those after, so that the database can tell."""

    round = models.PositiveSmallIntegerField("招标轮次")
    explanation = models.TextField("更正事项", max_length=4000)
    has_clarification = models.BooleanField("是否有答疑澄清文件")
    affects_bids = models.BooleanField("是否影响投标文件编制")
    offered_until_before = models.DateField("原获取招标文件截止日期")
    offered_until = models.DateField("获取招标文件截止日期")
    opens_at_before = models.DateTimeField("原开标时间")
    opens_at = models.DateTimeField("开标时间")
    resumes = models.BooleanField("恢复交易", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "变更公告"
        constraints = [
            models.CheckConstraint(
                name="a_change_moves_times_later_or_leaves_them",
                condition=Q(opens_at__gte=F("opens_at_before"), offered_until__gte=F("offered_until_before")),
            )
        ]
        triggers = final_once_submitted()


class Interruption(models.TextChoices):
    SUSPENSION = "suspension", "项目暂停"
    CANCELLATION = "cancellation", "项目取消"


class LotException(Signed, Filing):
    """采购异常 (H27)."""

    act = models.CharField("异常类型", max_length=16, choices=Interruption.choices)
    reason = models.TextField("异常原因", max_length=2000)

    class Meta:
        verbose_name = verbose_name_plural = "采购异常"
        triggers = final_once_submitted()


class Conclusion(models.TextChoices):
    FAILED = "failed", "项目废标"


class FailureNotice(Signed, Filing):
    """废标公告 (H32)."""

    act = models.CharField("异常类型", max_length=16, choices=Conclusion.choices, default=Conclusion.FAILED)
    reason = models.TextField("废标理由", max_length=2000)

    class Meta:
        verbose_name = verbose_name_plural = "废标公告"
        triggers = final_once_submitted()


class Retendering(Filing):
    """重新招标 of a lot that failed (法 第三十七条)."""

    reason = models.TextField("重新招标的说明", max_length=2000)

    class Meta:
        verbose_name = verbose_name_plural = "重新招标"
        triggers = final_once_submitted()
