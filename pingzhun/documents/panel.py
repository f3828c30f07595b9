"""The panel of a folder (电子件管理): what its templates show."""

from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from django.db.models import QuerySet

from pingzhun.accounts.models import User
from pingzhun.documents.kinds import extension_of
from pingzhun.documents.models import Attachment, Folder, Upload
from pingzhun.documents.slots import Slot

ICONS = {
    "pdf": "file-type-pdf",
    "doc": "file-type-doc",
    "docx": "file-type-docx",
    "xls": "file-type-xls",
    "xlsx": "file-spreadsheet",
    "ppt": "file-type-ppt",
    "pptx": "file-type-ppt",
    "txt": "file-type-txt",
    "zip": "file-zip",
    "rar": "file-zip",
    "7z": "file-zip",
    "jpg": "photo",
    "jpeg": "photo",
    "png": "photo",
    "webp": "photo",
    "gif": "photo",
    "bmp": "photo",
    "age": "lock",
}


@dataclass(frozen=True)
class Row:
    """One attachment with its addresses."""

    attachment: Attachment
    url: str
    icon: str
    is_archive: bool

    @property
    def short_sha256(self) -> str:
        return self.attachment.blob.sha256[:12]


@dataclass(frozen=True)
class SlotRows:
    """A slot with what lies in it and what of `user`'s is still under way."""

    slot: Slot
    rows: list[Row]
    unfinished: list[Upload] = field(default_factory=list)

    @property
    def full(self) -> bool:
        return not self.slot.many and bool(self.rows)


@dataclass(frozen=True)
class Panel:
    """The context `panel` of `documents/_panel.html` and `documents/_list.html`.

    The owner gives `url`, where `endpoints.attachment_urls` is mounted for this folder (ends with "/"), and `page_url`,
    the page to return to after a form without JavaScript. `may_edit` is the owner's decision; a frozen folder is never
    editable.
    """

    folder: Folder
    slots: tuple[Slot, ...]
    url: str
    page_url: str
    may_edit: bool = False
    user: User | None = None
    now: datetime | None = None

    @property
    def editable(self) -> bool:
        return self.may_edit and self.folder.frozen_at is None

    @cached_property
    def rows_by_slot(self) -> list[SlotRows]:
        """Every slot in order, with two queries for however many files; sealed ones have a form of their own."""
        attachments = list(self.folder.attachments.live().select_related("blob", "uploaded_by"))
        uploads = list(self._unfinished()) if self.editable else []
        return [
            SlotRows(
                slot,
                [self._row(attachment) for attachment in attachments if attachment.slot == slot.key],
                [upload for upload in uploads if upload.slot == slot.key],
            )
            for slot in self.slots
            if not (slot.is_sealed and self.editable)
        ]

    def _row(self, attachment: Attachment) -> Row:
        extension = extension_of(attachment.name)
        return Row(
            attachment,
            f"{self.url}{attachment.pk}",
            ICONS.get(extension, "file-text"),
            extension in {"zip", "rar", "7z"},
        )

    def _unfinished(self) -> "QuerySet[Upload]":
        return self.folder.uploads.filter(
            created_by=self.user, finished_at=None, offset__gt=0, expires_at__gt=self.now
        )
