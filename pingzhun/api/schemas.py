"""What the API says, named after the Open Contracting Data Standard where it has the word."""

from datetime import date, datetime

from ninja import Field, Schema


class Problem(Schema):
    """Why a request was refused, as a sentence for a person."""

    detail: str


class Place(Schema):
    code: str = Field(description="行政区划代码（GB/T 2260）")
    name: str


class NoticeLine(Schema):
    number: str
    kind: str
    kind_title: str
    market: str | None
    title: str
    publisher: str
    jurisdiction: Place
    published_at: datetime
    closes_at: datetime | None
    state: str = Field(description="报名中、已截止、已更正，或为空")
    url: str


class File(Schema):
    name: str
    slot: str
    size: int = Field(description="字节数")
    sha256: str
    url: str


class NoticeDetail(NoticeLine):
    case: str | None = Field(description="项目编号")
    facts: list[tuple[str, str]]
    body_html: str
    publisher_code: str = Field(description="统一社会信用代码")
    corrects: str | None = Field(description="所更正的公告编号")
    corrected_by: str | None = Field(description="更正本公告的公告编号")
    attachments: list[File]
    sha256: str


class Notices(Schema):
    results: list[NoticeLine]
    next: str | None = Field(description="下一页的游标；没有下一页则为空")


class HeldQualification(Schema):
    title: str
    certificate_number: str
    valid_until: date | None


class OrganisationLine(Schema):
    credit_code: str
    name: str
    jurisdiction: Place
    capacities: list[str]
    services: list[str]
    suspended: bool
    url: str


class OrganisationDetail(OrganisationLine):
    legal_representative: str
    address: str
    qualifications: list[HeldQualification]


class Organisations(Schema):
    results: list[OrganisationLine]
    next: str | None = Field(description="下一页的游标；没有下一页则为空")
