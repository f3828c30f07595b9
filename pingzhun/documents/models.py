"""Folders and what lies in them. The rules of who may see a folder belong to its owner; what may change in it, to these."""

import uuid
from typing import Any

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q

from pingzhun.base.triggers import FirmProtect, FirmTrigger, append_only


class Folder(models.Model):
    """The attachments of one filing, notice or other owner, which points here by a foreign key.

    While `frozen_at` is set nothing in it can be added, changed or removed (trigger on `Attachment`).
    """

    created_at = models.DateTimeField("建立时间")
    frozen_at = models.DateTimeField("锁定时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "电子件夹"
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"电子件夹 {self.pk}"


class Blob(models.Model):
    """Bytes in the default storage, kept once for each SHA-256 under a name that tells nothing. Never changed."""

    sha256 = models.CharField("SHA-256", max_length=64, unique=True)
    size = models.BigIntegerField("字节数")
    media_type = models.CharField("媒体类型", max_length=120, help_text="kinds.MEDIA_TYPES，文本另带字符集")
    storage_name = models.CharField("存储名", max_length=120, unique=True)
    created_at = models.DateTimeField("保存时间")

    class Meta:
        verbose_name = verbose_name_plural = "文件内容"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(name="blob_sha256_is_hex", condition=Q(sha256__regex=r"^[0-9a-f]{64}$")),
            models.CheckConstraint(name="blob_is_not_empty", condition=Q(size__gt=0)),
        ]
        triggers = [FirmProtect(name="blob_is_final", operation=pgtrigger.Update)]

    def __str__(self) -> str:
        return self.sha256


class AttachmentQuerySet(models.QuerySet["Attachment"]):
    def live(self) -> "AttachmentQuerySet":
        """Those that have not been removed."""
        return self.filter(removed_at=None)


class Attachment(models.Model):
    """A file in a slot of a folder.

    `submitted_at` is the first time that a submitted version named it. From then on the row is only ever marked as
    removed, because that version must stay readable; before that it may be deleted.
    """

    folder = models.ForeignKey(Folder, models.CASCADE, related_name="attachments", verbose_name="电子件夹")
    slot = models.CharField("栏目", max_length=60)
    name = models.CharField("文件名", max_length=150)
    blob = models.ForeignKey(Blob, models.PROTECT, related_name="attachments", verbose_name="内容")
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="上传人"
    )
    created_at = models.DateTimeField("上传时间")
    submitted_at = models.DateTimeField("首次提交时间", null=True, blank=True)
    removed_at = models.DateTimeField("移除时间", null=True, blank=True)

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "电子件"
        ordering = ["created_at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="attachment_removed_only_after_submission",
                condition=Q(removed_at=None) | Q(submitted_at__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["folder", "slot", "blob"],
                condition=Q(removed_at=None),
                name="attachment_content_once_in_a_slot",
            ),
        ]
        triggers = [
            FirmTrigger(
                name="attachment_rests_in_a_frozen_folder",
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                declare=[("touched", "documents_attachment%ROWTYPE"), ("frozen", "timestamptz")],
                # FOR SHARE waits for a freeze that is under way, and makes a freeze wait for this statement.
                func="""
                    IF TG_OP = 'INSERT' THEN touched := NEW; ELSE touched := OLD; END IF;
                    SELECT frozen_at INTO frozen FROM documents_folder WHERE id = touched.folder_id FOR SHARE;
                    IF frozen IS NOT NULL THEN
                        RAISE EXCEPTION 'documents: folder % is frozen', touched.folder_id
                            USING ERRCODE = 'check_violation';
                    END IF;
                    IF TG_OP = 'DELETE' THEN
                        IF OLD.submitted_at IS NOT NULL THEN
                            RAISE EXCEPTION 'documents: attachment % belongs to a submitted version', OLD.id
                                USING ERRCODE = 'check_violation';
                        END IF;
                        RETURN OLD;
                    END IF;
                    IF TG_OP = 'UPDATE' AND (
                        (NEW.id, NEW.folder_id, NEW.slot, NEW.name, NEW.blob_id, NEW.uploaded_by_id, NEW.created_at)
                        IS DISTINCT FROM
                        (OLD.id, OLD.folder_id, OLD.slot, OLD.name, OLD.blob_id, OLD.uploaded_by_id, OLD.created_at)
                        OR (OLD.submitted_at IS NOT NULL AND NEW.submitted_at IS DISTINCT FROM OLD.submitted_at)
                        OR (OLD.removed_at IS NOT NULL AND NEW.removed_at IS DISTINCT FROM OLD.removed_at)
                    ) THEN
                        RAISE EXCEPTION 'documents: attachment % is final', OLD.id USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return self.name


class SealedCopy(models.Model):
    """A document that the platform issued under a number, with the platform's own seal, as it was first handed out.

    `text_sha256` is the hash of the PDF under the seal, which is made again from its data each time; another text of the same
    number (a list that has grown) is another copy. `certificate` is the fingerprint of the service certificate.
    """

    number = models.CharField("文件编号", max_length=64)
    text_sha256 = models.CharField("盖章之前的 SHA-256", max_length=64)
    blob = models.OneToOneField(Blob, models.PROTECT, related_name="sealed_copy", verbose_name="内容")
    certificate = models.CharField("证书指纹", max_length=64, help_text="SHA-256")
    sealed_at = models.DateTimeField("盖章时间")

    class Meta:
        verbose_name = verbose_name_plural = "平台盖章的文件"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["number", "text_sha256"], name="a_text_is_sealed_once"),
        ]
        triggers = append_only("sealed_copies")

    def __str__(self) -> str:
        return self.number

    @property
    def entry(self) -> dict[str, Any]:
        """What the ledger is told of it (`log.append`)."""
        return {
            "kind": "document.sealed",
            "subject": f"document/{self.number}",
            "data": {
                "text_sha256": self.text_sha256,
                "sha256": self.blob.sha256,
                "certificate": self.certificate,
            },
            "now": self.sealed_at,
        }


class Upload(models.Model):
    """A resumable upload (tus 1.0) whose bytes collect in a part file named by `id`.

    `offset` counts the bytes that are safely in the part file. The last ones count only when the file has been
    accepted, in the transaction that makes the attachment: so a complete upload always has one, and a client that
    lost the answer sends the last piece again.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    folder = models.ForeignKey(Folder, models.CASCADE, related_name="uploads", verbose_name="电子件夹")
    slot = models.CharField("栏目", max_length=60)
    name = models.CharField("文件名", max_length=150)
    size = models.BigIntegerField("字节数")
    offset = models.BigIntegerField("已收字节数", default=0)
    expected_sha256 = models.CharField("约定的 SHA-256", max_length=64, null=True, blank=True)
    attachment = models.ForeignKey(
        Attachment, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="电子件"
    )
    finished_at = models.DateTimeField("完成时间", null=True, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="上传人"
    )
    created_at = models.DateTimeField("开始时间")
    expires_at = models.DateTimeField("失效时间", db_index=True)

    class Meta:
        verbose_name = verbose_name_plural = "上传"
        ordering = ["created_at", "pk"]
        constraints = [
            models.CheckConstraint(name="upload_offset_within_size", condition=Q(offset__gte=0, size__gt=0)),
            models.CheckConstraint(
                name="upload_complete_only_when_finished",
                condition=Q(finished_at=None, offset__lt=F("size"))
                | Q(finished_at__isnull=False, offset=F("size")),
            ),
        ]

    def __str__(self) -> str:
        return self.name
