"""在线文书: the desk writes a PDF from its form, the filer seals it before 提交, and each reviewer that is a party seals it when
approving; a notice is sealed by its filer alone. Whoever seals is bound to what they saw: the filer to the newest text, which
must still say what the form says when it is submitted; the others to the version that was submitted.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from hashlib import sha256

from django.core.files.storage import default_storage
from django.db import transaction

from pingzhun.certificates import reading, trust
from pingzhun.certificates.models import Certificate, Rule
from pingzhun.certificates.requirement import requirement_of
from pingzhun.directory.actors import Actor
from pingzhun.documents import folders, uploads
from pingzhun.documents.models import Attachment, Blob, Folder
from pingzhun.documents.refusals import FileRefused
from pingzhun.documents.seals import signing
from pingzhun.documents.seals.verifying import seals_of
from pingzhun.filings.course import EDITABLE, FilingState, owns
from pingzhun.filings.desks import Desk, OnlineDeed, desk
from pingzhun.filings.forms import FilingForm
from pingzhun.filings.models import Deed, Filing, SealPlace
from pingzhun.filings.queries import may_decide
from pingzhun.flow.guards import Refused
from pingzhun.ledger import log

PDF = "application/pdf"
BINDING = "单位的管理员可在“企业CA管理”中绑定。"

# ---- what there is ---------------------------------------------------------------------------------------------------


def newest(filing: Filing) -> Deed | None:
    """The text that the filer would submit; none after a version came back, whose seals were put on that version."""
    last = filing.deeds.order_by("-pk").first()
    return None if last is None or hasattr(last, "submission") else last


def submitted(filing: Filing) -> Deed | None:
    """The deed of the version that was submitted last; None where it is without one."""
    last = filing.submissions.select_related("deed").last()
    return last.deed if last else None


def latest_file(deed: Deed) -> Attachment:
    """The PDF with the seals that there are."""
    sealed = deed.places.filter(sealed_at__isnull=False).select_related("attachment__blob").last()
    return sealed.attachment if sealed and sealed.attachment else deed.text


def place_of(deed: Deed, actor: Actor) -> SealPlace | None:
    """The place that is the actor's to fill now; None where it is not their turn, or they have filled it."""
    following = deed.places.filter(sealed_at=None).first()
    if following is None or following.organisation_id != actor.organisation_id:
        return None
    filing = deed.filing
    if following.place == 1:
        mine = filing.state in EDITABLE and owns(actor, filing) and newest(filing) == deed
    else:
        mine = submitted(filing) == deed and may_decide(actor, filing)
    return following if mine else None


def approval_lacks_seal(filing: Filing, actor: Actor) -> bool:
    deed = submitted(filing) if filing.state == FilingState.SUBMITTED else None
    return deed is not None and place_of(deed, actor) is not None


def missing_certificates(spec: OnlineDeed, filing: Filing) -> str:
    """Why the parties of this filing cannot seal online; "" where they can."""
    for place, organisation in enumerate(spec.parties(filing), start=1):
        if not Certificate.objects.bound().filter(organisation=organisation).exists():
            who = "您单位" if place == 1 else organisation.name
            otherwise = "" if is_compulsory(desk(filing.desk), filing) else spec.otherwise
            return f"{who}还没有绑定数字证书，不能在线{spec.act}。{BINDING}{otherwise}"
    return ""


def is_compulsory(at: Desk, filing: Filing) -> bool:
    """Whether this filing is submitted under a seal or not at all: by the desk's rule, or for a notice by its organisation's."""
    organisation = filing.organisation
    if at.deed is None or organisation is None:
        return False
    return at.sealed or (at.deed.slot is None and requirement_of(organisation, Rule.SEALS) is not None)


# ---- writing and sealing ---------------------------------------------------------------------------------------------


