"""How a notice comes to be. There is no other way to make one, and none to change one."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.db.models.expressions import RawSQL

from pingzhun import ledger
from pingzhun.cases.models import Case
from pingzhun.cases.numbering import next_code
from pingzhun.directory.models import Jurisdiction, Organisation
from pingzhun.documents import folders
from pingzhun.documents.models import Folder
from pingzhun.filings.models import Deed
from pingzhun.flow.guards import Refused
from pingzhun.ledger.canonical import canonical
from pingzhun.notices import body as rich_text
from pingzhun.notices.kinds import NoticeKind, kinds
from pingzhun.notices.lookups import folded
from pingzhun.notices.models import Notice
from pingzhun.notices.pdf import Wording
from pingzhun.notices.sealed import refuse_unlike, sealed_file


def publish(
    *,
    kind: NoticeKind,
    title: str,
    facts: Iterable[tuple[str, str]],
    body: str,
    jurisdiction: Jurisdiction,
    organisation: Organisation,
    now: datetime,
    case: Case | None = None,
    folder: Folder | None = None,
    closes_at: datetime | None = None,
    corrects: Notice | None = None,
    given: Iterable[tuple[str, str]] = (),
    deed: Deed | None = None,
) -> Notice:
    """Publish and return a notice, in the caller's transaction, with its entry in the ledger.

    `facts` are label and value, shown as a table; before them stand those that the platform gives at publication (`given`).
    `body` is HTML, sanitised here. `folder` holds the attachments; it is the notice's own (`documents.folders.copy_folder`) and
    frozen here for ever. `closes_at` makes it open until then; the reader learns it from a fact. A correction may be of
    another kind than what it corrects (终止公告). `deed` is the text that the publisher sealed, of a filing that is approved.

    Raises Refused if `corrects` has been corrected already or the notice does not say what was sealed, FolderFrozen if `folder`
    belongs to something submitted.
    """
    wording = Wording(title, [(str(label), str(value)) for label, value in facts], body)
    if corrects is not None:
        _lock_last_of_chain(corrects)
    if folder is not None:
        folders.freeze(folder, now=now)
    notice = Notice(
        number=next_code(kind.code_prefix, now=now),
        kind=kind.key,
        market=kind.market,
        case=case,
        title=title,
        facts=[[str(label), str(value)] for label, value in (*given, *wording.facts)],
        body_html=rich_text.clean(body),
        jurisdiction=jurisdiction,
        organisation=organisation,
        publisher=organisation.name,
        published_at=now,
        closes_at=closes_at,
        corrects=corrects,
        folder=folder,
        deed=deed,
    )
    if deed is not None:
        refuse_unlike(deed, wording, notice)
    notice.search_text = _search_text(notice)
    notice.sha256 = sha256(content(notice).encode()).hexdigest()
    notice.save(force_insert=True)
    ledger.append(**entry_of(notice))
    return notice


def entry_of(notice: Notice) -> dict[str, Any]:
    """What the ledger is told of a notice (`log.append`), from its content as it stands."""
    return {
        "kind": "notice.published",
        "subject": f"notice/{notice.number}",
        "data": {
            "case": notice.case.code if notice.case else None,
            "corrects": notice.corrects.number if notice.corrects else None,
            "kind": notice.kind,
            "sha256": sha256(content(notice).encode()).hexdigest(),
            "title": notice.title,
        },
        "now": notice.published_at,
    }


def fault_of(notice: Notice) -> str | None:
    """What of the row contradicts the rest of it, in columns that the hash does not cover."""
    if notice.sha256 != sha256(content(notice).encode()).hexdigest():
        return "内容与所存的校验值不符"
    if notice.search_text != _search_text(notice):
        return "检索文字与内容不符"
    if notice.kind in kinds and notice.market != notice.kind_entry.market:
        return "所属业务与公告类型不符"
    return None


def _lock_last_of_chain(notice: Notice) -> None:
    Notice.objects.select_for_update(of=("self",)).get(pk=notice.pk)
    later = Notice.objects.filter(corrects=notice).first()
    if later:
        raise Refused(f"公告 {notice.number} 已被 {later.number} 更正，请对最新的公告作更正。")


def _search_text(notice: Notice) -> str:
    facts = [f"{label} {value}" for label, value in notice.facts]
    words = [notice.number, notice.title, notice.publisher, *facts, rich_text.plain(notice.body_html)]
    return folded("\n".join(words))


def content(notice: Notice) -> str:
    """The canonical text whose SHA-256 is the notice's `sha256`: all that the reader is told, files by their hashes. `sealed` is
    the PDF under the publisher's seal.
    """
    sealed = sealed_file(notice)
    return canonical(
        {
            "attachments": [
                {"name": file.name, "sha256": file.blob.sha256, "size": file.blob.size, "slot": file.slot}
                for file in notice.attachments
            ],
            "body": notice.body_html,
            "case": notice.case.code if notice.case else None,
            "closes_at": notice.closes_at,
            "corrects": notice.corrects.number if notice.corrects else None,
            "facts": notice.facts,
            "jurisdiction": notice.jurisdiction.code,
            "kind": notice.kind,
            "number": notice.number,
            "published_at": notice.published_at,
            "publisher": notice.publisher,
            "publisher_code": notice.organisation.credit_code,
            "sealed": sealed.blob.sha256 if sealed else None,
            "title": notice.title,
        }
    )


@dataclass(frozen=True)
class Change:
    """A fact that a correction changed; None where the fact stands on one side only."""

    label: str
    before: str | None
    after: str | None


def changes(before: Notice, after: Notice) -> list[Change]:
    """What the facts of `after` say differently, in its order; what it dropped comes last."""
    old, new = _said(before), _said(after)
    labels = [*new, *(label for label in old if label not in new)]
    return [
        Change(label, old.get(label), new.get(label)) for label in labels if old.get(label) != new.get(label)
    ]


def _said(notice: Notice) -> dict[str, str]:
    return {"公告标题": notice.title} | dict(notice.facts)


CHAIN = """
WITH RECURSIVE earlier AS (
    SELECT id, corrects_id FROM notices_notice WHERE id = %s
    UNION ALL SELECT n.id, n.corrects_id FROM notices_notice n JOIN earlier e ON n.id = e.corrects_id
), later AS (
    SELECT id FROM notices_notice WHERE corrects_id = %s
    UNION ALL SELECT n.id FROM notices_notice n JOIN later l ON n.corrects_id = l.id
)
SELECT id FROM earlier UNION ALL SELECT id FROM later
"""


def chain(notice: Notice) -> list[Notice]:
    """The notice with all that it corrects and all that corrected it, oldest first; one query."""
    members = RawSQL(CHAIN, [notice.pk, notice.pk])  # noqa: S611 -- the text is ours, the key a parameter
    return list(Notice.objects.filter(pk__in=members).order_by("published_at", "pk"))
