"""Slots: the named places of a folder, each with its rule."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.template.defaultfilters import filesizeformat

from pingzhun.documents.kinds import BY_EXTENSION, KINDS, extension_of
from pingzhun.documents.refusals import FileRefused, TooLarge, WrongType

GROUPS = ("document", "image", "archive")
SEALED = ("age",)


@dataclass(frozen=True)
class Slot:
    """A named place for files, for example `Slot("contract", "合同扫描件", required=True, types=("pdf", "image"))`.

    `types` holds groups ("document", "image", "archive") and extensions ("pdf"). `max_bytes` is for one file; without
    it, and never beyond it, `settings.MAX_UPLOAD_BYTES` holds. RAR and 7Z are taken only where `opaque_archives` says
    so, because what is inside them is not looked at: no library that reads them is installed, so neither names, sizes
    nor viruses within can be checked.

    With `types=SEALED` it is a place for ciphertexts (age files) that a script of its own encrypts and sends.
    """

    key: str
    title: str
    required: bool = False
    many: bool = True
    types: tuple[str, ...] | str = ("document", "image")
    max_bytes: int | None = None
    hint: str = ""
    opaque_archives: bool = False

    def __post_init__(self) -> None:
        unknown = [name for name in self._types if name not in GROUPS and name not in BY_EXTENSION]
        if unknown:
            raise ValueError(f"Slot {self.key}: unknown types {unknown}")

    @property
    def _types(self) -> tuple[str, ...]:
        return (self.types,) if isinstance(self.types, str) else self.types

    @property
    def extensions(self) -> tuple[str, ...]:
        """The extensions taken, in the order of `KINDS`."""
        return tuple(
            extension
            for kind in KINDS
            if kind.family != "opaque" or self.opaque_archives
            for extension in kind.extensions
            if kind.group in self._types or extension in self._types
        )

    @property
    def is_sealed(self) -> bool:
        return self._types == SEALED

    @property
    def limit(self) -> int:
        """The most bytes that one file may have. A ciphertext may be longer than its plaintext by age's overhead, which is 16
        bytes for every 64 KiB and a header.
        """
        most = settings.MAX_UPLOAD_BYTES
        if self.is_sealed:
            most += most // 1024
        return min(self.max_bytes or most, most)

    @property
    def accept(self) -> str:
        """The value of an input's `accept` attribute."""
        return ",".join(f".{extension}" for extension in self.extensions)

    @property
    def rule(self) -> str:
        """The rule in one line, as shown under the slot's title."""
        count = "可上传多个文件" if self.many else "限一个文件"
        return f"{'、'.join(self.extensions)}；单个文件不超过 {filesizeformat(self.limit)}；{count}"

    def check(self, *, name: str, size: int) -> None:
        """Refuse by name and size, before a byte is sent.

        Raises:
            WrongType, TooLarge, FileRefused: with the sentence for the person.
        """
        extension = extension_of(name)
        if extension not in self.extensions:
            if extension in {"rar", "7z"} and "archive" in self._types:
                raise WrongType(
                    f"“{name}”是 {extension.upper()} 压缩包，内容无法在线检查。请改为 ZIP 压缩包后重新上传。"
                )
            raise WrongType(
                f"“{name}”的类型不符合「{self.title}」的要求。请转换为 {'、'.join(self.extensions)} 后重新上传。"
            )
        if size <= 0:
            raise FileRefused(f"“{name}”是空文件。请检查原文件后重新上传。")
        if size > self.limit:
            raise TooLarge(
                f"“{name}”有 {filesizeformat(size)}，超过了 {filesizeformat(self.limit)} 的上限。请压缩或拆分后重新上传。"
            )


def find_slot(slots: Iterable[Slot], key: str) -> Slot:
    """Return the slot of that key.

    Raises:
        FileRefused: there is none.
    """
    for slot in slots:
        if slot.key == key:
            return slot
    raise FileRefused("没有这个上传栏目。请刷新页面后重试。")
