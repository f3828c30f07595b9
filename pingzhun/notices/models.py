"""What has been made public. A row never changes: the database refuses it (migration 0002)."""

from datetime import datetime

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.functional import cached_property

from pingzhun.base.triggers import FirmTrigger, refuse
from pingzhun.documents.models import Attachment
from pingzhun.filings.course import FilingState
from pingzhun.notices.kinds import NoticeKind, kinds
from pingzhun.notices.lookups import Holds, Says


class NoticeQuerySet(models.QuerySet["Notice"]):
    def open_at(self, now: datetime) -> "NoticeQuerySet":
        """Those that still take answers and have not been replaced by a correction."""
        return self.filter(closes_at__gt=now, corrected_by=None)


class Notice(models.Model):
    """A published snapshot. Whatever it was made from may change later; this does not. A mistake is mended by another
    notice that points at it with `corrects`, and each notice is corrected at most once, so that corrections form a chain.

    `deed` is the text that the publisher sealed, where it did; the notice says the same (`publication.publish`), and the sealed
    PDF is the notice's. `facts` is a list of [label, value], both text. `search_text` is number, title, publisher, facts and
    body in plain words, folded (`lookups.folded`); the database derives its column `bigrams` from it (migration 0002).
    `sha256` is the hash of `publication.content(notice)`.
    """

    number = models.CharField("公告编号", max_length=32, unique=True)
    kind = models.CharField("公告类型", max_length=64)
    market = models.CharField("业务", max_length=32, null=True)
    case = models.ForeignKey(
        "cases.Case", verbose_name="项目", null=True, on_delete=models.PROTECT, related_name="notices"
    )
    title = models.CharField("公告标题", max_length=200)
    facts = models.JSONField("公告要素")
    body_html = models.TextField("公告正文")
    search_text = models.TextField(editable=False)
    jurisdiction = models.ForeignKey(
        "directory.Jurisdiction",
        verbose_name="所属辖区",
        on_delete=models.PROTECT,
        related_name="notices",
        db_index=False,  # `notice_newest_of_place` begins with it
    )
    organisation = models.ForeignKey(
        "directory.Organisation", verbose_name="发布单位", on_delete=models.PROTECT, related_name="notices"
    )
    publisher = models.CharField("发布单位名称", max_length=128, help_text="发布时的名称")
    published_at = models.DateTimeField("发布时间")
    closes_at = models.DateTimeField("截止时间", null=True)
    corrects = models.OneToOneField(
        "self", verbose_name="更正的公告", null=True, on_delete=models.PROTECT, related_name="corrected_by"
    )
    folder = models.OneToOneField(
        "documents.Folder", verbose_name="附件", null=True, on_delete=models.PROTECT, related_name="notice"
    )
    deed = models.OneToOneField(
        "filings.Deed", verbose_name="盖章的文本", null=True, on_delete=models.PROTECT, related_name="notice"
    )
    sha256 = models.CharField("校验值", max_length=64)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "公告"
        ordering = ["-published_at", "-pk"]
        indexes = [
            models.Index(F("published_at").desc(), F("id").desc(), name="notice_newest"),
            models.Index(F("kind"), F("published_at").desc(), F("id").desc(), name="notice_newest_of_kind"),
            models.Index(
                F("jurisdiction"),
                F("published_at").desc(),
                F("id").desc(),
                include=["kind"],  # so that those of a place and a kind are counted by the index alone
                name="notice_newest_of_place",
            ),
            models.Index(fields=["closes_at"], condition=Q(closes_at__isnull=False), name="notice_closing"),
        ]
        constraints = [
            models.CheckConstraint(
                name="notice_hash_is_sha256", condition=Q(sha256__regex=r"^[0-9a-f]{64}$")
            ),
            models.CheckConstraint(
                name="first_notice_closes_after_publication",
                condition=Q(closes_at=None) | Q(closes_at__gt=F("published_at")) | Q(corrects__isnull=False),
            ),
            models.CheckConstraint(name="notice_does_not_correct_itself", condition=~Q(corrects=F("id"))),
        ]
        triggers = [
            FirmTrigger(
                name="a_notice_carries_what_its_publisher_sealed",
                operation=pgtrigger.Insert,
                condition=pgtrigger.Condition("NEW.deed_id IS NOT NULL"),
                func=f"""
                    IF NOT EXISTS (
                        SELECT 1 FROM filings_submission s JOIN filings_filing f ON f.id = s.filing_id
                        WHERE s.deed_id = NEW.deed_id AND s.version = f.version
                        AND f.state = '{FilingState.APPROVED}' AND f.organisation_id = NEW.organisation_id
                    ) OR EXISTS (
                        SELECT 1 FROM filings_sealplace WHERE deed_id = NEW.deed_id AND sealed_at IS NULL
                    ) THEN
                        {refuse("a notice carries what its publisher sealed and had approved")}
                    END IF;
                    RETURN NEW;
                """,
            )
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("notices:page", args=[self.number])

    def is_open(self, now: datetime) -> bool:
        """`open_at`, of one that was read together with what corrects it."""
        return self.closes_at is not None and self.closes_at > now and not hasattr(self, "corrected_by")

    @property
    def kind_entry(self) -> NoticeKind:
        return kinds.get(self.kind)

    @property
    def kind_title(self) -> str:
        return self.kind_entry.title

    @cached_property
    def attachments(self) -> list[Attachment]:
        """The files, slot by slot; they are frozen with the notice."""
        if self.folder is None:
            return []
        return list(
            self.folder.attachments.live().select_related("blob").order_by("slot", "created_at", "pk")
        )


SEARCHED = Notice._meta.get_field("search_text")
SEARCHED.register_lookup(Holds)
SEARCHED.register_lookup(Says)
