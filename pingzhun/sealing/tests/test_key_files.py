"""Key files, and those that the demonstration offers to everybody."""

import json

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.pbkdf2 import PBKDF2HMAC
from cryptography.hazmat.primitives.serialization import load_der_private_key
from django.urls import reverse

from pingzhun.sealing import opening_keys
from pingzhun.sealing.envelope import bytes_of
from pingzhun.sealing.key_files import DEMO_PASSPHRASE, demo_key, key_file, public_bytes

from .conftest import OPENS


def open_file(text: str, passphrase: str) -> ec.EllipticCurvePrivateKey:
    """As `keyfile.js` does."""
    file = json.loads(text)
    salt, nonce, wrapped = (bytes_of(file[name], at_most=999) for name in ("salt", "nonce", "private_key"))
    key = PBKDF2HMAC(hashes.SHA256(), 32, salt, file["iterations"]).derive(passphrase.encode())
    return load_der_private_key(AESGCM(key).decrypt(nonce, wrapped, file["fingerprint"].encode()), None)


@pytest.mark.covers("Y10")
def test_a_key_file_opens_with_its_passphrase_and_with_no_other():
    key = ec.generate_private_key(opening_keys.CURVE)
    text = key_file(key, passphrase="铁人 1205", organisation="玉门市水务局")
    assert public_bytes(open_file(text, "铁人 1205")) == public_bytes(key)
    with pytest.raises(InvalidTag):
        open_file(text, "铁人 1206")
    assert json.loads(text)["iterations"] >= 600_000


def test_the_demonstration_offers_its_own_keys_and_only_there(holders, jia, user, client, settings):
    own = public_bytes(ec.generate_private_key(opening_keys.CURVE))
    opening_keys.register(organisation=jia, public_key=own, user=user, now=OPENS)
    page = reverse("sealing:demo_keys")
    files = [
        reverse("sealing:demo_key_file", args=[opening_keys.live_key(each).fingerprint])
        for each in (holders[0], jia)
    ]
    settings.DEMO = False
    assert [client.get(url).status_code for url in (page, *files)] == [404, 404, 404]
    settings.DEMO = True
    shown = client.get(page).content.decode()
    assert (holders[0].name in shown, jia.name in shown, DEMO_PASSPHRASE in shown) == (True, False, True)
    assert [client.get(url).status_code for url in files] == [200, 404]
    key = open_file(client.get(files[0]).content.decode(), DEMO_PASSPHRASE)
    assert public_bytes(key) == public_bytes(demo_key(holders[0].credit_code))
