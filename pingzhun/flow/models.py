from hashlib import sha256
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models.functions import Cast

from pingzhun.base.triggers import append_only
from pingzhun.ledger.canonical import canonical


class CurrentTransaction(models.Func):
    function = "pg_current_xact_id"
    output_field = models.TextField()


class TransitionRecord(models.Model):
    """One passage of one thing along its course. The trigger of every course asks for the record of a change of state in
    the same database transaction, so that a state cannot change without one.
    """

    course = models.CharField("流程", max_length=64)
    object_id = models.BigIntegerField()
    transition = models.CharField("动作", max_length=64)
    title = models.CharField("名称", max_length=64)
    source = models.CharField("原状态", max_length=32, blank=True)
    target = models.CharField("新状态", max_length=32)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="用户", null=True, on_delete=models.PROTECT, related_name="+"
    )
    actor_label = models.CharField("经办", max_length=200)
    note = models.TextField("说明", null=True, blank=True)
    changes = models.JSONField("变更", default=dict, help_text="字段 → [变更前, 变更后]")
    at = models.DateTimeField("时间")
    transaction = models.BigIntegerField(
        editable=False,
        db_default=Cast(Cast(CurrentTransaction(), models.TextField()), models.BigIntegerField()),
    )

    class Meta:
        verbose_name = verbose_name_plural = "流程记录"
        ordering = ["at", "pk"]
        indexes = [models.Index(fields=["course", "object_id", "id"], name="records_of_one_thing")]
        triggers = append_only("transition_records")

    def __str__(self) -> str:
        return f"{self.course} {self.object_id}: {self.source or '∅'} → {self.target}"

    @property
    def sha256(self) -> str:
        """What the ledger holds of the record: it proves what happened, when and by whose account, and names nobody."""
        told = {
            "actor": self.actor_id,
            "actor_label": self.actor_label,
            "at": self.at,
            "changes": self.changes,
            "note": self.note,
            "object": f"{self.course}/{self.object_id}",
            "source": self.source,
            "target": self.target,
            "title": self.title,
            "transaction": self.transaction,
            "transition": self.transition,
        }
        return sha256(canonical(told).encode()).hexdigest()

    @property
    def entry(self) -> dict[str, Any]:
        """What the ledger is told of it (`log.append`)."""
        return {
            "kind": f"{self.course}.{self.transition}",
            "subject": f"{self.course}/{self.object_id}",
            "data": {"source": self.source, "target": self.target, "record": self.sha256},
            "now": self.at,
        }
