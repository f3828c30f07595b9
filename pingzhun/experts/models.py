"""Experts, whom they must keep away from, and the panels (评标委员会) that evaluate. Typed fields and constraints, no logic."""

from datetime import date, datetime

import pgtrigger
from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Mod
from django.db.models.lookups import Exact, GreaterThanOrEqual

from pingzhun.base.triggers import FirmProtect, FirmReadOnly, FirmTrigger, refuse
from pingzhun.directory.models import Jurisdiction, Organisation, last_day_before


class ExpertQuerySet(models.QuerySet["Expert"]):
    def serving(self, now: datetime) -> "ExpertQuerySet":
        """Those who can be drawn at `now`: in the roster, and not suspended."""
        suspended = ExpertSuspension.objects.in_force(now).filter(expert=OuterRef("pk"))
        return self.filter(~Exists(suspended), left_at=None)

    def near(self, place: Jurisdiction) -> "ExpertQuerySet":
        """Those of the province of `place`: a province has one roster."""
        return self.filter(jurisdiction__path__startswith=place.own_and_higher_paths[0])


class ExpertData(models.Model):
    """What an expert says of themselves; a change takes effect only after review, so filings repeat these fields."""

    name = models.CharField("姓名", max_length=64)
    resident_id = models.CharField("居民身份证号码", max_length=18)
    mobile = models.CharField("手机号码", max_length=11)
    professional_title = models.CharField("职称", max_length=64)

    class Meta:
        abstract = True


def masked(resident_id: str) -> str:
    """4304**********001X."""
    return f"{resident_id[:4]}{'*' * 10}{resident_id[-4:]}"


