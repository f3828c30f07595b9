from datetime import UTC, datetime
from pathlib import Path

import pytest

from pingzhun.accounts.models import User
from pingzhun.documents.models import Folder
from pingzhun.documents.slots import Slot
from tests.storages import stored_in

NOW = datetime(2026, 11, 21, 2, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def disk(settings, tmp_path: Path) -> Path:
    """Parts and stored files of one test, in a directory of its own."""
    settings.DATA_DIR = tmp_path
    settings.STORAGES = stored_in(tmp_path / "documents")
    return tmp_path


@pytest.fixture
def now() -> datetime:
    return NOW


@pytest.fixture
def li(db) -> User:
    return User.objects.create_user("li", name="李工", mobile="13800000001")


@pytest.fixture
def folder(db, now) -> Folder:
    return Folder.objects.create(created_at=now)


@pytest.fixture
def slots() -> tuple[Slot, ...]:
    return (
        Slot("contract", "合同扫描件", required=True, many=False, types=("document", "image")),
        Slot("result", "结果材料", types="archive"),
        Slot("photo", "现场照片", types=("image",), max_bytes=5 * 1024**2),
    )
