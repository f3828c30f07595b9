"""What is tendered: projects and their lots, and the rooms where bids are opened and evaluated. Typed fields, no logic."""

from datetime import datetime

import pgtrigger
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q

from pingzhun.base.columns import amount
from pingzhun.base.triggers import FirmTrigger, refuse
from pingzhun.cases.models import Case
from pingzhun.directory.actors import Actor
from pingzhun.markets.tendering.course import LET, PUBLISHED, LotState, course

S = LotState


class Subject(models.TextChoices):
    """What is bought: it decides the least weight of the price (87号令 第五十五条)."""

    GOODS = "goods", "货物"
    SERVICES = "services", "服务"


class Qualifying(models.TextChoices):
    """资审方式 (H8): fully electronic tenders examine qualifications after the bids."""

    AFTER = "after", "资格后审"


class Evaluating(models.TextChoices):
    """评标办法."""

    LOWEST_PRICE = "lowest_price", "最低评标价法"
    SCORED = "scored", "综合评分法"


class TenderTerms(models.Model):
    """What the agent says of a project."""

    name = models.CharField("项目名称", max_length=160)
    plan_number = models.CharField("采购计划编号", max_length=64)
    subject = models.CharField("采购类型", max_length=16, choices=Subject.choices)
    budget = amount("预算金额", validators=[MinValueValidator(1)])
    content = models.TextField("采购内容", max_length=4000)
    contact_name = models.CharField("代理联系人", max_length=64)
    contact_phone = models.CharField("代理联系电话", max_length=32)

    class Meta:
        abstract = True


class LotTerms(models.Model):
    """分包明细 (H7)."""

    name = models.CharField("分包名称", max_length=160)
    category = models.ForeignKey(
        "directory.Category", verbose_name="采购目录", on_delete=models.PROTECT, related_name="+"
    )
    ceiling = amount("最高限价", validators=[MinValueValidator(1)])
    bond = amount("保证金金额", validators=[MinValueValidator(0)])
    qualifying = models.CharField(
        "资审方式", max_length=16, choices=Qualifying.choices, default=Qualifying.AFTER
    )
    evaluating = models.CharField("评标办法", max_length=16, choices=Evaluating.choices)

    class Meta:
        abstract = True


class Tender(TenderTerms):
    """A registered project (项目注册): what its lots have in common."""

    code = models.CharField("项目编号", max_length=32, unique=True)
    filing = models.ForeignKey(
        "tendering.TenderRegistration", on_delete=models.PROTECT, related_name="tenders"
    )
    procuring_entity = models.ForeignKey(
        "directory.Organisation", verbose_name="采购人", on_delete=models.PROTECT, related_name="+"
    )
    agent = models.ForeignKey(
        "directory.Organisation", verbose_name="招标代理", on_delete=models.PROTECT, related_name="+"
    )
    registered_at = models.DateTimeField("注册时间")

    class Meta:
        verbose_name = verbose_name_plural = "政府采购项目"
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.name


class RoomKind(models.TextChoices):
    OPENING = "opening", "开标室"
    EVALUATION = "evaluation", "评标室"


class Room(models.Model):
    """A room of the 交易中心."""

    kind = models.CharField("类型", max_length=16, choices=RoomKind.choices)
    name = models.CharField("名称", max_length=64)
    jurisdiction = models.ForeignKey(
        "directory.Jurisdiction", verbose_name="所属辖区", on_delete=models.PROTECT, related_name="+"
    )
    seats = models.PositiveSmallIntegerField("座位数", validators=[MinValueValidator(1)])
    is_active = models.BooleanField("在用", default=True)

    class Meta:
        verbose_name = verbose_name_plural = "场地"
        ordering = ["kind", "name"]
        constraints = [
            models.UniqueConstraint(fields=["jurisdiction", "name"], name="one_room_of_a_name_in_a_place")
        ]

    def __str__(self) -> str:
        return self.name


class LotQuerySet(models.QuerySet["Lot"]):
    def of_agent(self, actor: Actor) -> "LotQuerySet":
        """Those that the actor's agency tenders."""
        return self.filter(tender__agent=actor.organisation_id)

    def of_entity(self, actor: Actor) -> "LotQuerySet":
        return self.filter(procuring_entity=actor.organisation_id)

    def public(self) -> "LotQuerySet":
        """Those whose 招标公告 has been published."""
        return self.filter(Q(state__in=PUBLISHED) | Q(round__gt=1))

    def open_for_bids(self, now: datetime) -> "LotQuerySet":
        return self.filter(state=S.BIDDING, opens_at__gt=now)


