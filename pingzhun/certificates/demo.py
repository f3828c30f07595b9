"""A test authority with key files of every kind, for demonstrations: good ones for the people named, and one of each that a
platform must refuse. Their password is public.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from django.conf import settings
from django.db import transaction

from pingzhun.accounts.models import User
from pingzhun.certificates import authorities, issuing
from pingzhun.certificates.models import Revocation
from pingzhun.certificates.trust import Status
from pingzhun.directory.models import Organisation
from pingzhun.flow.guards import Refused

NAME = "平准演示证书中心"
FOREIGN = "未受信任的证书中心"
PASSWORD = "demo-key-2026"  # noqa: S105 -- public: it stands beside the files
INDEX = "index.json"
PLATFORM, OPERATOR = "platform.p12", "平准演示平台"  # the operator's service certificate; not in the index
YEAR = timedelta(days=365)


@dataclass(frozen=True)
class Holder:
    """Who gets a good key file. kind: EC or RSA. form: p12 or pem."""

    organisation: Organisation
    user: User
    kind: str = "EC"
    form: str = "p12"


@dataclass(frozen=True)
class KeyFile:
    """file: its name in the directory. status: what the platform says of it. username: to whom it was made out."""

    file: str
    title: str
    status: str
    username: str


@dataclass(frozen=True)
class Made:
    """A key file with what is in it."""

    key_file: KeyFile
    holder: Holder
    key: issuing.PrivateKey
    chain: list[x509.Certificate]

    @property
    def is_good(self) -> bool:
        return self.key_file.status == Status.VALID.label


@transaction.atomic
def build(directory: Path, *, holders: Sequence[Holder], now: datetime) -> list[Made]:
    """Make the authority, its key files and the platform's own in `directory`, and trust it. The bad ones are made out to the
    first holder.
    Raises Refused if there is one already.
    """
    if (directory / INDEX).exists():
        raise Refused(f"{directory} 中已有演示证书，请另选一个空目录。")
    root = issuing.new_authority(NAME, not_before=now - YEAR, not_after=now + 20 * YEAR)
    foreign = issuing.new_authority(FOREIGN, not_before=now - YEAR, not_after=now + 20 * YEAR, kind="RSA")
    made = [_make(root, holder, Status.VALID, now) for holder in holders]
    made += _bad(root, foreign, holders[0], now)
    revoked = [each.chain[0] for each in made if each.key_file.status == Status.REVOKED.label]
    crl = root.revoke(revoked, now=now, valid_for=10 * YEAR).public_bytes(serialization.Encoding.PEM)
    anchor = root.certificate.public_bytes(serialization.Encoding.PEM)
    files = {each.key_file.file: _packed(each) for each in made}
    index = json.dumps([asdict(each.key_file) for each in made], ensure_ascii=False, indent=1).encode()
    directory.mkdir(parents=True, exist_ok=True)
    for name, data in {**files, "root.pem": anchor, "root.crl": crl, INDEX: index}.items():
        (directory / name).write_bytes(data)
    (directory / PLATFORM).write_bytes(_of_the_platform(root, now))
    authority = authorities.trust_authority(
        name=NAME, anchors=anchor.decode(), revocation=Revocation.LISTS, now=now
    )
    authorities.load_list(authority=authority, data=crl, now=now)
    return made


def site_directory() -> Path:
    """Where a demo site keeps the files that its log-in page offers."""
    return Path(settings.DATA_DIR) / "demo-ca"


def key_files(directory: Path) -> list[KeyFile]:
    """What `build` has left there; nothing where it has not been."""
    index = directory / INDEX
    return [KeyFile(**entry) for entry in json.loads(index.read_text())] if index.exists() else []


def _bad(root: issuing.Issuer, foreign: issuing.Issuer, holder: Holder, now: datetime) -> Iterator[Made]:
    organisation, user = holder.organisation, holder.user
    yield _make(root, Holder(organisation, user, "RSA"), Status.EXPIRED, now - 2 * YEAR)
    yield _make(root, Holder(organisation, user), Status.NOT_YET, now + YEAR)
    yield _make(root, Holder(organisation, user, form="pem"), Status.REVOKED, now)
    yield _make(foreign, Holder(organisation, user, "RSA"), Status.UNTRUSTED, now)


def _make(issuer: issuing.Issuer, holder: Holder, status: Status, begin: datetime) -> Made:
    """begin: from when the certificate is good, for ten years, or for one where it is to have ended."""
    organisation, user = holder.organisation, holder.user
    key = issuing.new_key(holder.kind)
    leaf = issuer.issue(
        organisation=organisation.name,
        credit_code=organisation.credit_code,
        holder=f"{organisation.name} {user.name}",
        key=key,
        not_before=begin - timedelta(days=1),
        not_after=begin + (YEAR if status == Status.EXPIRED else 10 * YEAR),
    )
    good = status == Status.VALID
    file = f"{user.username if good else status.value.replace('_', '-')}.{holder.form}"
    title = f"{organisation.name} · {user.name}"
    key_file = KeyFile(file, title, status.label, user.username)
    return Made(key_file, holder, key, [leaf, issuer.certificate])


def _of_the_platform(root: issuing.Issuer, now: datetime) -> bytes:
    key = issuing.new_key("EC")
    leaf = root.issue(
        organisation=OPERATOR,
        credit_code=None,
        holder=f"{OPERATOR} 服务证书",
        key=key,
        not_before=now - timedelta(days=1),
        not_after=now + 10 * YEAR,
    )
    return issuing.key_file(key, [leaf, root.certificate], PASSWORD)


def _packed(made: Made) -> bytes:
    return issuing.key_file(made.key, made.chain, PASSWORD, made.holder.form)
