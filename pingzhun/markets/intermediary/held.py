"""What the desks about organisations share: services and places to choose from, certificates and their expiry."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from operator import attrgetter
from typing import Any

from django import forms
from django.db import models
from django.db.models import Q, QuerySet
from django.forms.models import ModelChoiceIterator

from pingzhun.base.localtime import local_date
from pingzhun.directory.models import Capacity, Jurisdiction, ServiceType
from pingzhun.markets.intermediary.market import ADMINISTRATOR
from pingzhun.ui.components import Tone

EXPIRES_SOON = 30  # days
SCAN = ("pdf", "image")


def values_of(row: models.Model, abstract: type[models.Model]) -> dict[str, Any]:
    """Those values of `row` that are fields of the abstract model, as `directory.services` takes them."""
    return {field.name: getattr(row, field.name) for field in abstract._meta.local_fields}


# ---- certificates ---------------------------------------------------------------------------------------------------


class CertificateForm(forms.ModelForm):
    """A form with `valid_until`, which must not be over; `now` is set by whoever makes the form."""

    now: datetime

    def clean_valid_until(self) -> date | None:
        valid_until = self.cleaned_data["valid_until"]
        if valid_until and valid_until < local_date(self.now):
            raise forms.ValidationError("证书已过有效期，请填写换发后的证书。")
        return valid_until


@dataclass(frozen=True)
class Expiry:
    """What a list says beside a certificate that is over or soon will be."""

    label: str
    tone: Tone


def expiry_of(valid_until: date | None, *, now: datetime) -> Expiry | None:
    if valid_until is None:
        return None
    left = (valid_until - local_date(now)).days
    if left < 0:
        return Expiry("已过期", "bad")
    if left <= EXPIRES_SOON:
        return Expiry("今日到期" if left == 0 else f"{left} 天后到期", "warn")
    return None


# ---- services and places --------------------------------------------------------------------------------------------


class _ByType(ModelChoiceIterator):
    def __iter__(self) -> Iterator[Any]:
        for service_type, services in groupby(self.queryset, key=attrgetter("parent")):
            yield str(service_type), [self.choice(each) for each in services]


class ServicesField(forms.ModelMultipleChoiceField):
    """服务类型 to tick, under the 机构类型 they belong to."""

    iterator = _ByType
    widget = forms.CheckboxSelectMultiple


def services_in_use() -> QuerySet[ServiceType]:
    leaves = ServiceType.objects.filter(is_active=True, parent__is_active=True).select_related("parent")
    return leaves.order_by("parent__code", "code")


def types_in_use() -> QuerySet[ServiceType]:
    return ServiceType.objects.filter(is_active=True, parent=None)


class PlaceField(forms.ModelChoiceField):
    """A jurisdiction, named with those above it."""

    def label_from_instance(self, place: Jurisdiction) -> str:
        names = [place.name]
        while place.parent:
            place = place.parent
            names.insert(0, place.name)
        return " ".join(names)


def places_with_administrator() -> QuerySet[Jurisdiction]:
    """Where somebody reviews: a filing sent anywhere else would wait for ever."""
    served = Q(pk__in=[])
    for capacity in Capacity.objects.of_kind(ADMINISTRATOR.key).select_related("jurisdiction"):
        served |= Q(path__startswith=capacity.jurisdiction.path)
    return Jurisdiction.objects.filter(served).select_related("parent__parent__parent")
