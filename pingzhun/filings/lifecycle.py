"""What can be done with a filing: begin, save, submit, withdraw, discard, decide. Each is one transaction."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import ForeignKey

from pingzhun.accounts.models import User
from pingzhun.cases.models import Case
from pingzhun.directory.actors import SYSTEM, Actor
from pingzhun.directory.models import Organisation
from pingzhun.documents import folders
from pingzhun.documents.models import Folder
from pingzhun.filings import course, deeds
from pingzhun.filings.announce import tell_decided, tell_submitted
from pingzhun.filings.course import EDITABLE, OPEN, FilingState
from pingzhun.filings.desks import Desk, desk
from pingzhun.filings.forms import Draft, FilingForm, querydict
from pingzhun.filings.models import Decision, Filing, Review, Submission
from pingzhun.filings.queries import may_decide, own
from pingzhun.flow.guards import Refusal, Refused
from pingzhun.ledger import log

EFFECTIVE_AT_ONCE = "system"


def typed(filing: Filing) -> Any:
    """The row of the desk's own table. Raises its DoesNotExist before the first submission."""
    return _with_relations(desk(filing.desk).filing._default_manager.get(pk=filing.pk), filing)


def _locked(filing: Filing) -> Filing:
    """The head as it is now, with what it points at, and locked until the transaction ends."""
    heads = Filing.objects.select_for_update(of=("self",))
    return heads.select_related("case", "organisation", "jurisdiction", "folder").get(pk=filing.pk)


def _with_head(row: Any, filing: Filing) -> Any:
    """A typed row, with its head as it is now."""
    for field in Filing._meta.concrete_fields:
        setattr(row, field.attname, getattr(filing, field.attname))
    return _with_relations(row, filing)


def _with_relations(row: Any, filing: Filing) -> Any:
    """A typed row, with what has been loaded of the things that its head points at."""
    field: Any
    for field in Filing._meta.concrete_fields:
        if isinstance(field, ForeignKey) and field.is_cached(filing):
            field.set_cached_value(row, field.get_cached_value(filing))
    return row


@transaction.atomic
def begin(
    desk: Desk, *, actor: Actor, case: Case | None, now: datetime, given: Draft | None = None
) -> Filing:
    """A new filing in 编辑中, or the open one where there already is one about this case. given: what the button that begins it
    says already, the first draft; a draft that still says the same is gone on with. Raises Refused if the case cannot be chosen
    at this desk now.
    """
    if given and not desk.about_cases:
        drafts = Filing.objects.filter(own(actor), desk=desk.key, state=FilingState.EDITING)
        if begun := drafts.filter(draft__contains=given).first():
            return begun
    filing = _begun(desk, actor=actor, case=case, now=now)
    if given and filing.version == 0 and filing.draft is None:
        form = desk.form_for(filing, actor=actor, now=now)
        save_draft(filing, form=form, data=form.with_given(given), actor=actor, now=now)
    return filing


def _begun(desk: Desk, *, actor: Actor, case: Case | None, now: datetime) -> Filing:
    if desk.about_cases and (case is None or not desk.cases(actor).filter(pk=case.pk).exists()):
        raise Refused("该项目目前不在此环节，不能办理。")
    if not desk.about_cases and not desk.available(actor=actor, now=now):
        raise Refused("目前不能办理此事项。")
    same = Filing.objects.filter(own(actor), desk=desk.key, state__in=OPEN)
    if desk.about_cases:
        same = same.filter(case=case)
    if desk.about_cases or desk.filed_by is None or desk.one_at_a_time:
        _take_turns(actor)
        if open_one := same.first():
            return open_one
    filing = Filing(
        desk=desk.key,
        market=desk.market,
        label=case.title if case else desk.title,
        case_id=case.pk if case else None,
        organisation=None if desk.personal else actor.organisation,
        jurisdiction=desk.jurisdiction(actor=actor, case=case),
        folder=Folder.objects.create(created_at=now),
        created_by=actor.user,
        created_at=now,
        saved_at=now,
    )
    return course.course.start(filing, actor=actor, now=now)