class Lot(LotTerms, Case):
    """A lot (分包): what is bid for, opened, evaluated and awarded.

    `opens_at`: 投标截止时间 and 开标时间, one moment (87号令 第三十九条).
    `next_opens_at`: reserved anew, and not announced yet.
    """

    name = None  # its title
    tender = models.ForeignKey(Tender, on_delete=models.PROTECT, related_name="lots")
    number = models.PositiveSmallIntegerField("分包号")
    state = models.CharField("状态", max_length=16, choices=LotState.choices, default=LotState.REGISTERED)
    round = models.PositiveSmallIntegerField("招标轮次", default=1)
    evaluation = models.PositiveSmallIntegerField("评标次数", default=1)
    opens_at = models.DateTimeField("开标时间", null=True, blank=True)
    next_opens_at = models.DateTimeField("新的开标时间", null=True, blank=True)
    opening_room = models.ForeignKey(
        Room, verbose_name="开标室", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    evaluation_room = models.ForeignKey(
        Room, verbose_name="评标室", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    document = models.ForeignKey(
        "tendering.TenderDocument",
        verbose_name="招标文件",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    document_confirmed_at = models.DateTimeField("招标文件确认时间", null=True, blank=True)
    published_at = models.DateTimeField("招标公告发布时间", null=True, blank=True)
    opened_at = models.DateTimeField("开标完成时间", null=True, blank=True)
    evaluated_at = models.DateTimeField("评标结束时间", null=True, blank=True)
    winner = models.ForeignKey(
        "directory.Organisation",
        verbose_name="中标人",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="lots_won",
    )
    price = amount("中标金额", null=True, blank=True)
    decided_at = models.DateTimeField("确定中标人时间", null=True, blank=True)
    awarded_at = models.DateTimeField("中标公告发布时间", null=True, blank=True)
    ended_at = models.DateTimeField("结束时间", null=True, blank=True)
    failure_reason = models.TextField("废标或取消原因", null=True, blank=True)
    suspension_reason = models.TextField("暂停原因", null=True, blank=True)
    halted_reason = models.TextField("暂停采购活动的原因", null=True, blank=True)

    objects = LotQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "政府采购分包"
        ordering = ["-case_ptr_id"]
        constraints = [
            models.UniqueConstraint(fields=["tender", "number"], name="a_tender_has_one_lot_of_a_number"),
            models.CheckConstraint(
                name="a_lot_is_tendered_with_venue_and_document",
                condition=Q(state__in=(S.REGISTERED, S.WITHDRAWN, S.CANCELLED))
                | Q(
                    opens_at__isnull=False,
                    document__isnull=False,
                    document_confirmed_at__isnull=False,
                    published_at__isnull=False,
                ),
            ),
            models.CheckConstraint(
                name="a_lot_has_its_winner_from_the_decision_on",
                condition=Q(
                    state__in=(S.DECIDED, *LET),
                    winner__isnull=False,
                    price__isnull=False,
                    decided_at__isnull=False,
                )
                | (~Q(state__in=(S.DECIDED, S.CANCELLED, *LET)) & Q(winner=None, price=None, decided_at=None))
                | Q(state=S.CANCELLED),
            ),
            models.CheckConstraint(
                name="a_lot_costs_no_more_than_its_ceiling",
                condition=Q(price=None) | Q(price__lte=F("ceiling")),
            ),
            models.CheckConstraint(
                name="an_evaluated_lot_was_opened",
                condition=~Q(state__in=(S.EVALUATING, S.EVALUATED, S.DECIDED, *LET))
                | Q(opened_at__isnull=False),
            ),
            models.CheckConstraint(
                name="a_lot_that_failed_says_why",
                condition=~Q(state__in=(S.FAILING, S.FAILED, S.CANCELLED)) | Q(failure_reason__isnull=False),
            ),
            models.CheckConstraint(
                name="a_suspended_lot_says_why",
                condition=Q(state=S.SUSPENDED, suspension_reason__isnull=False) | ~Q(state=S.SUSPENDED),
            ),
            models.CheckConstraint(
                name="a_lot_says_when_it_ended",
                condition=Q(state__in=course.final, ended_at__isnull=False)
                | (~Q(state__in=course.final) & Q(ended_at=None)),
            ),
        ]
        indexes = [models.Index(fields=["state"], name="lots_at_a_node")]
        triggers = [
            course.trigger(pk_column="case_ptr_id"),
            FirmTrigger(
                name="an_announced_opening_moves_later_only",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "OLD.state IN ('bidding', 'suspended') AND NEW.state IN ('bidding', 'suspended') "
                    "AND NEW.opens_at < OLD.opens_at"
                ),
                func=refuse("an announced opening moves later only"),
            ),
            FirmTrigger(
                name="a_lot_is_tendered_by_a_whole_set_of_criteria",
                operation=pgtrigger.Insert | pgtrigger.Update,
                condition=pgtrigger.Condition("NEW.document_id IS NOT NULL"),
                declare=[("points", "numeric"), ("prices", "integer")],
                func=f"""
                    IF TG_OP = 'UPDATE' AND NEW.document_id IS NOT DISTINCT FROM OLD.document_id THEN
                        RETURN NEW;
                    END IF;
                    SELECT coalesce(sum(c.points), 0), count(*) FILTER (WHERE c.part = 'price') INTO points, prices
                    FROM tendering_criterion c WHERE c.filing_id = NEW.document_id;
                    IF (NEW.evaluating = '{Evaluating.SCORED}' AND (points <> 100 OR prices <> 1))
                        OR (NEW.evaluating = '{Evaluating.LOWEST_PRICE}' AND points <> 0) THEN
                        {refuse("a lot is tendered by a whole set of criteria")}
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    @property
    def agent(self) -> models.Model:
        """Who tenders it."""
        return self.tender.agent
