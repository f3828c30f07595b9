"""What is filed about an organisation in any market. Abstract: each market has its own tables of these."""

from django.core.validators import MinValueValidator
from django.db import models

from pingzhun.directory.models import OrganisationData


class RegistrationData(OrganisationData):
    """What an organisation says when it comes in."""

    credit_code = models.CharField("统一社会信用代码", max_length=18)
    registered_in = models.ForeignKey(
        "directory.Jurisdiction", verbose_name="所属辖区", on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        abstract = True


class SuspensionData(models.Model):
    """停用: who may take up no new work, in which part, and for how long."""

    capacity = models.ForeignKey(
        "directory.Capacity", verbose_name="停用的单位", on_delete=models.PROTECT, related_name="+"
    )
    days = models.PositiveIntegerField("停用天数", validators=[MinValueValidator(1)])
    reason = models.TextField("停用原因", max_length=1000)

    class Meta:
        abstract = True


class ReinstatementData(models.Model):
    """恢复: which suspension ends early, and why."""

    suspension = models.ForeignKey(
        "directory.Suspension", verbose_name="停用记录", on_delete=models.PROTECT, related_name="+"
    )
    reason = models.TextField("恢复原因", max_length=1000)

    class Meta:
        abstract = True
