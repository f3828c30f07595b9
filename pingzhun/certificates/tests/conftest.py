"""祁连工程咨询 with its manager 陈静 and her colleague 马建国; 莫高造价 with 赵敏; and an authority that everybody trusts."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding
from cryptography.hazmat.primitives.serialization import Encoding
from django.db import connection

from pingzhun.accounts.models import User
from pingzhun.certificates import authorities, issuing, services
from pingzhun.certificates.models import Authority, Certificate, Revocation
from pingzhun.directory import services as directory
from pingzhun.directory.models import Organisation
from pingzhun.regimes import clock

PASSWORD = "yumen-2026-spring"
NAME = "甘肃数字证书中心"
DAY = timedelta(days=1)
DATA = {
    "legal_representative": "陈静",
    "address": "玉门市新市区昌盛路 18 号",
    "contact_name": "陈静",
    "contact_mobile": "13809371001",
    "contact_email": "",
    "introduction": "",
}


@dataclass(frozen=True)
class Key:
    """A key with its certificate and that of its issuer."""

    private: issuing.PrivateKey
    chain: list[x509.Certificate]

    @property
    def certificate(self) -> x509.Certificate:
        return self.chain[0]

    def sign(self, data: bytes) -> bytes:
        if isinstance(self.private, ec.EllipticCurvePrivateKey):
            return self.private.sign(data, ec.ECDSA(hashes.SHA256()))
        return self.private.sign(data, padding.PKCS1v15(), hashes.SHA256())


@pytest.fixture
def triggers_at_rest(db) -> Callable[[], AbstractContextManager[None]]:
    """For negative controls: what would happen without the triggers. Only a superuser can do this."""

    @contextmanager
    def at_rest() -> Iterator[None]:
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL session_replication_role = replica")
            yield
            cursor.execute("SET LOCAL session_replication_role = origin")

    return at_rest


@pytest.fixture(scope="session")
def root() -> issuing.Issuer:
    begin = datetime.fromisoformat("2020-01-01T00:00:00+00:00")
    return issuing.new_authority(NAME, not_before=begin, not_after=begin + 9000 * DAY)


@pytest.fixture
def now(db) -> datetime:
    return clock.now()


@pytest.fixture
def trusted(root, now) -> Authority:
    """The authority, with an empty list of yesterday."""
    return trust(root, now)


def trust(issuer: issuing.Issuer, now: datetime, name: str = NAME, **options: object) -> Authority:
    authority = authorities.trust_authority(
        name=name,
        anchors=pem(issuer.certificate),
        now=now,
        **({"revocation": Revocation.LISTS} | options),  # type: ignore[arg-type]
    )
    if authority.revocation == Revocation.LISTS:
        revoke(issuer, authority, [], now - DAY)
    return authority


def revoke(
    issuer: issuing.Issuer,
    authority: Authority,
    certificates: list[x509.Certificate],
    now: datetime,
    loaded: datetime | None = None,
) -> None:
    """Issue and load a list at `now`, good for a week."""
    crl = issuer.revoke(certificates, now=now, valid_for=7 * DAY)
    authorities.load_list(authority=authority, data=crl.public_bytes(Encoding.DER), now=loaded or now)


def pem(certificate: x509.Certificate) -> str:
    return certificate.public_bytes(serialization.Encoding.PEM).decode()


def key_of(
    issuer: issuing.Issuer,
    organisation: Organisation,
    now: datetime,
    kind: str = "EC",
    begin: timedelta = -DAY,
    end: timedelta = 365 * DAY,
    **options: object,
) -> Key:
    private = issuing.new_key(kind)
    given = {
        "organisation": organisation.name,
        "credit_code": organisation.credit_code,
        "holder": f"{organisation.name} 经办锁",
        "not_before": now + begin,
        "not_after": now + end,
    }
    leaf = issuer.issue(key=private, **(given | options))  # type: ignore[arg-type]
    return Key(private, [leaf, issuer.certificate])


def person(username: str, name: str) -> User:
    return User.objects.create_user(username, PASSWORD, name=name, mobile="13809371001")


@pytest.fixture
def places(now) -> object:
    return directory.add_jurisdiction(code="620981", name="玉门市", parent=None, now=now)


@pytest.fixture
def chen(db) -> User:
    return person("chenjing", "陈静")


@pytest.fixture
def qilian(places, chen, now) -> Organisation:
    return directory.found_organisation(
        data=DATA | {"name": "祁连工程咨询有限公司"},
        credit_code="91620981MA00000127",
        jurisdiction=places,
        founder=chen,
        now=now,
    )


@pytest.fixture
def ma(qilian, now) -> User:
    """A colleague without the duty of a manager."""
    member = directory.add_member(
        organisation=qilian,
        username="majianguo",
        name="马建国",
        mobile="13809371002",
        duties=["can_file"],
        initial_password=PASSWORD,
        now=now,
    )
    User.objects.filter(pk=member.user_id).update(must_change_password=False)
    return User.objects.get(pk=member.user_id)


@pytest.fixture
def zhao(places, now) -> User:
    """The manager of another organisation."""
    founder = person("zhaomin", "赵敏")
    directory.found_organisation(
        data=DATA | {"name": "莫高造价咨询有限公司"},
        credit_code="91620981MA00000202",
        jurisdiction=places,
        founder=founder,
        now=now,
    )
    return founder


@pytest.fixture
def key(root, trusted, qilian, now) -> Key:
    """A good key of 祁连."""
    return key_of(root, qilian, now)


@pytest.fixture
def bound(key, qilian, chen, now) -> Certificate:
    """The key, bound and assigned to 陈静."""
    return services.bind(organisation=qilian, chain=key.chain, user=chen, by=chen, now=now)
