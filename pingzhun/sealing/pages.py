"""What pages tell the scripts that seal and open."""

from pingzhun.directory.models import Organisation
from pingzhun.ledger.canonical import canonical
from pingzhun.sealing.envelope import text_of
from pingzhun.sealing.models import Box


def seal_for(box: Box, organisation: Organisation) -> str:
    """JSON for `quote.js`: to whom an offer of this organisation is sealed."""
    return canonical(
        {
            "box": box.label,
            "organisation": organisation.credit_code,
            "threshold": box.threshold,
            "holders": [
                {"fingerprint": each.key.fingerprint, "public_key": text_of(bytes(each.key.public_key))}
                for each in box.holders.select_related("key")
            ],
        }
    )
