"""The ledger's three tables. All are append-only by triggers (migration 0002); see `log` for what they
mean.
"""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Length

from pingzhun.ledger.canonical import canonical, time_text

models.BinaryField.register_lookup(Length)

HASH_BYTES = 32


class LedgerEntry(models.Model):
    """One thing that happened. It enters the tree, and can be proved, once the sequencer gives it a
    position.
    """

    kind = models.CharField("类型", max_length=64)
    subject = models.CharField("对象", max_length=200)
    data = models.TextField("内容", help_text="规范化的 JSON 文本")
    recorded_at = models.DateTimeField("时间")
    leaf_hash = models.BinaryField("哈希", max_length=HASH_BYTES)
    position = models.BigIntegerField("序号", null=True, unique=True)

    class Meta:
        verbose_name = verbose_name_plural = "存证"
        ordering = ("id",)
        indexes = (
            models.Index(fields=["subject", "id"], name="ledger_entry_subject"),
            models.Index(fields=["id"], condition=Q(position=None), name="ledger_entry_pending"),
        )
        constraints = (
            models.CheckConstraint(
                name="ledger_entry_position_counts", condition=Q(position=None) | Q(position__gte=0)
            ),
            models.CheckConstraint(
                name="ledger_entry_hash_is_sha256", condition=Q(leaf_hash__length=HASH_BYTES)
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.subject}"

    @property
    def statement(self) -> str:
        """The text that is hashed, and one line of an export: every column of the row but id and position."""
        return statement(
            kind=self.kind, subject=self.subject, data=self.data, recorded_at=time_text(self.recorded_at)
        )


class LedgerNode(models.Model):
    """The hash of a full subtree above the leaves: level 1 covers two leaves, level 2 four
    (`merkle.Coordinate`).
    """

    level = models.SmallIntegerField("层")
    index = models.BigIntegerField("序")
    hash = models.BinaryField("哈希", max_length=HASH_BYTES)

    class Meta:
        verbose_name = verbose_name_plural = "存证树节点"
        ordering = ("level", "index")
        constraints = (
            models.UniqueConstraint(fields=["level", "index"], name="ledger_node_once"),
            models.CheckConstraint(
                name="ledger_node_is_above_leaves", condition=Q(level__gte=1, index__gte=0)
            ),
            models.CheckConstraint(name="ledger_node_hash_is_sha256", condition=Q(hash__length=HASH_BYTES)),
        )

    def __str__(self) -> str:
        return f"{self.level}/{self.index}"


class TreeHead(models.Model):
    """The root of the first `size` entries, signed: whoever keeps one can check all that came before it
    for ever.
    """

    size = models.BigIntegerField("条数", unique=True)
    root = models.BinaryField("根哈希", max_length=HASH_BYTES)
    timestamp = models.DateTimeField("签署时间")
    signature = models.BinaryField("签名", max_length=64)
    key_id = models.CharField("公钥", max_length=64, help_text="Ed25519 公钥，十六进制：它就是自己的标识")

    class Meta:
        verbose_name = verbose_name_plural = "存证树头"
        ordering = ("size",)
        constraints = (
            models.CheckConstraint(name="ledger_head_size_counts", condition=Q(size__gte=0)),
            models.CheckConstraint(name="ledger_head_root_is_sha256", condition=Q(root__length=HASH_BYTES)),
        )

    def __str__(self) -> str:
        return f"{self.size} {bytes(self.root).hex()}"

    @property
    def statement(self) -> str:
        """The text that is signed."""
        return head_statement(size=self.size, root=bytes(self.root), timestamp=time_text(self.timestamp))

    @property
    def as_published(self) -> dict[str, str | int]:
        """The first line of an export, and what an outsider should keep."""
        return {
            "format": EXPORT_FORMAT,
            "size": self.size,
            "root": bytes(self.root).hex(),
            "timestamp": time_text(self.timestamp),
            "key": self.key_id,
            "signature": bytes(self.signature).hex(),
        }


EXPORT_FORMAT = "pingzhun-ledger/1"


def statement(*, kind: str, subject: str, data: str, recorded_at: str) -> str:
    """Return the canonical JSON of an entry; `data` is canonical JSON already and stands in it as it is."""
    return (
        f'{{"data":{data},"kind":{canonical(kind)},"recorded_at":{canonical(recorded_at)}'
        f',"subject":{canonical(subject)}}}'
    )


def head_statement(*, size: int, root: bytes, timestamp: str) -> str:
    return canonical({"format": EXPORT_FORMAT, "root": root.hex(), "size": size, "timestamp": timestamp})