@transaction.atomic
def write(
    spec: OnlineDeed,
    filing: Filing,
    *,
    form: FilingForm,
    url_of: Callable[[str], str],
    actor: Actor,
    now: datetime,
) -> Deed:
    """Write the deed of a valid form; the one there is where it says the same. url_of: the 验真 address of a number.
    Raises Refused.
    """
    filing = Filing.objects.select_for_update(of=("self",)).get(pk=filing.pk)
    if filing.state not in EDITABLE or not owns(actor, filing):
        raise Refused(f"当前状态为“{FilingState(filing.state).label}”，不能生成{spec.title}。")
    if reason := missing_certificates(spec, filing):
        raise Refused(reason)
    last = newest(filing)
    if last is not None and says_the_same(spec, last, form):
        return last
    number = f"QZ-{filing.pk:08d}-{filing.deeds.count() + 1}"
    pdf = spec.write(form, filing, number, url_of(number))
    text = _keep(pdf, Folder.objects.create(created_at=now), name=f"{spec.title}.pdf", actor=actor, now=now)
    deed = Deed.objects.create(  # type: ignore[misc]
        filing=filing,
        number=number,
        url=url_of(number),
        text=text,
        sha256=text.blob.sha256,
        created_by=actor.user,
        created_at=now,
    )
    SealPlace.objects.bulk_create(
        SealPlace(deed=deed, place=place, organisation=organisation)
        for place, organisation in enumerate(spec.parties(filing), start=1)
    )
    return deed


def says_the_same(spec: OnlineDeed, deed: Deed, form: FilingForm) -> bool:
    """Whether the deed is, to the last byte, what this form would make it."""
    return sha256(spec.write(form, deed.filing, deed.number, deed.url)).hexdigest() == deed.sha256


def prepare(
    spec: OnlineDeed, deed: Deed, *, chain: Sequence[bytes], actor: Actor, now: datetime
) -> signing.Prepared:
    """What the actor is to sign to put their organisation's seal on the deed. Raises Refused or FileRefused."""
    place = _place(deed, actor)
    _certificate(chain, actor=actor, now=now)
    return signing.prepare(
        content_of(latest_file(deed)),
        chain=chain,
        name=place.organisation.name,
        credit_code=place.organisation.credit_code,
        reason=f"{spec.act}{spec.title} {deed.number}",
        spot=spec.spot(place.place, deed.places.count()),
        now=now,
    )


def complete(prepared: signing.Prepared, signature: bytes) -> bytes:
    """The sealed PDF, with the time-stamp of this installation's authority where it has one. Raises Refused."""
    try:
        return signing.complete(prepared, signature, timestamper=signing.timestamp_authority())
    except signing.TimestampRequestError as error:
        raise Refused("时间戳服务暂时没有响应，没有盖上。请稍后重试。") from error


@transaction.atomic
def affix(
    spec: OnlineDeed, deed: Deed, *, sealed: bytes, chain: Sequence[bytes], actor: Actor, now: datetime
) -> SealPlace:
    """Keep the deed as it was just sealed. The server believes nothing that came from the page: the PDF must be the one there is
    with one seal more, and that seal whole, by a certificate of the actor's organisation that is good now. Raises Refused.
    """
    Filing.objects.select_for_update(of=("self",)).get(pk=deed.filing_id)
    deed = Deed.objects.select_related("filing", "text__blob").get(pk=deed.pk)
    place = _place(deed, actor)
    certificate = _certificate(chain, actor=actor, now=now)
    _judge(sealed, latest_file(deed), place=place, chain=chain, now=now)
    name = f"{spec.title}（{'已签订' if place.place > 1 else '已盖章'}）.pdf"
    attachment = _keep(sealed, deed.text.folder, name=name, actor=actor, now=now)
    place.certificate, place.attachment = certificate, attachment
    place.sealed_by, place.sealed_at = actor.user, now
    place.save(update_fields=["certificate", "attachment", "sealed_by", "sealed_at"])
    if place.place == 1 and spec.slot is not None:
        _put_in_slot(spec.slot, deed, attachment, now=now)
    log.append(**place.entry)
    return place