def _take_turns(actor: Actor) -> None:
    """Wait until a colleague who is beginning something at this moment has begun it."""
    if actor.organisation is not None:
        Organisation.objects.select_for_update(no_key=True).get(pk=actor.organisation.pk)
    elif actor.user is not None:
        User.objects.select_for_update(no_key=True).get(pk=actor.user.pk)


@transaction.atomic
def act(desk: Desk, *, actor: Actor, case: Case | None, given: Draft, now: datetime) -> Filing:
    """Begin and submit in one step: for the button of a row that has nothing more to ask (删除). Raises Refused, leaving nothing
    behind.
    """
    filing = _begun(desk, actor=actor, case=case, now=now)
    form = desk.form_for(filing, actor=actor, now=now, data=querydict(given))
    if not form.is_valid():
        raise Refused(*(str(message) for messages in form.errors.values() for message in messages))
    return submit(filing, form=form, actor=actor, now=now)


@transaction.atomic
def save_draft(filing: Filing, *, form: FilingForm, data: Any, actor: Actor, now: datetime) -> Filing:
    """Keep what was typed, exactly as typed. Raises Refused if the filing is no longer editable or not the actor's."""
    locked = Filing.objects.select_for_update(of=("self",)).get(pk=filing.pk)
    if locked.state not in EDITABLE or not course.owns(actor, locked):
        raise Refused(f"当前状态为“{FilingState(locked.state).label}”，不能修改。")
    locked.draft = form.typed(data)
    locked.saved_at = now
    locked.save(update_fields=["draft", "saved_at"])
    filing.draft, filing.saved_at, filing.state = locked.draft, now, locked.state
    return filing


@transaction.atomic
def submit(filing: Filing, *, form: FilingForm, envelope: str = "", actor: Actor, now: datetime) -> Filing:
    """Store the valid form as the filing's typed row, freeze it and its attachments as a version, and send it to its first
    reviewer; where nobody reviews, let it take effect. envelope: what the browser sealed, where the desk has a sealed form.
    Raises Refused with every reason.
    """
    at = desk(filing.desk)
    filing = _locked(filing)
    case = filing.case.specific if filing.case else None
    refusals = at.refusals(case, actor=actor, now=now)
    refusals += [Refusal(sentence) for sentence in folders.missing(filing.folder, at.slots)]
    refusals += course.submit.refusals(filing, actor=actor, now=now)
    if refusals:
        raise Refused(*refusals)
    deed = deeds.to_submit(at, filing, form=form)
    before = at.before(actor=actor, case=case, form=form)
    filing.label = at.label(form)[:200]
    filing.jurisdiction = form.cleaned_data.get("jurisdiction") or filing.jurisdiction
    row = store_typed(filing, form)
    if at.sealed_form is not None:  # before the freeze: the desk also tidies the ciphertexts of files
        at.seal(row, envelope, actor=actor, now=now)
    content = form.described(before) | {
        "attachments": folders.freeze(filing.folder, now=now),
        "head": head(filing, actor),
    }
    course.submit.of_locked(filing, actor=actor, now=now, awaiting=awaited(filing, at, step=0))
    submission = Submission(
        filing=filing,
        version=filing.version,
        content=content,
        deed=deed,
        submitted_by=actor.user,
        submitted_at=now,
    )
    submission.sha256 = submission.hash_of_content()
    submission.save(force_insert=True)
    log.append(**submission.entry)
    if at.reviewed_by:
        at.on_submitted(_with_head(row, filing), actor=actor, now=now)
        tell_submitted(filing, now=now)
    else:
        course.approve.of_locked(filing, actor=SYSTEM, now=now)
        at.take_effect(_with_head(row, filing), actor=actor, now=now)
    return filing


def head(filing: Filing, actor: Actor) -> dict[str, str | None]:
    """What a version says of its filing: as it was then, whatever the filing, its case, its organisation or the person is called
    later.
    """
    return {
        "label": filing.label,
        "case": filing.case.code if filing.case else None,
        "organisation": filing.organisation.name if filing.organisation else None,
        "person": actor.user.name if actor.user else None,
    }


def store_typed(filing: Filing, form: FilingForm) -> Any:
    """Write the form's instance as the typed row beside the head, and its rows; return it. There is one since the first
    submission.
    """
    row = _with_head(form.instance, filing)
    row.filing_ptr_id = filing.pk
    row.save_base(raw=True, force_insert=filing.version == 0)
    form._save_m2m()  # type: ignore[attr-defined]
    form.save_rows()
    return row


