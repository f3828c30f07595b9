"""Working at a desk from code, as a person does from the page: for the tests and for the demonstration data.

Everything goes through the forms and the lifecycle, so that what is built here could have been typed.
"""

from collections.abc import Container, Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import Model
from django.utils.timezone import localtime

from pingzhun.accounts.models import User
from pingzhun.cases.models import Case
from pingzhun.directory import actors
from pingzhun.directory.actors import Actor
from pingzhun.directory.capacities import CapacityKind
from pingzhun.documents import uploads
from pingzhun.documents.seals.keys import Signer
from pingzhun.filings import deeds, lifecycle
from pingzhun.filings.desks import Desk, desk, desk_of
from pingzhun.filings.forms import Draft, querydict
from pingzhun.filings.models import Decision, Deed, Filing, SealPlace
from pingzhun.regimes import clock

ADDRESS = (
    "http://localhost:8000/verify/?number={}"  # of the demonstration, for QR codes made without a request
)
Files = Mapping[str, Iterable[tuple[str, bytes]]]


class FormRefused(Exception):  # noqa: N818 -- as `flow.guards.Refused`
    """The form did not take what was typed. errors: sentences by field, "people-0-name" for a field of a row."""

    def __init__(self, errors: dict[str, list[str]]) -> None:
        self.errors = errors
        super().__init__(str(errors))


def actor_for(user: User, kind: CapacityKind | None = None) -> Actor:
    """`user` as they would act after signing in; with `kind`, after choosing that role. Raises LookupError without it."""
    actor = actors.actor_for(user)
    if kind is None:
        return actor
    held = [each for each in actor.capacities if each.kind == kind.key]
    if not held:
        raise LookupError(f"{actor.label} does not hold {kind.key}")
    return replace(actor, capacity=held[0])


def submit(
    desk_class: type[Desk],
    actor: Actor,
    data: Mapping[str, Any],
    *,
    case: Case | None = None,
    envelope: str = "",
    files: Files | None = None,
    filing: Filing | None = None,
    signer: Signer | None = None,
    now: datetime | None = None,
) -> Filing:
    """Begin (or, with `filing`, correct) a filing, fill it in, attach and submit, each as the page does. With `signer`,
    the desk's deed is written and sealed before.

    data: by field; a row, a list, a date or a moment as itself; a list of dicts for rows. files: by slot, (name, bytes).
    envelope: what the browser would have sealed.
    Raises FormRefused or Refused; what was typed is kept, as on the page.
    """
    now = now or clock.now()
    at = desk_of(desk_class)
    if filing is None:
        filing = lifecycle.begin(at, actor=actor, case=case, now=now)
    for slot, given in (files or {}).items():
        for name, content in given:
            uploads.receive_whole(
                folder=filing.folder,
                slots=at.slots,
                slot=slot,
                name=name,
                file=ContentFile(content),
                user=actor.user,  # type: ignore[arg-type]
                now=now,
            )
    posted = querydict(typed({name: [] for name in at.form.rows} | dict(data), rows=at.form.rows))
    form = at.form_for(filing, actor=actor, now=now, data=posted)
    lifecycle.save_draft(filing, form=form, data=posted, actor=actor, now=now)
    errors = _errors_of(form)
    if errors:
        raise FormRefused(errors)
    if signer is not None and at.deed is not None:
        deed = deeds.write(at.deed, filing, form=form, url_of=ADDRESS.format, actor=actor, now=now)
        seal(deed, actor, signer, now=now)
    return lifecycle.submit(filing, form=form, envelope=envelope, actor=actor, now=now)


def seal(deed: Deed, actor: Actor, signer: Signer, *, now: datetime | None = None) -> SealPlace:
    """Put the seal of the actor's organisation on a deed. Raises Refused."""
    now = now or clock.now()
    spec = desk(deed.filing.desk).deed
    assert spec is not None  # noqa: S101 -- a deed comes from a desk that has one
    prepared = deeds.prepare(spec, deed, chain=signer.chain, actor=actor, now=now)
    sealed = deeds.complete(prepared, signer.sign(prepared.to_sign))
    return deeds.affix(spec, deed, sealed=sealed, chain=signer.chain, actor=actor, now=now)


def _errors_of(form: Any) -> dict[str, list[str]]:
    form.is_valid()
    errors = {name: list(messages) for name, messages in form.errors.items()}
    for name, rows in form.row_sets.items():
        for index, row in enumerate(rows):
            errors |= {f"{name}-{index}-{field}": list(messages) for field, messages in row.errors.items()}
        if rows.non_form_errors():
            errors[name] = list(rows.non_form_errors())
    return errors


def typed(data: Mapping[str, Any], *, prefix: str = "", rows: Container[str] = ()) -> Draft:
    """Values as a browser would send them; those named in `rows` are lists of rows."""
    found: Draft = {}
    for name, value in data.items():
        if name in rows:
            found |= _typed_rows(f"{prefix}{name}", value)
        else:
            many = value if isinstance(value, list | tuple) else [value]
            found[f"{prefix}{name}"] = [_text(each) for each in many]
    return found


def _typed_rows(name: str, rows: Any) -> Draft:
    found: Draft = {f"{name}-TOTAL_FORMS": [str(len(rows))], f"{name}-INITIAL_FORMS": ["0"]}
    for index, row in enumerate(rows):
        found |= typed(row, prefix=f"{name}-{index}-")
    return found


def _text(value: Any) -> str:
    match value:
        case None | False:
            return ""
        case True:
            return "on"
        case Model():
            return str(value.pk)
        case datetime():
            return localtime(value).strftime("%Y-%m-%dT%H:%M")
        case date():
            return value.isoformat()
    return str(value)


def approve(
    filing: Filing,
    actor: Actor,
    *,
    opinion: str = "",
    signer: Signer | None = None,
    now: datetime | None = None,
) -> Filing:
    """审核通过, by somebody whose turn it is; with `signer`, under the seal of their organisation. Raises Refused."""
    deed = deeds.submitted(filing)
    with transaction.atomic():
        if signer is not None and deed is not None:
            seal(deed, actor, signer, now=now)
        return _decide(filing, Decision.APPROVE, opinion, actor, now)


def reject(filing: Filing, actor: Actor, reason: str, *, now: datetime | None = None) -> Filing:
    """审核不通过. Raises Refused."""
    return _decide(filing, Decision.REJECT, reason, actor, now)


def _decide(filing: Filing, decision: str, opinion: str, actor: Actor, now: datetime | None) -> Filing:
    filing.refresh_from_db()
    return lifecycle.decide(
        filing,
        decision=decision,
        opinion=opinion,
        version=filing.version,
        actor=actor,
        now=now or clock.now(),
    )


def give(
    desk_class: type[Desk], actor: Actor, given: Mapping[str, Any], *, now: datetime | None = None
) -> Filing:
    """Press the button of a row that begins and submits in one step (删除). Raises Refused."""
    return lifecycle.act(
        desk_of(desk_class), actor=actor, case=None, given=typed(given), now=now or clock.now()
    )
