from datetime import datetime
from typing import Any

from django import forms
from django.db.models import QuerySet

from pingzhun.directory.models import Jurisdiction, Organisation, ServiceType
from pingzhun.directory.roster import public_kinds, roster
from pingzhun.notices.forms import jurisdiction_choices


class RosterFilter(forms.Form):
    """The filters above the roster."""

    q = forms.CharField(
        label="机构名称",
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": "名称或统一社会信用代码"}),
    )
    kind = forms.ChoiceField(label="主体角色", required=False)
    service = forms.ChoiceField(label="服务类型", required=False)
    jurisdiction = forms.ChoiceField(label="所属辖区", required=False)
    suspended = forms.BooleanField(label="只看停用中的机构", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._offer("kind", "全部角色", [(kind.key, kind.title) for kind in public_kinds()])
        self._offer("service", "全部服务", service_choices())
        self._offer("jurisdiction", "全部辖区", jurisdiction_choices())

    def _offer(self, name: str, everything: str, choices: list[tuple[str, str]]) -> None:
        self.fields[name].choices = [("", everything), *choices]  # type: ignore[attr-defined]

    def found(self, *, now: datetime) -> QuerySet[Organisation]:
        """The organisations that pass; only for a valid form."""
        said = self.cleaned_data
        return roster(
            said["q"],
            kind=said["kind"],
            service_type=ServiceType.objects.get(code=said["service"]) if said["service"] else None,
            jurisdiction=Jurisdiction.objects.get(code=said["jurisdiction"])
            if said["jurisdiction"]
            else None,
            suspended_at=now if said["suspended"] else None,
        )


def service_choices() -> list[tuple[str, str]]:
    """The service catalogue in use: each 机构类型 followed by its services, set in."""
    rows = list(ServiceType.objects.filter(is_active=True).values_list("pk", "code", "name", "parent"))
    children: dict[int | None, list[tuple[int, str, str]]] = {}
    for pk, code, name, parent in rows:
        children.setdefault(parent, []).append((pk, code, name))
    choices = []
    for pk, code, name in children.get(None, []):
        choices.append((code, name))
        choices += [(child, "\u3000" + title) for _, child, title in children.get(pk, [])]
    return choices
