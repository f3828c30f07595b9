"""The filters above a list of notices."""

from datetime import datetime
from typing import Any

from django import forms

from pingzhun.cases.markets import markets
from pingzhun.directory.models import Jurisdiction
from pingzhun.notices.kinds import kinds
from pingzhun.notices.models import Notice
from pingzhun.notices.narrowing import Narrowing, narrowings
from pingzhun.notices.search import Found, holding, passing, terms


def kind_choices() -> list[tuple[str, Any]]:
    """All kinds; under the titles of their markets where there are several."""
    by_market: dict[str, list[tuple[str, str]]] = {}
    for kind in kinds:
        by_market.setdefault(kind.market_title, []).append((kind.key, kind.title))
    groups = list(by_market.items())
    return groups if len(groups) > 1 else [choice for _, choices in groups for choice in choices]


def jurisdiction_choices() -> list[tuple[str, str]]:
    """The tree, each level set in by one full-width space."""
    rows = Jurisdiction.objects.values_list("code", "name", "path")
    return [(code, "\u3000" * (path.count("/") - 1) + name) for code, name, path in rows]


class NoticeFilter(forms.Form):
    q = forms.CharField(
        label="关键词",
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": "标题、编号、单位或正文"}),
    )
    kind = forms.ChoiceField(label="公告类型", required=False)
    jurisdiction = forms.ChoiceField(label="所属辖区", required=False)
    market = forms.ChoiceField(label="业务", required=False)
    since = forms.DateField(label="发布时间从", required=False)
    until = forms.DateField(label="发布时间至", required=False)
    open = forms.BooleanField(label="只看未截止", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._offer("kind", "全部类型", kind_choices())
        self._offer("jurisdiction", "全部辖区", jurisdiction_choices())
        self._offer("market", "全部业务", [(market.key, market.title) for market in markets])
        if len(markets) < 2:
            del self.fields["market"]
        self.narrowing = self._narrowing()
        if self.narrowing:
            self.fields |= self.narrowing.filters(queryset=Notice.objects.none()).form.fields

    def _narrowing(self) -> Narrowing | None:
        """The filters of the only market that is looked at."""
        kind = self.data.get("kind", "")
        market = kinds.get(kind).market if kind in kinds else self.data.get("market")
        return narrowings.get(market) if market and market in narrowings else None

    def _offer(self, name: str, everything: str, choices: list[Any]) -> None:
        self.fields[name].choices = [("", everything), *choices]  # type: ignore[attr-defined]

    def clean_q(self) -> str:
        text: str = self.cleaned_data["q"]
        try:
            terms(text)
        except ValueError as error:
            raise forms.ValidationError(str(error)) from None
        return text

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("since") and said.get("until") and said["since"] > said["until"]:
            self.add_error("until", "结束日期不能早于开始日期。")
        return said

    def found(self, *, now: datetime) -> Found:
        """The notices that pass; only for a valid form."""
        said = self.cleaned_data
        code = said["jurisdiction"]
        found = passing(
            kind=said["kind"],
            market=said.get("market"),
            jurisdiction=Jurisdiction.objects.get(code=code) if code else None,
            since=said["since"],
            until=said["until"],
            open_at=now if said["open"] else None,
        )
        if self.narrowing:
            found = self.narrowing.filters(self.data, queryset=found).qs
        return holding(found, terms(said["q"]))
