"""The filings of 中介超市: what is filled in at each desk. Typed fields and constraints, no logic."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from pingzhun.base.columns import amount
from pingzhun.directory.models import OrganisationData, PersonData, QualificationData
from pingzhun.filings.models import Filing, Reasoned, final_once_submitted
from pingzhun.markets.intermediary.models.jobs import ChangeableTerms, Enrolment, JobTerms, Method
from pingzhun.ratings.columns import stars
from pingzhun.standing.models import RegistrationData, ReinstatementData, SuspensionData

# ---- 入驻 and 机构信息 -----------------------------------------------------------------------------------------


class AgencyRegistration(RegistrationData, Filing):
    """中介机构入驻, with types, services, company certificates and people (Y2–Y4)."""

    types = models.ManyToManyField("directory.ServiceType", verbose_name="机构类型", related_name="+")
    services = models.ManyToManyField("directory.ServiceType", verbose_name="服务范围", related_name="+")

    class Meta:
        verbose_name = verbose_name_plural = "中介机构入驻"
        triggers = final_once_submitted()


class RegisteredQualification(QualificationData):
    filing = models.ForeignKey(AgencyRegistration, on_delete=models.CASCADE, related_name="qualifications")

    class Meta:
        verbose_name = verbose_name_plural = "公司资质"
        ordering = ["pk"]
        triggers = final_once_submitted("filing_id")


class RegisteredPerson(PersonData):
    filing = models.ForeignKey(AgencyRegistration, on_delete=models.CASCADE, related_name="people")

    class Meta:
        verbose_name = verbose_name_plural = "人员资质"
        ordering = ["pk"]
        triggers = final_once_submitted("filing_id")


class EntityRegistration(RegistrationData, Filing):
    """项目单位入驻 (Y25)."""

    class Meta:
        verbose_name = verbose_name_plural = "项目单位入驻"
        triggers = final_once_submitted()


class ProfileChange(OrganisationData, Filing):
    """基本信息 (Y20)."""

    class Meta:
        verbose_name = verbose_name_plural = "基本信息变更"
        triggers = final_once_submitted()


class ScopeAddition(Filing):
    """服务范围新增 (Y23)."""

    services = models.ManyToManyField("directory.ServiceType", verbose_name="服务类型", related_name="+")
    note = models.TextField("说明", null=True, blank=True, max_length=500)

    class Meta:
        verbose_name = verbose_name_plural = "服务范围新增"
        triggers = final_once_submitted()


class ScopeRemoval(Filing):
    """服务范围删除 (Y22)."""

    scope = models.ForeignKey(
        "directory.ServiceScope", verbose_name="服务范围", on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = verbose_name_plural = "服务范围删除"
        triggers = final_once_submitted()


class PersonAddition(PersonData, Filing):
    """人员资质新增 (Y24)."""

    class Meta:
        verbose_name = verbose_name_plural = "人员资质新增"
        triggers = final_once_submitted()


class PersonChange(PersonData, Filing):
    """人员资质修改 (Y24)."""

    person = models.ForeignKey(
        "directory.Person", verbose_name="人员", on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = verbose_name_plural = "人员资质修改"
        triggers = final_once_submitted()


class PersonRemoval(Filing):
    """人员资质删除 (Y24)."""

    person = models.ForeignKey(
        "directory.Person", verbose_name="人员", on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = verbose_name_plural = "人员资质删除"
        triggers = final_once_submitted()


class QualificationAddition(QualificationData, Filing):
    """公司资质新增."""

    class Meta:
        verbose_name = verbose_name_plural = "公司资质新增"
        triggers = final_once_submitted()


class QualificationRemoval(Filing):
    """公司资质删除."""

    qualification_held = models.ForeignKey(
        "directory.Qualification", verbose_name="公司资质", on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = verbose_name_plural = "公司资质删除"
        triggers = final_once_submitted()


# ---- publication and selection ---------------------------------------------------------------------------------


class JobPublication(JobTerms, Filing):
    """项目发布 (Y25)."""

    name = models.CharField("项目名称", max_length=200)
    method = models.CharField("选取方式", max_length=16, choices=Method.choices)
    enrol_until = models.DateTimeField("报名截止时间", null=True, blank=True)
    direct_agency = models.ForeignKey(
        "directory.Organisation",
        verbose_name="直接选取机构",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    direct_price = amount("直接选取价格", null=True, blank=True, validators=[MinValueValidator(1)])
    direct_reason = models.TextField("直接选取理由", null=True, blank=True, max_length=1000)

    class Meta:
        verbose_name = verbose_name_plural = "项目发布"
        constraints = [
            models.CheckConstraint(
                name="direct_selection_names_its_agency",
                condition=Q(
                    method=Method.DIRECT,
                    direct_agency__isnull=False,
                    direct_price__isnull=False,
                    direct_reason__isnull=False,
                    enrol_until=None,
                )
                | (
                    ~Q(method=Method.DIRECT)
                    & Q(direct_agency=None, direct_price=None, direct_reason=None, enrol_until__isnull=False)
                ),
            ),
            models.CheckConstraint(
                name="direct_selection_keeps_to_the_ceiling",
                condition=Q(direct_price=None) | Q(direct_price__lte=F("ceiling")),
            ),
        ]
        triggers = final_once_submitted()


class Republication(Reasoned, Filing):
    """重新发布 of a job whose selection failed."""

    enrol_until = models.DateTimeField("报名截止时间")

    class Meta:
        verbose_name = verbose_name_plural = "重新发布"
        triggers = final_once_submitted()


class Cancellation(Reasoned, Filing):
    """取消项目."""

    class Meta:
        verbose_name = verbose_name_plural = "取消项目"
        triggers = final_once_submitted()


class EnrolmentFiling(Filing):
    """我要报名 (Y8, Y10). The quote is not here: it goes to `sealing`."""

    contact_name = models.CharField("项目联系人", max_length=64)
    contact_mobile = models.CharField("联系人手机", max_length=11)
    round = models.PositiveSmallIntegerField("轮次", default=1, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "报名"
        triggers = final_once_submitted()


class EnrolmentWithdrawal(Filing):
    """撤回报名, until the deadline (Y10)."""

    class Meta:
        verbose_name = verbose_name_plural = "撤回报名"
        triggers = final_once_submitted()


class Comparison(Filing):
    """比选评审 by the 项目单位: a score and a reason for each valid enrolment (Y26)."""

    summary = models.TextField("比选意见", max_length=2000)

    class Meta:
        verbose_name = verbose_name_plural = "比选评审"
        triggers = final_once_submitted()


class ComparisonScore(models.Model):
    filing = models.ForeignKey(Comparison, on_delete=models.CASCADE, related_name="scores")
    enrolment = models.ForeignKey(
        Enrolment, verbose_name="报名机构", on_delete=models.PROTECT, related_name="+"
    )
    score = models.DecimalField(
        "得分", max_digits=5, decimal_places=2, validators=[MinValueValidator(0), MaxValueValidator(100)]
    )
    reason = models.CharField("评分理由", max_length=500)

    class Meta:
        verbose_name = verbose_name_plural = "评分"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["filing", "enrolment"], name="an_enrolment_is_scored_once"),
            models.CheckConstraint(
                name="a_comparison_score_is_between_0_and_100", condition=Q(score__gte=0, score__lte=100)
            ),
        ]
        triggers = final_once_submitted("filing_id")


class Declining(Reasoned, Filing):
    """放弃中选 by the selected agency."""

    class Meta:
        verbose_name = verbose_name_plural = "放弃中选"
        triggers = final_once_submitted()


# ---- contract, service, completion -----------------------------------------------------------------------------


class ContractFiling(Filing):
    """合同备案 (Y12)."""

    number = models.CharField("合同编号", max_length=64)
    amount = amount("合同金额", validators=[MinValueValidator(1)])
    signed_on = models.DateField("签订日期")
    starts_on = models.DateField("服务开始日期")
    ends_on = models.DateField("服务结束日期")

    class Meta:
        verbose_name = verbose_name_plural = "合同备案"
        constraints = [
            models.CheckConstraint(
                name="a_contract_does_not_end_before_it_starts", condition=Q(ends_on__gte=F("starts_on"))
            )
        ]
        triggers = final_once_submitted()


class ContractSupplement(Filing):
    """服务中上传合同: a supplement while serving (Y13)."""

    number = models.CharField("补充合同编号", max_length=64)
    added_amount = amount("追加金额", validators=[MinValueValidator(0)], help_text="不追加的填 0")
    signed_on = models.DateField("签订日期")
    description = models.TextField("补充内容", max_length=2000)

    class Meta:
        verbose_name = verbose_name_plural = "补充合同"
        constraints = [
            models.CheckConstraint(name="a_supplement_never_takes_away", condition=Q(added_amount__gte=0))
        ]
        triggers = final_once_submitted()


class ResultUpload(Filing):
    """结果上传: all results in one archive (Y14)."""

    description = models.TextField("结果说明", max_length=2000)

    class Meta:
        verbose_name = verbose_name_plural = "结果上传"
        triggers = final_once_submitted()


class CompletionFiling(Filing):
    """确认办结 (Y15)."""

    statement = models.TextField("办结说明", max_length=2000)

    class Meta:
        verbose_name = verbose_name_plural = "确认办结"
        triggers = final_once_submitted()


class AgencyTermination(Reasoned, Filing):
    """解除合同 asked for by the agency (Y16)."""

    class Meta:
        verbose_name = verbose_name_plural = "解除合同"
        triggers = final_once_submitted()


class EntityTermination(Reasoned, Filing):
    """解除合同 asked for by the 项目单位 (Y18)."""

    class Meta:
        verbose_name = verbose_name_plural = "合同解除"
        triggers = final_once_submitted()


class JobChange(Reasoned, ChangeableTerms, Filing):
    """项目资料变更 asked for by the 项目单位 (Y17)."""

    class Meta:
        verbose_name = verbose_name_plural = "项目资料变更"
        triggers = final_once_submitted()


# ---- rating and supervision --------------------------------------------------------------------------------------


class RatingData(models.Model):
    """The criteria of both raters, one to five stars each."""

    quality = stars("服务质量")
    timeliness = stars("服务时效")
    attitude = stars("服务态度")
    compliance = stars("收费与合规")
    comment = models.TextField("评语", max_length=1000)

    class Meta:
        abstract = True


class EntityRating(RatingData, Filing):
    """项目单位评价 (Y27)."""

    class Meta:
        verbose_name = verbose_name_plural = "项目单位评价"
        triggers = final_once_submitted()


class AdministratorRating(RatingData, Filing):
    """管理人员评价 (Y29)."""

    class Meta:
        verbose_name = verbose_name_plural = "管理人员评价"
        triggers = final_once_submitted()


class AgencySuspension(SuspensionData, Filing):
    """停用 of an agency (Y28)."""

    class Meta:
        verbose_name = verbose_name_plural = "停用"
        triggers = final_once_submitted()


class AgencyReinstatement(ReinstatementData, Filing):
    """恢复 of a suspended agency."""

    class Meta:
        verbose_name = verbose_name_plural = "恢复"
        triggers = final_once_submitted()


class Postponement(Reasoned, Filing):
    """系统故障延期: the platform failed from `began_at` to `ended_at`. projects: those concerned, as the platform listed them."""

    began_at = models.DateTimeField("故障开始时间")
    ended_at = models.DateTimeField("故障结束时间")
    projects = models.TextField("延期的项目")

    class Meta:
        verbose_name = verbose_name_plural = "系统故障延期"
        constraints = [
            models.CheckConstraint(
                name="an_outage_ends_after_it_began", condition=Q(ended_at__gt=F("began_at"))
            )
        ]
        triggers = final_once_submitted()


# ---- base data ---------------------------------------------------------------------------------------------------


class ServiceTypeEntry(Filing):
    """服务目录新增 (Y29)."""

    code = models.CharField("编码", max_length=16)
    name = models.CharField("名称", max_length=64)
    parent = models.ForeignKey(
        "directory.ServiceType",
        verbose_name="所属机构类型",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="新增机构类型的留空",
    )

    class Meta:
        verbose_name = verbose_name_plural = "服务目录新增"
        triggers = final_once_submitted()


class ServiceTypeRetirement(Reasoned, Filing):
    """服务目录停用 (Y29)."""

    service_type = models.ForeignKey(
        "directory.ServiceType", verbose_name="服务类型", on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = verbose_name_plural = "服务目录停用"
        triggers = final_once_submitted()


class QualificationTypeEntry(Filing):
    """资质类型新增."""

    family = models.CharField("资质类别", max_length=64)
    grade = models.CharField("等级", max_length=16)
    rank = models.PositiveSmallIntegerField("级序", help_text="1 为最高级", validators=[MinValueValidator(1)])

    class Meta:
        verbose_name = verbose_name_plural = "资质类型新增"
        triggers = final_once_submitted()


class QualificationTypeRetirement(Reasoned, Filing):
    """资质类型停用."""

    qualification_type = models.ForeignKey(
        "directory.QualificationType", verbose_name="资质类型", on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = verbose_name_plural = "资质类型停用"
        triggers = final_once_submitted()


class Announcement(Filing):
    """通知公告 of the 管理人员 to the public."""

    heading = models.CharField("标题", max_length=200)
    text = models.TextField("正文", max_length=20000)

    class Meta:
        verbose_name = verbose_name_plural = "通知公告"
        triggers = final_once_submitted()
