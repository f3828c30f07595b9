"""The fixed texts of 招标文件, by version: what the platform writes and the agent does not.

A version is never edited: a new one is another folder, with new entries in `document_templates.templates`.

A line that begins with “# ” is a heading, every other one a paragraph; {names} are filled in from the lot and the form.
"""

from functools import cache
from pathlib import Path

HERE = Path(__file__).parent


@cache
def text(version: str, name: str) -> str:
    """Raises FileNotFoundError."""
    return (HERE / version / f"{name}.txt").read_text("utf-8")
