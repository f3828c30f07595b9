"""Certificates for the cast, of an authority that the platform trusts."""

from datetime import datetime, timedelta

from pingzhun.certificates import issuing, services
from pingzhun.certificates.tests.conftest import key_of, trust
from pingzhun.directory.models import Organisation
from pingzhun.documents.seals.keys import Signer
from pingzhun.markets.intermediary.demo.cast import Player

LONG_AGO = datetime.fromisoformat("2020-01-01T00:00:00+00:00")
ROOT = issuing.new_authority(
    "甘肃数字证书中心", not_before=LONG_AGO, not_after=LONG_AGO + timedelta(days=9000)
)


def trust_root(now: datetime) -> None:
    trust(ROOT, now)


def unbound(organisation: Organisation, now: datetime, kind: str = "EC") -> Signer:
    key = key_of(ROOT, organisation, now, kind)
    return Signer(key.private, tuple(key.chain))


def bound(player: Player, now: datetime, kind: str = "EC", *, assigned: bool = False) -> Signer:
    """A signer whose certificate is bound to the player's organisation, for everybody in it or for its filer alone."""
    signer = unbound(player.organisation, now, kind)
    services.bind(
        organisation=player.organisation,
        chain=signer.certificates,
        user=player.filer if assigned else None,
        by=player.filer,
        now=now,
    )
    return signer
