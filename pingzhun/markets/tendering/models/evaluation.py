"""What the evaluation committee says and concludes. Typed fields and constraints, no logic.

Whatever a member says is tied to a live seat of the panel (trigger), and final once submitted.
"""

import pgtrigger
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Round

from pingzhun.base.columns import amount
from pingzhun.base.triggers import FirmTrigger, append_only, refuse
from pingzhun.filings.models import Filing, final_once_submitted
from pingzhun.markets.tendering.evaluating import Stage, course
from pingzhun.markets.tendering.models.bids import Bid
from pingzhun.markets.tendering.models.documents import Criterion
from pingzhun.markets.tendering.models.lots import Lot

SAID = r"\S"


class LotEvaluation(models.Model):
    """One evaluation of a lot. failure: why it was not evaluated, or why the committee proposes 废标."""

    lot = models.ForeignKey(Lot, on_delete=models.PROTECT, related_name="evaluations")
    round = models.PositiveSmallIntegerField("招标轮次")
    number = models.PositiveSmallIntegerField("评标次数")
    state = models.CharField("评标环节", max_length=16, choices=Stage.choices, default=Stage.GATHERING)
    qualification = models.OneToOneField(
        "tendering.QualificationExamination",
        verbose_name="资格审查",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="lot_evaluation",
    )
    convened_at = models.DateTimeField("组织评标时间")
    begun_at = models.DateTimeField("开始评标时间", null=True, blank=True)
    examined_at = models.DateTimeField("符合性审查结束时间", null=True, blank=True)
    totalled_at = models.DateTimeField("汇总时间", null=True, blank=True)
    reported_at = models.DateTimeField("评标结束时间", null=True, blank=True)
    failure = models.CharField("不予评标或废标的原因", max_length=500, null=True, blank=True)
    sha256 = models.CharField("评标报告校验值", max_length=64, null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "评标"
        ordering = ["lot", "number"]
        constraints = [
            models.UniqueConstraint(fields=["lot", "number"], name="a_lot_has_one_evaluation_of_a_number"),
            models.CheckConstraint(
                name="an_evaluation_begins_with_qualified_bidders",
                condition=Q(state__in=(Stage.GATHERING, Stage.STOPPED))
                | Q(qualification__isnull=False, begun_at__isnull=False),
            ),
            models.CheckConstraint(
                name="a_report_is_fixed_before_it_is_signed",
                condition=Q(
                    state__in=(Stage.SIGNING, Stage.REPORTED), totalled_at__isnull=False, sha256__isnull=False
                )
                | (~Q(state__in=(Stage.SIGNING, Stage.REPORTED)) & Q(totalled_at=None, sha256=None)),
            ),
            models.CheckConstraint(
                name="an_evaluation_that_was_stopped_says_why",
                condition=~Q(state=Stage.STOPPED) | Q(failure__isnull=False),
            ),
        ]
        triggers = [
            course.trigger(),
            FirmTrigger(
                name="what_a_report_says_stays",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition("OLD.state IN ('signing', 'reported', 'stopped')"),
                func="""
                    IF (NEW.sha256, NEW.failure, NEW.qualification_id, NEW.totalled_at)
                        IS DISTINCT FROM (OLD.sha256, OLD.failure, OLD.qualification_id, OLD.totalled_at)
                    THEN
                        RAISE EXCEPTION 'what a report says stays' USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
            FirmTrigger(
                name="evaluations_are_kept",
                operation=pgtrigger.Delete,
                func=refuse("evaluations are kept"),
            ),
        ]

    def __str__(self) -> str:
        again = f"（第 {self.number} 次评标）" if self.number > 1 else ""
        return f"{self.lot.title}{again}"


class EvaluationReport(models.Model):
    """What the members sign, as it stood when the totals were closed. content: see `reports.content`."""

    evaluation = models.OneToOneField(LotEvaluation, on_delete=models.PROTECT, related_name="report")
    content = models.JSONField("内容")
    sha256 = models.CharField("校验值", max_length=64)
    fixed_at = models.DateTimeField("汇总时间")

    class Meta:
        verbose_name = verbose_name_plural = "评标报告"
        triggers = append_only("reports")

    def __str__(self) -> str:
        return f"{self.evaluation} 评标报告"


class QualificationExamination(Filing):
    """资格审查 by the 采购人 or its agent, before the committee evaluates (87号令 第四十四条)."""

    note = models.TextField("审查说明", max_length=1000, null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "资格审查"
        triggers = final_once_submitted()


class QualificationVerdict(models.Model):
    """What one bidder's qualification comes to by one criterion."""

    filing = models.ForeignKey(QualificationExamination, on_delete=models.CASCADE, related_name="verdicts")
    bid = models.ForeignKey(Bid, verbose_name="投标人", on_delete=models.PROTECT, related_name="+")
    criterion = models.ForeignKey(
        Criterion, verbose_name="审查项", on_delete=models.PROTECT, related_name="+"
    )
    passed = models.BooleanField("结论", choices=((True, "合格"), (False, "不合格")))
    reason = models.CharField("不合格的原因", max_length=300, null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "资格审查结论"
        ordering = ["bid", "criterion"]
        constraints = [
            models.UniqueConstraint(
                fields=["filing", "bid", "criterion"], name="a_qualification_is_examined_once"
            ),
            models.CheckConstraint(
                name="who_is_not_qualified_is_told_why",
                condition=Q(passed=True, reason=None) | Q(passed=False, reason__regex=SAID),
            ),
        ]
        triggers = final_once_submitted("filing_id")

    def __str__(self) -> str:
        return f"{self.bid.organisation} {self.criterion}"


def said_by_live_members(*, via: str = "evaluation_id") -> FirmTrigger:
    """The trigger of a table in which members say something: their seat is a live one of this evaluation's panel."""
    evaluation = {
        "evaluation_id": "NEW.evaluation_id",
        "inquiry_id": "(SELECT evaluation_id FROM tendering_priceinquiry WHERE id = NEW.inquiry_id)",
    }[via]
    return FirmTrigger(
        name="said_by_live_members",
        operation=pgtrigger.Insert | pgtrigger.Update,
        func=f"""
            IF NOT EXISTS (
                SELECT 1 FROM experts_seat s
                JOIN experts_panel p ON p.id = s.panel_id
                JOIN tendering_lotevaluation e ON e.id = {evaluation}
                WHERE s.id = NEW.seat_id AND s.declined_at IS NULL AND p.dissolved_at IS NULL
                AND p.case_id = e.lot_id AND p.number = e.number
            ) THEN
                RAISE EXCEPTION 'only a live member of the panel speaks in an evaluation'
                    USING ERRCODE = 'check_violation';
            END IF;
            RETURN NEW;
        """,
    )


class Attendance(models.Model):
    """签到, with the declaration that nothing calls for 回避 (条例 第九条)."""

    evaluation = models.ForeignKey(LotEvaluation, on_delete=models.PROTECT, related_name="attendances")
    seat = models.OneToOneField("experts.Seat", on_delete=models.PROTECT, related_name="+")
    signed_in_at = models.DateTimeField("签到时间")

    class Meta:
        verbose_name = verbose_name_plural = "评标签到"
        ordering = ["signed_in_at", "pk"]
        triggers = [*append_only("attendances"), said_by_live_members()]

    def __str__(self) -> str:
        return f"{self.seat} 签到"


class LeaderVote(models.Model):
    """Whom one member wants to lead. May be changed until somebody has the majority."""

    evaluation = models.ForeignKey(LotEvaluation, on_delete=models.PROTECT, related_name="leader_votes")
    seat = models.OneToOneField("experts.Seat", on_delete=models.PROTECT, related_name="+")
    candidate = models.ForeignKey("experts.Seat", on_delete=models.PROTECT, related_name="+")
    cast_at = models.DateTimeField("推选时间")

    class Meta:
        verbose_name = verbose_name_plural = "组长推选"
        ordering = ["cast_at", "pk"]
        triggers = [said_by_live_members()]

    def __str__(self) -> str:
        return f"{self.seat} 推选 {self.candidate}"


class SheetPart(models.TextChoices):
    CONFORMITY = "conformity", "符合性审查表"
    SCORING = "scoring", "评分表"


class Sheet(models.Model):
    """What one member says of all bids, in one part. Final once submitted.

    A member who is asked to think again gets another version, a copy of the one before; the latest counts, and the earlier
    ones show what was changed. request: why the leader asked.
    """

    evaluation = models.ForeignKey(LotEvaluation, on_delete=models.PROTECT, related_name="sheets")
    seat = models.ForeignKey("experts.Seat", on_delete=models.PROTECT, related_name="+")
    part = models.CharField("表格", max_length=16, choices=SheetPart.choices)
    version = models.PositiveSmallIntegerField("版本", default=1, validators=[MinValueValidator(1)])
    request = models.CharField("复核意见", max_length=300, null=True, blank=True)
    begun_at = models.DateTimeField("开始时间")
    submitted_at = models.DateTimeField("提交时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "评审表"
        ordering = ["evaluation", "part", "seat", "version"]
        constraints = [
            models.UniqueConstraint(
                fields=["evaluation", "seat", "part", "version"], name="a_member_has_one_sheet_of_a_version"
            ),
            models.UniqueConstraint(
                fields=["evaluation", "seat", "part"],
                condition=Q(submitted_at=None),
                name="a_member_fills_in_one_sheet_at_a_time",
            ),
            models.CheckConstraint(
                name="a_sheet_is_begun_again_for_a_reason",
                condition=Q(version=1, request=None) | Q(version__gt=1, request__regex=SAID),
            ),
        ]
        triggers = [
            said_by_live_members(),
            FirmTrigger(
                name="a_submitted_sheet_is_final",
                operation=pgtrigger.Update | pgtrigger.Delete,
                func="""
                    IF OLD.submitted_at IS NOT NULL THEN
                        RAISE EXCEPTION 'a submitted sheet is final' USING ERRCODE = 'check_violation';
                    END IF;
                    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_part_display()} {self.seat}"


class Mark(models.Model):
    """What a sheet says of one bid by one criterion: passed or not, or points with two decimals."""

    sheet = models.ForeignKey(Sheet, on_delete=models.PROTECT, related_name="marks")
    bid = models.ForeignKey(Bid, on_delete=models.PROTECT, related_name="+")
    criterion = models.ForeignKey(Criterion, on_delete=models.PROTECT, related_name="+")
    passed = models.BooleanField("结论", null=True, blank=True)
    points = models.DecimalField("得分", max_digits=5, decimal_places=2, null=True, blank=True)
    reason = models.CharField("理由", max_length=300, null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "评审意见"
        ordering = ["sheet", "criterion", "bid"]
        constraints = [
            models.UniqueConstraint(
                fields=["sheet", "bid", "criterion"], name="a_sheet_says_one_thing_of_a_bid"
            ),
            models.CheckConstraint(
                name="a_mark_is_a_conclusion_or_points",
                condition=Q(passed=None, points__gte=0) | Q(passed__isnull=False, points=None),
            ),
        ]
        triggers = [
            FirmTrigger(
                name="marks_are_within_their_criterion",
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                func="""
                    IF TG_OP <> 'INSERT' AND EXISTS (
                        SELECT 1 FROM tendering_sheet WHERE id = OLD.sheet_id AND submitted_at IS NOT NULL
                    ) THEN
                        RAISE EXCEPTION 'a submitted sheet is final' USING ERRCODE = 'check_violation';
                    END IF;
                    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
                    IF NOT EXISTS (
                        SELECT 1 FROM tendering_sheet s
                        JOIN tendering_lotevaluation e ON e.id = s.evaluation_id
                        JOIN tendering_lot l ON l.case_ptr_id = e.lot_id
                        JOIN tendering_bid b ON b.id = NEW.bid_id AND b.lot_id = e.lot_id AND b.round = e.round
                        JOIN tendering_criterion c ON c.id = NEW.criterion_id AND c.filing_id = l.document_id
                        WHERE s.id = NEW.sheet_id AND s.submitted_at IS NULL AND (
                            s.part = 'conformity' AND c.part = 'conformity' AND NEW.passed IS NOT NULL
                            OR s.part = 'scoring' AND c.part IN ('business', 'technical')
                                AND NEW.points BETWEEN 0 AND c.points
                        )
                    ) THEN
                        RAISE EXCEPTION 'a mark is of a bid and a criterion of its lot, within the points, on an open sheet'
                            USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            )
        ]

    def __str__(self) -> str:
        return f"{self.criterion} {self.bid}"


class BidResult(models.Model):
    """What became of one bid in one evaluation, as the report says it.

    deduction: percent off its price for a 小型、微型企业. set_aside: why a valid bid is not ranked.
    """

    evaluation = models.ForeignKey(LotEvaluation, on_delete=models.PROTECT, related_name="results")
    bid = models.ForeignKey(Bid, verbose_name="投标人", on_delete=models.PROTECT, related_name="results")
    price = amount("投标报价")
    invalid_reason = models.CharField("投标无效的原因", max_length=500, null=True, blank=True)
    deduction = models.DecimalField("价格扣除（%）", max_digits=4, decimal_places=2, default=0)
    evaluated_price = amount("评审价", null=True, blank=True)
    price_score = models.DecimalField("价格分", max_digits=5, decimal_places=2, null=True, blank=True)
    review_score = models.DecimalField("商务技术分", max_digits=5, decimal_places=2, null=True, blank=True)
    technical_score = models.DecimalField("技术分", max_digits=5, decimal_places=2, null=True, blank=True)
    total = models.DecimalField("综合得分", max_digits=5, decimal_places=2, null=True, blank=True)
    rank = models.PositiveSmallIntegerField("名次", null=True, blank=True)
    set_aside = models.CharField("未参加排序的原因", max_length=200, null=True, blank=True)
    is_candidate = models.BooleanField("中标候选人", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "评标结果"
        ordering = ["evaluation", F("rank").asc(nulls_last=True), "bid"]
        constraints = [
            models.UniqueConstraint(fields=["evaluation", "bid"], name="a_bid_has_one_result"),
            models.UniqueConstraint(
                fields=["evaluation", "rank"],
                condition=Q(is_candidate=True),
                name="no_two_candidates_have_one_rank",
            ),
            models.CheckConstraint(
                name="a_candidate_is_ranked_and_valid",
                condition=Q(is_candidate=False) | Q(rank__isnull=False, invalid_reason=None),
            ),
            models.CheckConstraint(
                name="an_evaluated_price_is_the_price_less_its_deduction",
                condition=Q(evaluated_price=None)
                | Q(evaluated_price=Round(F("price") * (100 - F("deduction")) / 100, precision=2)),
            ),
            models.CheckConstraint(
                name="who_is_set_aside_is_valid_and_has_no_rank",
                condition=Q(set_aside=None)
                | Q(evaluated_price__isnull=False, invalid_reason=None, rank=None),
            ),
        ]
        triggers = append_only("results")

    def __str__(self) -> str:
        return str(self.bid.organisation)


class Position(models.TextChoices):
    AGREES = "agrees", "同意"
    DISSENTS = "dissents", "有不同意见"
    REFUSED = "refused", "拒绝签字且未说明理由，视为同意"


class ReportSignature(models.Model):
    """A member's signature under the report (87号令 第六十一条): who disagrees signs with their opinion; who neither signs nor
    says why is taken to agree.
    """

    evaluation = models.ForeignKey(LotEvaluation, on_delete=models.PROTECT, related_name="signatures")
    seat = models.OneToOneField("experts.Seat", on_delete=models.PROTECT, related_name="+")
    position = models.CharField("意见", max_length=16, choices=Position.choices)
    opinion = models.TextField("不同意见和理由", max_length=1000, null=True, blank=True)
    signed_at = models.DateTimeField("签字时间")

    class Meta:
        verbose_name = verbose_name_plural = "评标报告签字"
        ordering = ["signed_at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="who_disagrees_says_why",
                condition=Q(position=Position.DISSENTS, opinion__regex=SAID)
                | (~Q(position=Position.DISSENTS) & Q(opinion=None)),
            )
        ]
        triggers = [*append_only("signatures"), said_by_live_members()]

    def __str__(self) -> str:
        return f"{self.seat} {self.get_position_display()}"
