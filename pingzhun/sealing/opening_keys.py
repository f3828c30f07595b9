"""开启密钥: the key of each organisation that takes part in opening boxes.

It is made in the browser of somebody who manages or reviews there; the private half is a file under a passphrase that is
never sent. Here is the public half: several generations, one of them live. A box keeps the keys of its holders as they
were when it was made, so a key file is kept until every box of its time has been opened.
"""

from datetime import datetime
from hashlib import sha256

from cryptography.hazmat.primitives.asymmetric import ec
from django.db import transaction

from pingzhun import ledger
from pingzhun.accounts.models import User
from pingzhun.directory.models import Organisation
from pingzhun.flow.guards import Refused
from pingzhun.sealing.models import OpeningKey

CURVE = ec.SECP256R1()


def fingerprint_of(public_key: bytes) -> str:
    return sha256(public_key).hexdigest()


@transaction.atomic
def register(*, organisation: Organisation, public_key: bytes, user: User, now: datetime) -> OpeningKey:
    """Make this the organisation's live key, in place of the one before; registering the live one again changes nothing.

    public_key: the uncompressed point of a P-256 key. Raises Refused for anything else, or a key that is or was in use.
    """
    try:
        ec.EllipticCurvePublicKey.from_encoded_point(CURVE, public_key)
        if len(public_key) != 65:
            raise ValueError("a compressed point")
    except ValueError as error:
        raise Refused("公钥格式不正确，请重新生成开启密钥。") from error
    Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)  # one after another
    fingerprint = fingerprint_of(public_key)
    if known := OpeningKey.objects.filter(fingerprint=fingerprint).first():
        if known.organisation_id == organisation.pk and known.retired_at is None:
            return known
        raise Refused("这把密钥已经使用过，请重新生成开启密钥。")
    if before := live_key(organisation):
        before.retired_at = now
        before.save(update_fields=["retired_at"])
    key = OpeningKey.objects.create(
        organisation=organisation,
        public_key=public_key,
        fingerprint=fingerprint,
        made_by=user,
        made_at=now,
    )
    ledger.append(
        kind="sealing.key",
        subject=f"sealing/key/{organisation.credit_code}",
        data={
            "organisation": organisation.credit_code,
            "fingerprint": fingerprint,
            "replaces": before.fingerprint if before else None,
        },
        now=now,
    )
    return key


def live_key(organisation: Organisation) -> OpeningKey | None:
    return OpeningKey.objects.filter(organisation=organisation, retired_at=None).first()
