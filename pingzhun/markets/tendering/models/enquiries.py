"""What suppliers do with a 招标文件: get it, download it, ask; and what they are answered. Typed fields, no logic."""

from django.db import models

from pingzhun.base.triggers import append_only
from pingzhun.filings.models import Filing, final_once_submitted
from pingzhun.markets.tendering.models.bids import Participation
from pingzhun.markets.tendering.models.documents import TenderDocument


class DocumentRequest(Filing):
    """获取招标文件 by a supplier, free of charge (H36)."""

    round = models.PositiveSmallIntegerField("招标轮次")
    contact_name = models.CharField("联系人", max_length=64)
    contact_mobile = models.CharField("联系电话", max_length=16)

    class Meta:
        verbose_name = verbose_name_plural = "获取招标文件"
        triggers = final_once_submitted()


class DocumentDownload(models.Model):
    """A participant downloaded the 招标文件 or a file that belongs to it: the evidence of who had what when."""

    participation = models.ForeignKey(Participation, on_delete=models.PROTECT, related_name="downloads")
    name = models.CharField("文件名", max_length=200)
    sha256 = models.CharField("SHA-256", max_length=64)
    downloaded_at = models.DateTimeField("下载时间")

    class Meta:
        verbose_name = verbose_name_plural = "下载记录"
        ordering = ["-downloaded_at", "-pk"]
        triggers = append_only("downloads")

    def __str__(self) -> str:
        return self.name


class Clarification(Filing):
    """答疑文件: the so-manieth 澄清 of a document (H22, 87号令 第二十七条)."""

    document = models.ForeignKey(
        TenderDocument, verbose_name="招标文件", on_delete=models.PROTECT, related_name="clarifications"
    )
    number = models.PositiveSmallIntegerField("次数")
    content = models.TextField("澄清内容", max_length=4000)
    affects_bids = models.BooleanField("是否影响投标文件编制", choices=[(True, "是"), (False, "否")])
    opinion = models.CharField("签署意见", max_length=500)

    class Meta:
        verbose_name = verbose_name_plural = "答疑文件"
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(
                fields=["document", "number"], name="clarifications_of_a_document_are_numbered"
            )
        ]
        triggers = final_once_submitted()

    @property
    def title(self) -> str:
        return f"第{self.number}次澄清"


class Enquiry(Filing):
    """询问 by a supplier that has the document (H39, 法 第五十一条)."""

    document = models.ForeignKey(
        TenderDocument, verbose_name="招标文件", on_delete=models.PROTECT, related_name="enquiries"
    )
    question = models.TextField("询问内容", max_length=2000)

    class Meta:
        verbose_name = verbose_name_plural = "询问"
        triggers = final_once_submitted()


class EnquiryAnswer(Filing):
    """询问答复 by the agent, to who asked or, without naming them, to everybody who has the document."""

    asked = models.OneToOneField(
        Enquiry, verbose_name="询问", on_delete=models.PROTECT, related_name="answer"
    )
    text = models.TextField("答复内容", max_length=4000)
    to_all = models.BooleanField(
        "向所有获取招标文件的供应商公开",
        default=False,
        help_text="不显示提问单位。答复使招标文件变更的，还应当发布答疑文件",
    )

    class Meta:
        verbose_name = verbose_name_plural = "询问答复"
        triggers = final_once_submitted()
