"""Who appears in tests and demonstrations: an organisation with its people. Every market has its own cast."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import count

from stdnum.cn import uscc

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


def credit_codes(place: str) -> Iterator[str]:
    """Of one company after another, at the place of this code: well-formed, and plainly fictional, for they say DEM0."""
    return (_checked(f"91{place}MADEM0{number:03d}") for number in count(1))


def government_codes(place: str) -> Iterator[str]:
    return (_checked(f"11{place}DEM00{number:04d}") for number in count(1))


def _checked(code: str) -> str:
    return code + uscc.calc_check_digit(code)


SCANNED = """\
1 0 obj <</Type /Catalog /Pages 2 0 R>> endobj
2 0 obj <</Type /Pages /Kids [3 0 R] /Count 1>> endobj
3 0 obj <</Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources <</Font <</F 5 0 R>>>>>> endobj
4 0 obj <</Length {length}>> stream
{drawing}
endstream endobj
5 0 obj <</Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H /DescendantFonts [6 0 R]>> endobj
6 0 obj <</Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /DW 1000 /FontDescriptor 7 0 R
/CIDSystemInfo <</Registry (Adobe) /Ordering (GB1) /Supplement 2>>>> endobj
7 0 obj <</Type /FontDescriptor /FontName /STSong-Light /Flags 6 /FontBBox [-25 -254 1000 880] /ItalicAngle 0
/Ascent 880 /Descent -120 /CapHeight 880 /StemV 93>> endobj
"""


def scan(text: str = "scan") -> bytes:
    """A PDF of one page with these lines, the first one its title: in a font that every reader brings, so that it is small and
    made at once.
    """
    title, *lines = text.split("\n")
    long = 36  # characters of a line
    shown = [line[at : at + long] for line in lines for at in range(0, len(line), long)]
    drawing = f"BT /F 18 Tf 60 760 Td <{_hex(title[:28])}> Tj /F 12 Tf 0 -20 Td "
    drawing += " ".join(f"0 -22 Td <{_hex(line)}> Tj" for line in shown[:30]) + " ET"
    body = b"%PDF-1.7\n"
    starts = []
    for each in SCANNED.format(length=len(drawing), drawing=drawing).split("endobj\n")[:-1]:
        starts.append(len(body))
        body += f"{each}endobj\n".encode()
    table = "".join(f"{start:010} 00000 n \n" for start in starts)
    size = len(starts) + 1
    end = f"xref\n0 {size}\n0000000000 65535 f \n{table}trailer <</Size {size} /Root 1 0 R>>\nstartxref\n{len(body)}\n%%EOF\n"
    return body + end.encode()


def _hex(text: str) -> str:
    return text.encode("utf-16-be").hex()
