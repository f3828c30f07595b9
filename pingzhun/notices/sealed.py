"""公告盖章: a publisher seals the text of a notice before it submits it, and the notice that is published says the same."""

from collections.abc import Callable
from hashlib import sha256

from pingzhun.documents.folders import manifest
from pingzhun.documents.models import Attachment, Folder
from pingzhun.documents.seals import spots
from pingzhun.filings.deeds import latest_file
from pingzhun.filings.desks import OnlineDeed
from pingzhun.filings.forms import FilingForm
from pingzhun.filings.models import Deed, Filing
from pingzhun.flow.guards import Refused
from pingzhun.notices.models import Notice
from pingzhun.notices.pdf import Wording, text_pdf


def own_folder(filing: Filing) -> Folder | None:
    return filing.folder


def sealed_notice(
    wording: Callable[[FilingForm], Wording], *, folder: Callable[[Filing], Folder | None] = own_folder
) -> OnlineDeed:
    """For `Desk.deed` of a desk whose approval publishes a notice: `wording` of its valid form, with the files of `folder`."""

    def write(form: FilingForm, filing: Filing, number: str, url: str) -> bytes:
        files = folder(filing)
        return text_pdf(
            wording(form),
            publisher=filing.organisation.name,  # type: ignore[union-attr]  # who seals is an organisation
            files=manifest(files) if files else (),
            number=number,
            url=url,
        )

    return OnlineDeed(
        None,
        "公告",
        write,
        spot=lambda place, parties: spots.FOOT,
        page=lambda deed: Notice.objects.get(deed=deed).get_absolute_url(),
        act="发布",
        hint="由平台按上面填写的内容和下面的电子件生成公告全文，用本单位的数字证书盖章。公告发布后，公众下载的就是您盖章的文件。",
        otherwise="不盖章也可以提交，公告会注明发布单位未盖章。",
    )


def sealed_file(notice: Notice) -> Attachment | None:
    """The PDF under the publisher's seal; None where it did not seal."""
    return latest_file(notice.deed) if notice.deed else None


def refuse_unlike(deed: Deed, wording: Wording, notice: Notice) -> None:
    """Raises Refused if a notice with this wording does not say, to the last byte, what its publisher sealed: something that the
    text names was called otherwise when it was sealed.
    """
    files = manifest(notice.folder) if notice.folder else ()
    text = text_pdf(wording, publisher=notice.publisher, files=files, number=deed.number, url=deed.url)
    if sha256(text).hexdigest() != deed.sha256:
        raise Refused(
            "公告内容与发布单位盖章的文本不一致（盖章之后，单位名称或项目资料有变动），不能发布。"
            "请审核不通过，由发布单位重新生成并盖章后提交。"
        )