def awaited(filing: Filing, at: Desk, *, step: int) -> tuple[str, Any]:
    """The capacity that decides at a step, and the organisation where it is a particular one."""
    if step >= len(at.reviewed_by):
        return EFFECTIVE_AT_ONCE, None
    reviewer = at.reviewed_by[step]
    return reviewer.kind.key, reviewer.of(filing) if reviewer.of else None


@transaction.atomic
def withdraw(filing: Filing, *, actor: Actor, now: datetime) -> Filing:
    """撤回: back to 编辑中 for its filer to correct; what has taken effect, where its desk can undo that. Raises Refused."""
    at = desk(filing.desk)
    if not at.withdrawable:
        raise Refused("此事项提交后不能撤回。")
    if Filing.objects.filter(pk=filing.pk, state=FilingState.APPROVED).exists():
        course.recall(filing, actor=actor, now=now)
        at.undo(filing, actor=actor, now=now)
    else:
        course.withdraw(filing, actor=actor, now=now)
        at.on_returned(filing, actor=actor, now=now)
    folders.thaw(filing.folder)
    return filing


@transaction.atomic
def discard(filing: Filing, *, actor: Actor, now: datetime) -> Filing:
    """删除: out of the lists; what was once submitted stays in the record. Raises Refused."""
    return course.discard(filing, actor=actor, now=now)


@transaction.atomic
def decide(
    filing: Filing, *, decision: str, opinion: str, version: int, actor: Actor, now: datetime
) -> Filing:
    """One reviewer's decision on the version they saw. An approval passes the filing on, or at the last step lets it take
    effect; a rejection returns it. Raises Refused.
    """
    filing = _locked(filing)
    if not may_decide(actor, filing):
        raise Refused("此事项目前不由您审核，可能已被同事处理。")
    if filing.submissions.filter(submitted_by_id=actor.user_id).exists():
        raise Refused("不能审核本人提交的事项，请由同事审核。")
    if filing.version != version:
        raise Refused("申报内容在您打开之后已有新版本，请查看后再作决定。")
    if decision == Decision.REJECT and not opinion.strip():
        raise Refused("审核不通过须填写原因。")
    if decision == Decision.APPROVE and deeds.approval_lacks_seal(filing, actor):
        raise Refused("须先由您单位在文书上盖章才能通过。请打开这一事项，核对后盖章并审核通过。")
    review = Review.objects.create(  # type: ignore[misc]
        filing=filing,
        version=filing.version,
        step=filing.step,
        decision=decision,
        opinion=opinion.strip() or None,
        kind=actor.kind,
        reviewer=actor.user,
        organisation=actor.organisation,
        decided_at=now,
    )
    log.append(**review.entry)
    at = desk(filing.desk)
    note = opinion.strip() or None
    if decision == Decision.REJECT:
        course.reject.of_locked(filing, actor=actor, now=now, note=note)
        folders.thaw(filing.folder)
        at.on_returned(filing, actor=actor, now=now)
    elif filing.step + 1 < len(at.reviewed_by):
        following = awaited(filing, at, step=filing.step + 1)
        course.pass_on.of_locked(filing, actor=actor, now=now, note=note, awaiting=following)
        tell_submitted(filing, now=now)
        return filing
    else:
        course.approve.of_locked(filing, actor=actor, now=now, note=note)
        at.take_effect(typed(filing), actor=actor, now=now)
    tell_decided(filing, opinion=opinion.strip(), now=now)
    return filing


def lapse_open(case: Case, *, now: datetime, note: str, at: Sequence[str] = ()) -> None:
    """End the open filings about a case that has gone on, in the caller's transaction, so that nobody decides in vain: all of
    them, or those at the desks of these keys.
    """
    filings = Filing.objects.filter(case_id=case.pk, state__in=OPEN)
    if at:
        filings = filings.filter(desk__in=at)
    for filing in filings.order_by("pk"):
        waited = filing.state == FilingState.SUBMITTED
        course.lapse(filing, actor=SYSTEM, now=now, note=note)
        if waited:
            desk(filing.desk).on_returned(filing, actor=SYSTEM, now=now)
