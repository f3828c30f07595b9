"""A paper that is written from a form, bound to its version, and sealed by its parties in turn."""

from hashlib import sha256
from typing import Any

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q

from pingzhun.base.triggers import FirmTrigger, append_only, refuse
from pingzhun.filings.course import FilingState
from pingzhun.filings.models.filings import EDITABLE_STATES, Filing
from pingzhun.ledger.canonical import canonical


class Deed(models.Model):
    """在线文书: a PDF that the platform wrote from the form of one filing, for its parties to seal one after the other.

    `text` is the PDF before any seal, `sha256` its hash, `url` the address that its QR code leads to: the same number, form and
    address make the same bytes again. A deed is never changed; when the form is, another one is written.
    """

    filing = models.ForeignKey(Filing, on_delete=models.PROTECT, related_name="deeds")
    number = models.CharField("文书编号", max_length=40, unique=True)
    url = models.URLField("验真地址", max_length=300)
    text = models.OneToOneField("documents.Attachment", on_delete=models.PROTECT, related_name="+")
    sha256 = models.CharField("SHA-256", max_length=64)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField("生成时间")

    class Meta:
        verbose_name = verbose_name_plural = "在线文书"
        ordering = ["filing", "pk"]
        triggers = append_only("deeds")

    def __str__(self) -> str:
        return self.number


class SealPlace(models.Model):
    """The place on a deed for the seal of one party: empty until that party seals it, then for ever as it is. The places are
    filled in order; the first is the filer's. `attachment` is the PDF with the seals up to this one.
    """

    deed = models.ForeignKey(Deed, on_delete=models.PROTECT, related_name="places")
    place = models.PositiveSmallIntegerField("次序")
    organisation = models.ForeignKey(
        "directory.Organisation", verbose_name="盖章单位", on_delete=models.PROTECT, related_name="+"
    )
    certificate = models.ForeignKey(
        "certificates.Certificate", null=True, on_delete=models.PROTECT, related_name="+", verbose_name="证书"
    )
    attachment = models.OneToOneField(
        "documents.Attachment",
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="盖章后的文件",
    )
    sealed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", verbose_name="盖章人"
    )
    sealed_at = models.DateTimeField("盖章时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "盖章"
        ordering = ["deed", "place"]
        constraints = [
            models.UniqueConstraint(fields=["deed", "place"], name="a_place_on_a_deed_is_one"),
            models.UniqueConstraint(fields=["deed", "organisation"], name="a_party_seals_a_deed_once"),
            models.CheckConstraint(
                name="a_seal_is_there_as_a_whole",
                condition=Q(certificate=None, attachment=None, sealed_by=None, sealed_at=None)
                | Q(
                    certificate__isnull=False,
                    attachment__isnull=False,
                    sealed_by__isnull=False,
                    sealed_at__isnull=False,
                ),
            ),
        ]
        triggers = [
            FirmTrigger(
                name="seals_are_kept",
                operation=pgtrigger.Delete | pgtrigger.Truncate,
                level=pgtrigger.Statement,
                func=refuse("seals are kept"),
            ),
            FirmTrigger(
                name="a_place_begins_empty",
                operation=pgtrigger.Insert,
                condition=pgtrigger.Condition("NEW.sealed_at IS NOT NULL"),
                func=refuse("a place for a seal begins empty"),
            ),
            FirmTrigger(
                name="a_seal_is_put_once_in_order_on_what_was_seen",
                operation=pgtrigger.Update,
                func=f"""
                    IF OLD.sealed_at IS NOT NULL OR (NEW.id, NEW.deed_id, NEW.place, NEW.organisation_id)
                        IS DISTINCT FROM (OLD.id, OLD.deed_id, OLD.place, OLD.organisation_id) THEN
                        {refuse("a seal is final")}
                    END IF;
                    IF EXISTS (
                        SELECT 1 FROM filings_sealplace
                        WHERE deed_id = NEW.deed_id AND place < NEW.place AND sealed_at IS NULL
                    ) THEN
                        {refuse("seals are put in order")}
                    END IF;
                    IF NOT EXISTS (
                        SELECT 1 FROM certificates_certificate
                        WHERE id = NEW.certificate_id AND organisation_id = NEW.organisation_id AND unbound_at IS NULL
                    ) THEN
                        {refuse("a seal is made with a certificate of its organisation")}
                    END IF;
                    IF NEW.place = 1 THEN
                        IF NOT EXISTS (
                            SELECT 1 FROM filings_deed d JOIN filings_filing f ON f.id = d.filing_id
                            WHERE d.id = NEW.deed_id AND f.state IN ({EDITABLE_STATES})
                            AND NOT EXISTS (SELECT 1 FROM filings_deed l WHERE l.filing_id = d.filing_id AND l.id > d.id)
                        ) THEN
                            {refuse("the filer seals the newest text, before submitting it")}
                        END IF;
                    ELSIF NOT EXISTS (
                        SELECT 1 FROM filings_submission s JOIN filings_filing f ON f.id = s.filing_id
                        WHERE s.deed_id = NEW.deed_id AND s.version = f.version AND f.state = '{FilingState.SUBMITTED}'
                    ) THEN
                        {refuse("the other parties seal the version that was submitted")}
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.deed} 第{self.place}枚"

    @property
    def entry(self) -> dict[str, Any]:
        """What the ledger is told of a seal (`log.append`); `record` covers its columns and those of its deed."""
        assert self.certificate and self.attachment and self.sealed_at  # noqa: S101 -- an empty place has no entry
        columns = [(row, field) for row in (self, self.deed) for field in row._meta.concrete_fields]
        record = [getattr(row, field.attname) for row, field in columns if field.attname != "id"]
        return {
            "kind": "filing.sealed",
            "subject": f"filing/{self.deed.filing_id}",
            "data": {
                "number": self.deed.number,
                "place": self.place,
                "organisation": self.organisation.credit_code,
                "certificate": self.certificate.fingerprint,
                "sha256": self.attachment.blob.sha256,
                "record": sha256(canonical(record).encode()).hexdigest(),
            },
            "now": self.sealed_at,
        }
