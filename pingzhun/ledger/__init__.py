"""存证: `ledger.append(...)` and its siblings, which live in `log`.

They are looked up late, because `log` needs the models, which Django loads after this package.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pingzhun.ledger.log import (
        append,
        consistency_proof,
        export,
        find,
        inclusion_proof,
        latest_head,
        published_consistency,
        recent,
        sequence,
    )

__all__ = [
    "append",
    "consistency_proof",
    "export",
    "find",
    "inclusion_proof",
    "latest_head",
    "published_consistency",
    "recent",
    "sequence",
]


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from pingzhun.ledger import log

    return getattr(log, name)
