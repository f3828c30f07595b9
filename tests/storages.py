"""Where the attachments of a test lie."""

from pathlib import Path
from typing import Any

from django.conf import settings


def stored_in(folder: Path) -> dict[str, Any]:
    """`STORAGES` with the attachments in a folder of one test's own."""
    files = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": folder}}
    return settings.STORAGES | {"default": files}