class Expert(ExpertData):
    """A 评审专家 of the roster (财库〔2016〕198号). Whoever leaves stays for the record."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, verbose_name="用户", on_delete=models.PROTECT, related_name="expert"
    )
    jurisdiction = models.ForeignKey(
        Jurisdiction, verbose_name="所属辖区", on_delete=models.PROTECT, related_name="+"
    )
    specialities = models.ManyToManyField(
        "directory.Category", verbose_name="评审专业", related_name="experts"
    )
    joined_at = models.DateTimeField("入库时间")
    left_at = models.DateTimeField("出库时间", null=True, blank=True)

    objects = ExpertQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "评审专家"
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["resident_id"], condition=Q(left_at=None), name="a_person_is_in_the_roster_once"
            ),
            models.CheckConstraint(
                name="an_experts_resident_id_is_compact",
                condition=Q(resident_id__regex=r"^[1-9][0-9]{16}[0-9X]$"),
            ),
        ]
        triggers = [FirmProtect(name="experts_are_kept", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return self.name

    @property
    def masked_id(self) -> str:
        """As lists show it."""
        return masked(self.resident_id)

    @property
    def employer(self) -> str:
        """Where they work now, or worked last."""
        jobs = sorted(self.employments.all(), key=lambda job: (job.until is None, job.since), reverse=True)
        return jobs[0].organisation_name if jobs else ""


class TiedTo(models.Model):
    """An organisation that an expert had to do with. It need not be known to the platform."""

    organisation_name = models.CharField("单位名称", max_length=128)
    credit_code = models.CharField("统一社会信用代码", max_length=18)
    until = models.DateField("止于", null=True, blank=True, help_text="至今的留空")

    class Meta:
        abstract = True


class EmploymentData(TiedTo):
    since = models.DateField("起于")

    class Meta:
        abstract = True


class Employment(EmploymentData):
    """Where an expert works or worked (条例 第九条 第一项)."""

    expert = models.ForeignKey(Expert, on_delete=models.CASCADE, related_name="employments")

    class Meta:
        verbose_name = verbose_name_plural = "工作经历"
        ordering = ["-since", "pk"]
        constraints = [
            models.CheckConstraint(
                name="an_employment_ends_after_it_began", condition=Q(until=None) | Q(until__gte=F("since"))
            )
        ]

    def __str__(self) -> str:
        return self.organisation_name


class Relation(models.TextChoices):
    """条例 第九条 第二至第五项."""

    DIRECTOR = "director", "担任董事、监事"
    OWNER = "owner", "控股股东或者实际控制人"
    KIN = "kin", "与其法定代表人或者负责人有亲属关系"
    OTHER = "other", "其他可能影响公平、公正的关系"


class TieData(TiedTo):
    relation = models.CharField("关系", max_length=16, choices=Relation.choices)

    class Meta:
        abstract = True


class Tie(TieData):
    """A tie that an expert has declared."""

    expert = models.ForeignKey(Expert, on_delete=models.CASCADE, related_name="ties")

    class Meta:
        verbose_name = verbose_name_plural = "利害关系"
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.organisation_name}（{self.get_relation_display()}）"


class ExpertSuspensionQuerySet(models.QuerySet["ExpertSuspension"]):
    def in_force(self, now: datetime) -> "ExpertSuspensionQuerySet":
        return self.filter(starts_at__lte=now, ends_at__gt=now)


class ExpertSuspension(models.Model):
    """An expert is not drawn for a while; it ends by itself. Lifting it early sets `ends_at` to that moment and says why."""

    expert = models.ForeignKey(Expert, on_delete=models.PROTECT, related_name="suspensions")
    reason = models.TextField("停用原因")
    days = models.PositiveIntegerField("停用天数", validators=[MinValueValidator(1)])
    starts_at = models.DateTimeField("停用时间")
    ends_at = models.DateTimeField("到期时间")
    imposed_by = models.ForeignKey(
        Organisation, verbose_name="作出单位", on_delete=models.PROTECT, related_name="+"
    )
    lift_reason = models.TextField("恢复原因", null=True, blank=True)

    objects = ExpertSuspensionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "专家停用"
        ordering = ["-starts_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="an_experts_suspension_ends_after_it_starts", condition=Q(ends_at__gte=F("starts_at"))
            ),
            ExclusionConstraint(
                name="an_expert_is_suspended_once_at_a_time",
                expressions=[
                    ("expert", RangeOperators.EQUAL),
                    (models.Func("starts_at", "ends_at", function="TSTZRANGE"), RangeOperators.OVERLAPS),
                ],
            ),
        ]
        triggers = [FirmProtect(name="suspensions_are_kept", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.expert} 停用 {self.days} 天"

    @property
    def last_day(self) -> date:
        """The last day on which it holds; it ends at the midnight after."""
        return last_day_before(self.ends_at)


SMALLEST = 5  # 87号令 第四十七条; larger ones by the figures of the case, in `panels`
ENDS = ("public_at", "dissolved_at", "dissolution_reason")  # what a panel gets later, once each
FINAL = " OR ".join(f"OLD.{name} IS NOT NULL AND NEW.{name} IS DISTINCT FROM OLD.{name}" for name in ENDS)


class Panel(models.Model):
    """评标委员会 of one evaluation of a case. Who sits in it is secret until `public_at` (87号令 第四十七条).

    number: which evaluation of the case. Seats 1 to `experts` are experts', the rest 采购人代表. avoids: whose people may not sit
    in it. sealed_secret: of which the salts of its pseudonyms are made. dissolved_at: it will not evaluate, another one may.
    """

    case = models.ForeignKey(
        "cases.Case", verbose_name="项目", on_delete=models.PROTECT, related_name="panels"
    )
    number = models.PositiveSmallIntegerField("评标次数")
    size = models.PositiveSmallIntegerField("评委人数")
    experts = models.PositiveSmallIntegerField("评审专家人数")
    specialities = models.ManyToManyField("directory.Category", verbose_name="评审专业", related_name="+")
    avoids = models.ManyToManyField(Organisation, verbose_name="回避单位", related_name="+")
    evaluates_at = models.DateTimeField("评标时间")
    drawn_at = models.DateTimeField("抽取时间")
    public_at = models.DateTimeField("名单公开时间", null=True, blank=True)
    dissolved_at = models.DateTimeField("解散时间", null=True, blank=True)
    dissolution_reason = models.CharField("解散原因", max_length=200, null=True, blank=True)
    sealed_secret = models.BinaryField()

    class Meta:
        verbose_name = verbose_name_plural = "评标委员会"
        ordering = ["case", "number", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "number"],
                condition=Q(dissolved_at=None),
                name="an_evaluation_has_one_panel",
            ),
            models.CheckConstraint(name="a_panel_is_not_small", condition=Q(size__gte=SMALLEST)),
            models.CheckConstraint(name="a_panel_is_odd", condition=Exact(Mod("size", 2), 1)),
            models.CheckConstraint(
                name="two_thirds_of_a_panel_are_experts",
                condition=Q(experts__lte=F("size")) & Q(GreaterThanOrEqual(F("experts") * 3, F("size") * 2)),
            ),
            models.CheckConstraint(
                name="a_dissolved_panel_says_why",
                condition=Q(dissolved_at=None, dissolution_reason=None)
                | Q(dissolved_at__isnull=False, dissolution_reason__isnull=False),
            ),
        ]
        triggers = [
            FirmProtect(name="panels_are_kept", operation=pgtrigger.Delete),
            FirmReadOnly(name="a_panel_stays_as_drawn", exclude=list(ENDS)),
            FirmTrigger(
                name="a_panel_is_made_public_once",
                operation=pgtrigger.Update,
                func=f"IF {FINAL} THEN {refuse('a panel is made public, and dissolved, once')} END IF; RETURN NEW;",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case} 第{self.number}次评标"


class SeatQuerySet(models.QuerySet["Seat"]):
    def live(self) -> "SeatQuerySet":
        """Of those who evaluate: not declined, and the panel not dissolved."""
        return self.filter(declined_at=None, panel__dissolved_at=None)


SEATED = f"""
    DECLARE held record;
    BEGIN
        SELECT * INTO held FROM experts_panel WHERE id = NEW.panel_id FOR SHARE;
        IF held.public_at IS NOT NULL THEN
            {refuse("the seats of a public panel are final")}
        END IF;
        IF NEW.position > held.size THEN
            {refuse("a panel has no more seats than its size")}
        END IF;
        IF (NEW.position <= held.experts) <> (NEW.expert_id IS NOT NULL) THEN
            {refuse("a seat of experts is taken by an expert and no other is")}
        END IF;
        IF NEW.expert_id IS NOT NULL
            AND NEW.user_id <> (SELECT user_id FROM experts_expert WHERE id = NEW.expert_id)
        THEN
            {refuse("an expert sits in person")}
        END IF;
    END;
    RETURN NEW;
