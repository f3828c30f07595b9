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
    state: str = Field(description="未截止时为报名中、投标中等，其后为已截止、已更正；没有截止时间的为空")
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


class Head(Schema):
    """A signed tree head (RFC 9162)."""

    format: str
    size: int = Field(description="存证条数")
    root: str = Field(description="根哈希")
    timestamp: str = Field(description="签署时间")
    key: str = Field(description="Ed25519 公钥")
    signature: str


class Heads(Schema):
    results: list[Head]
    next: int | None = Field(description="下一页的 `before`；没有下一页则为空")


class InclusionProof(Schema):
    head: Head
    statement: str = Field(description="存证原文；前加一个零字节取 SHA-256 即为叶哈希")
    leaf: str
    position: int
    path: list[str] = Field(description="从叶到根的哈希（RFC 9162 §2.1.3）")


class ConsistencyProof(Schema):
    old: Head
    new: Head
    path: list[str] = Field(description="RFC 9162 §2.1.4")


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
