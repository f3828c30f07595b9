"""Who appears in tests and demonstrations: an organisation with its people. Every market has its own cast."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from pingzhun.accounts.models import User
from pingzhun.accounts.services import change_password, create_account
from pingzhun.directory import services
from pingzhun.directory.actors import Actor
from pingzhun.directory.capacities import CapacityKind
from pingzhun.directory.models import Jurisdiction, Organisation, ServiceType
from pingzhun.filings.driving import actor_for

PASSWORD = "yumen-2026-spring"  # noqa: S105 -- public: it stands on the log-in page of every demonstration


@dataclass(frozen=True)
class Player:
    """An organisation with somebody who files (经办, also 单位管理员) and somebody who reviews (审核)."""

    organisation: Organisation
    filer: User
    reviewer: User
    kind: CapacityKind

    @property
    def files(self) -> Actor:
        return actor_for(self.filer, self.kind)

    @property
    def reviews(self) -> Actor:
        return actor_for(self.reviewer, self.kind)


def player(
    kind: CapacityKind,
    *,
    name: str,
    credit_code: str,
    place: Jurisdiction,
    address: str,
    filer: tuple[str, str, str],
    reviewer: tuple[str, str, str],
    categories: Iterable[ServiceType] = (),
    now: datetime,
) -> Player:
    """Found the organisation, give it its two users and its capacity. filer, reviewer: log-in name, name, mobile."""
    founder = account(*filer, now=now)
    organisation = services.found_organisation(
        data={
            "name": name,
            "legal_representative": filer[1],
            "address": address,
            "contact_name": filer[1],
            "contact_mobile": filer[2],
            "contact_email": None,
            "introduction": None,
        },
        credit_code=credit_code,
        jurisdiction=place,
        founder=founder,
        now=now,
    )
    services.set_duties(member=founder.membership, duties=["can_file", "is_manager"], now=now)
    second = colleague(organisation, *reviewer, now=now)
    services.grant_capacity(
        organisation=organisation, kind=kind.key, jurisdiction=place, categories=categories, now=now
    )
    return Player(organisation, founder, second, kind)


def colleague(organisation: Organisation, login: str, name: str, mobile: str, *, now: datetime) -> User:
    """Somebody who reviews, and has changed the password that they were given."""
    member = services.add_member(
        organisation=organisation,
        username=login,
        name=name,
        mobile=mobile,
        duties=["can_review"],
        initial_password=PASSWORD,
        now=now,
    )
    change_password(user=member.user, password=PASSWORD)
    return member.user


def account(username: str, name: str, mobile: str, *, now: datetime) -> User:
    return create_account(username=username, password=PASSWORD, name=name, mobile=mobile, now=now)


def scan(title: str = "scan") -> bytes:
    """A small PDF, as a scanner makes it."""
    body = f"1 0 obj<</Type/Catalog/Title({title.encode('utf-16-be').hex()})>>endobj".encode()
    return b"%PDF-1.7\n" + body + b"\ntrailer<</Root 1 0 R>>\nstartxref\n9\n%%EOF\n"