"""
VACATED = f"""
    IF OLD.declined_at IS NOT NULL THEN
        {refuse("whoever has left a panel has left it")}
    END IF;
    RETURN NEW;
"""


class Seat(models.Model):
    """A place in a panel: somebody drawn, or (`expert` null) a 采购人代表. Whoever takes a vacated place has a seat of their own.

    name: as it was then. pseudonym: SHA-256 of "salt:name", which stands for the person in draws and ledger; the salt is empty
    until the names are public.
    """

    panel = models.ForeignKey(Panel, on_delete=models.PROTECT, related_name="seats")
    position = models.PositiveSmallIntegerField("席位", validators=[MinValueValidator(1)])
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="用户", on_delete=models.PROTECT, related_name="seats"
    )
    expert = models.ForeignKey(
        Expert, verbose_name="专家", null=True, blank=True, on_delete=models.PROTECT, related_name="seats"
    )
    name = models.CharField("姓名", max_length=64)
    pseudonym = models.CharField("代号", max_length=64)
    salt = models.CharField(max_length=64, null=True, blank=True)
    is_leader = models.BooleanField("评标组长", default=False)
    seated_at = models.DateTimeField("确定时间")
    declined_at = models.DateTimeField("退出时间", null=True, blank=True)
    decline_reason = models.CharField("退出原因", max_length=500, null=True, blank=True)

    objects = SeatQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "评委"
        ordering = ["panel", "position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["panel", "user"], name="a_person_sits_once_in_a_panel"),
            models.UniqueConstraint(
                fields=["panel", "position"],
                condition=Q(declined_at=None),
                name="a_seat_is_taken_by_one",
            ),
            models.UniqueConstraint(
                fields=["panel"], condition=Q(is_leader=True), name="a_panel_has_one_leader"
            ),
            models.CheckConstraint(
                name="an_expert_who_sits_leads",
                condition=Q(is_leader=False) | Q(expert__isnull=False, declined_at=None),
            ),
            models.CheckConstraint(name="seats_are_counted_from_one", condition=Q(position__gte=1)),
            models.CheckConstraint(
                name="who_declines_says_why",
                condition=Q(declined_at=None, decline_reason=None)
                | Q(declined_at__isnull=False, decline_reason__isnull=False),
            ),
        ]
        triggers = [
            FirmProtect(name="seats_are_kept", operation=pgtrigger.Delete),
            FirmReadOnly(
                name="a_seat_stays_whose_it_is",
                fields=["panel", "position", "user", "expert", "name", "pseudonym", "seated_at"],
            ),
            FirmTrigger(
                name="seats_fit_their_panel", operation=pgtrigger.Insert | pgtrigger.Update, func=SEATED
            ),
            FirmTrigger(name="who_left_a_panel_has_left", operation=pgtrigger.Update, func=VACATED),
        ]

    def __str__(self) -> str:
        return self.name
