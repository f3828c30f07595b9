"""What those who open boxes do, from code, with the keys of the demonstration: for drivers, the demonstration and tests."""

import io
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from pyrage.x25519 import Identity

from pingzhun.accounts.models import User
from pingzhun.directory.models import Organisation
from pingzhun.filings.driving import actor_for
from pingzhun.regimes import clock
from pingzhun.sealing import box, opening_keys, twin
from pingzhun.sealing.envelope import Declared
from pingzhun.sealing.key_files import demo_key, public_bytes
from pingzhun.sealing.models import Box


def hold_key(organisation: Organisation, user: User, *, now: datetime) -> None:
    """开启密钥 of the demonstration, whose private half anybody can compute."""
    public = public_bytes(demo_key(organisation.credit_code))
    opening_keys.register(organisation=organisation, public_key=public, user=user, now=now)


def release(held: Box, holder: Organisation) -> Box:
    """报价开启 by one of those who hold the box."""
    user = holder.members.filter(is_active=True).order_by("pk")[0].user
    return box.release(
        box=held,
        organisation=holder,
        shares=twin.open_shares(held, demo_key(holder.credit_code)),
        user=user,
        now=clock.now(),
        actor_label=actor_for(user).label,
    )


def open_waiting(*, by: slice = slice(None)) -> None:
    """报价开启 by those of the holders, of whatever waits to be opened; the last of them need not come."""
    for held in Box.objects.waiting():
        for holder in list(held.holders.select_related("organisation"))[by]:
            if Box.objects.waiting().filter(pk=held.pk).exists():
                release(held, holder.organisation)


def seal_files(
    files: Iterable[tuple[str, bytes]], identity: Identity, *, part: str = ""
) -> tuple[list[tuple[str, bytes]], list[Declared]]:
    """What the browser sends of files, and what it says of them in the envelope."""
    ciphertexts, declared = [], []
    for name, content in files:
        target = io.BytesIO()
        sealed = twin.seal_file(io.BytesIO(content), target, name=name, identity=identity)
        declared.append(replace(sealed, part=part))
        ciphertexts.append((f"{declared[-1].ciphertext_sha256[:12]}.age", target.getvalue()))
    return ciphertexts, declared
