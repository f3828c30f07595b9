"""A secret that an installation makes for itself on its first start and keeps in its data directory."""

import os
import secrets
from pathlib import Path


def local_secret(path: Path) -> str:
    """Return the text kept in `path`, written with mode 0600 on the first call; two first calls agree on one text."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text()
    text = secrets.token_urlsafe(50)
    with os.fdopen(descriptor, "w") as file:
        file.write(text)
    return text
