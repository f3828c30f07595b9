"""The service catalogue, to choose from."""

from collections.abc import Iterator
from itertools import groupby
from operator import attrgetter
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.forms.models import ModelChoiceIterator

from pingzhun.directory.models import ServiceType


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