def to_submit(at: Desk, filing: Filing, *, form: FilingForm) -> Deed | None:
    """The deed that is submitted with this form: the newest one under its filer's seal, which lies in the slot where the desk has
    one for it. Raises Refused if the form says something else by now, or if there is none and there must be one.
    """
    spec = at.deed
    if spec is None:
        return None
    deed = newest(filing)
    sealed = SealPlace.objects.filter(deed__filing=filing, place=1, sealed_at__isnull=False)
    if spec.slot is None:
        sealed, otherwise = sealed.filter(deed=deed), "不再盖章的，重新生成后直接提交。"
    else:
        in_slot = filing.folder.attachments.live().filter(slot=spec.slot).values("blob")
        sealed = sealed.filter(attachment__blob__in=in_slot)
        otherwise = "或者移除已盖章的文件后上传扫描件。"
    if not sealed:
        if is_compulsory(at, filing):
            raise Refused(f"须先盖章才能提交：请生成{spec.title}，打开核对，再用本单位的数字证书盖章。")
        return None
    if is_compulsory(at, filing):
        otherwise = ""
    if deed is None or deed not in [each.deed for each in sealed.select_related("deed")]:
        raise Refused(f"已盖章的{spec.title}属于以前的版本。请重新生成并盖章。{otherwise}")
    if not says_the_same(spec, deed, form):
        raise Refused(f"盖章之后表单或电子件又有改动，与{spec.title}不一致。请重新生成并盖章。{otherwise}")
    return deed


def content_of(attachment: Attachment) -> bytes:
    with default_storage.open(attachment.blob.storage_name) as file:
        data: bytes = file.read()
    return data


def _place(deed: Deed, actor: Actor) -> SealPlace:
    place = place_of(deed, actor)
    if place is None:
        raise Refused("目前不由您单位盖章，可能已经盖过，或内容已有新版本。请刷新页面查看。")
    return place


def _certificate(chain: Sequence[bytes], *, actor: Actor, now: datetime) -> Certificate:
    """The bound certificate of the actor's organisation that this chain begins with, good now and free for the actor to use."""
    certificates = reading.read_chain(chain)
    bound = Certificate.objects.bound().filter(
        organisation=actor.organisation, fingerprint=reading.fingerprint(certificates[0])
    )
    certificate = bound.select_related("user").first()
    if certificate is None:
        raise Refused(f"这张证书没有绑定在您单位名下，请换用已绑定的证书。{BINDING}")
    if certificate.user_id not in (None, actor.user_id):
        raise Refused(f"这张证书已分配给{certificate.user.name}，请由本人使用，或换用您自己的证书。")  # type: ignore[union-attr]
    verdict = trust.judge(certificates, now=now)
    if not verdict.is_valid:
        raise Refused(verdict.sentence)
    return certificate


def _judge(
    sealed: bytes, before: Attachment, *, place: SealPlace, chain: Sequence[bytes], now: datetime
) -> None:
    try:
        found = seals_of(sealed, now=now)
    except FileRefused as refused:
        raise Refused(refused.sentence) from refused
    whole = (
        sealed.startswith(content_of(before))
        and len(found) == place.place
        and all(seal.intact for seal in found)
        and found[-1].covers
        and found[-1].chain[0] == chain[0]
    )
    if not whole:
        raise Refused("签名没有通过核验，没有盖上。请刷新页面，核对内容后重新盖章。")


def _put_in_slot(slot: str, deed: Deed, sealed: Attachment, *, now: datetime) -> None:
    """In the filing's own folder, instead of what was sealed there before."""
    folder = deed.filing.folder
    folders.lock_open(folder.pk)
    earlier = SealPlace.objects.filter(deed__filing_id=deed.filing_id).exclude(deed=deed)
    blobs: list[Blob | None] = [each.attachment.blob for each in earlier if each.attachment]
    for replaced in folder.attachments.live().filter(slot=slot, blob__in=blobs):
        folders.remove(replaced, now=now)
    Attachment.objects.create(
        folder=folder,
        slot=slot,
        name=sealed.name,
        blob=sealed.blob,
        uploaded_by_id=sealed.uploaded_by_id,
        created_at=now,
    )


def _keep(pdf: bytes, folder: Folder, *, name: str, actor: Actor, now: datetime) -> Attachment:
    return Attachment.objects.create(  # type: ignore[misc]  # who seals is a person
        folder=folder,
        slot="deed",
        name=name,
        blob=uploads.keep(pdf, media_type=PDF, now=now),
        uploaded_by=actor.user,
        created_at=now,
    )
