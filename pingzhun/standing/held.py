"""The certificates that an organisation holds, its own and its people's: how one is listed, changed, and about to expire."""

from datetime import date, datetime
from typing import Any, ClassVar

from django import forms
from django.db import models
from django.db.models import Exists, OuterRef, QuerySet
from django.http import QueryDict

from pingzhun.base.localtime import local_date
from pingzhun.directory.actors import Actor
from pingzhun.directory.services import values_of
from pingzhun.filings.course import FilingState
from pingzhun.filings.desks import Desk
from pingzhun.filings.forms import Draft, FilingForm
from pingzhun.filings.models import Filing
from pingzhun.flow.guards import Refused
from pingzhun.ui.components import Badge

EXPIRES_SOON = 30  # days
SCAN = ("pdf", "image")


class CertificateForm(forms.ModelForm):
    """A form with `valid_until`, which must not be over; `now` is set by whoever makes the form."""

    now: datetime

    def clean_valid_until(self) -> date | None:
        valid_until: date | None = self.cleaned_data["valid_until"]
        if valid_until and valid_until < local_date(self.now):
            raise forms.ValidationError("证书已过有效期，请填写换发后的证书。")
        return valid_until


class HeldForm(CertificateForm, FilingForm):
    """A certificate to be listed among those of the organisation, where it must not stand already.

    holds: where they are (`organisation.people`). key: what makes two of them the same one; twice: what is said then.
    """

    holds: ClassVar[str]
    key: ClassVar[tuple[str, ...]]
    twice: ClassVar[str]

    def held(self) -> QuerySet[Any]:
        return getattr(self.actor.organisation, self.holds).held()

    def others(self) -> QuerySet[Any]:
        return self.held()

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        key = {name: data.get(name) for name in self.key}
        if None not in key.values() and self.others().filter(**key).exists():
            self.add_error(self.key[-1], self.twice)
        return data


class HeldChangeForm(HeldForm):
    """A change of one that is listed, begun from its row.

    changes: the field that points at it. says: the abstract model of what it says.
    """

    changes: ClassVar[str]
    says: ClassVar[type[models.Model]]

    def set_up(self) -> None:
        self.fields[self.changes].queryset = self.held()

    def with_given(self, given: Draft) -> QueryDict:
        """Start from the row as it stands. Raises Refused for one that is not the organisation's."""
        try:
            row = self.fields[self.changes].clean(given.get(self.changes, [""])[0])
        except forms.ValidationError as error:
            raise Refused(*error.messages) from error
        self.initial |= values_of(row, self.says)
        return super().with_given(given)

    def others(self) -> QuerySet[Any]:
        return super().others().exclude(pk=self.cleaned_data[self.changes].pk)

    def clean(self) -> dict[str, Any]:
        row = self.cleaned_data.get(self.changes)
        if row is None:
            return self.cleaned_data
        data = super().clean()
        pending = self._meta.model._default_manager.filter(**{self.changes: row}, state=FilingState.SUBMITTED)
        if pending.exclude(pk=self.instance.pk).exists():
            self.add_error(None, f"“{row}”已有修改待审核，请等待审核结果，或先撤回那一份。")
        elif not self.errors and all(
            data[name] == value for name, value in values_of(row, self.says).items()
        ):
            self.add_error(None, "内容与现有信息相同，没有需要提交的修改。")
        return data


class HeldChangeDesk(Desk, abstract=True):
    """Where a `HeldChangeForm` is filed."""

    form: ClassVar[type[HeldChangeForm]]
    verb = "修改"

    def available(self, *, actor: Actor, now: datetime) -> bool:
        return bool(getattr(actor.organisation, self.form.holds).held().exists())

    def before(self, *, actor: Actor, case: None, form: FilingForm) -> models.Model:
        row: models.Model = form.cleaned_data[self.form.changes]
        return row

    def label(self, form: FilingForm) -> str:
        return f"{self.verb}：{form.cleaned_data[self.form.changes]}"

    def marked(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """The rows, each saying in `change_waits` whether a change of it waits for its review."""
        waiting = self.filing._default_manager.filter(
            **{self.form.changes: OuterRef("pk")}, state=FilingState.SUBMITTED
        )
        return rows.annotate(change_waits=Exists(waiting))

    def unfinished(self, actor: Actor) -> QuerySet[Filing]:
        """The organisation's changes that have not taken effect."""
        mine = Filing.objects.filter(organisation=actor.organisation, desk=self.key)
        return mine.exclude(state__in=(FilingState.DISCARDED, FilingState.APPROVED))


def expiry_of(valid_until: date | None, *, now: datetime) -> Badge | None:
    """What a list says beside a certificate that is over or soon will be."""
    if valid_until is None:
        return None
    left = (valid_until - local_date(now)).days
    if left < 0:
        return Badge("已过期", "bad")
    if left <= EXPIRES_SOON:
        return Badge("今日到期" if left == 0 else f"{left} 天后到期", "warn")
    return None
