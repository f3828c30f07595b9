"""A desk is to a filing what `ModelAdmin` is to a model: it declares one menu entry, and the kernel makes from it the list, the
picker, the form with draft, submit, withdraw and delete, the attachments, the checklist, the review page and batch review,
the print view, the timeline, the permissions and the to-do counts.

A desk is one file under `markets/<market>/desks/`; nothing else needs to be told of it.
"""

import pkgutil
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib import import_module
from typing import Any, ClassVar

from django import forms
from django.db import models
from django.utils.module_loading import module_has_submodule

from pingzhun.base.registry import Registry
from pingzhun.cases.models import Case
from pingzhun.directory.actors import Actor
from pingzhun.directory.capacities import CapacityKind
from pingzhun.directory.models import Jurisdiction, Organisation
from pingzhun.documents.seals import spots
from pingzhun.documents.seals.signing import Spot
from pingzhun.documents.slots import Slot
from pingzhun.filings.forms import FilingForm
from pingzhun.filings.models import Deed, Filing
from pingzhun.flow.guards import Guard, Refusal, Refused, refusals_of
from pingzhun.messages.outbox import Addressee
from pingzhun.ui.components import CheckItem


@dataclass(frozen=True)
class Reviewer:
    """One step of a review. of: the organisation that decides, found from the filing (a party of the case); without it, whoever
    holds the capacity in the filing's jurisdiction.
    """

    kind: CapacityKind
    of: Callable[[Filing], Organisation] | None = None


@dataclass(frozen=True)
class OnlineDeed:
    """What a desk declares (`Desk.deed`) so that its paper can be written and sealed online.

    slot: which attachment it stands for, a scan or this; None where it is a paper that is sealed online or not at all (a
    notice). write: the PDF of a valid form and the files of its filing, under a number, with the address that its QR code leads
    to; the same arguments give the same bytes. countersigned_by: the reviewers that seal it after the filer. spot: where the seal
    of a place goes, of so many. page: where it is public besides the 验真 page, once it is in force. act, hint: what sealing it
    is called, and what the page says of it. otherwise: what to do without a certificate. public: whether anybody gets the file
    on the 验真 page; where not, who has it can still have it compared.
    """

    slot: str | None
    title: str
    write: Callable[[FilingForm, Filing, str, str], bytes]
    countersigned_by: tuple[Reviewer, ...] = ()
    spot: Callable[[int, int], Spot] = spots.column
    page: Callable[[Deed], str] | None = None
    act: str = "签订"
    hint: str = "由平台按上面填写的内容生成，双方用数字证书盖章，不必打印和扫描。也可以改为在下面上传扫描件。"
    otherwise: str = "绑定之前请上传双方签字盖章的扫描件。"
    public: bool = True

    def parties(self, filing: Filing) -> list[Organisation]:
        """Who seals, in order."""
        others = [reviewer.of(filing) for reviewer in self.countersigned_by if reviewer.of]
        return [filing.organisation, *others]  # type: ignore[list-item]  # who has a certificate is an organisation


@dataclass(frozen=True)
class Picking:
    """How a desk lets its case be chosen where its list has one button, its verb, that leads to a page of its own: title heads
    that page, which has the desk's columns alone and a button `confirm` (选择分包, 确定选择).
    """

    title: str
    confirm: str = "确定选择"

    @property
    def what(self) -> str:
        """What is chosen: 分包."""
        return self.title.removeprefix("选择")


class MenuItem:
    """What stands in a console menu: desks, worklists and links, collected by the folder they are in."""

    key: ClassVar[str]
    market: ClassVar[str]
    title: ClassVar[str]
    menu: ClassVar[str | None] = None
    order: ClassVar[int] = 0

    def __init_subclass__(cls, *, abstract: bool = False, **options: Any) -> None:
        super().__init_subclass__(**options)
        if abstract:
            return
        parts = cls.__module__.split(".")
        cls.market = parts[-3]
        cls.key = f"{parts[-3]}.{_slug(cls.__name__)}"
        items.register(cls())

    @property
    def summary(self) -> str:
        """The first line of the docstring: what the page says under its heading."""
        return (self.__doc__ or "").strip().partition("\n")[0]


def _slug(class_name: str) -> str:
    name = class_name.removesuffix("Desk").removesuffix("Worklist").removesuffix("Overview")
    return "".join(f"-{c.lower()}" if c.isupper() else c for c in name).lstrip("-")


class Desk(MenuItem, abstract=True):
    """
    menu: where the filer finds it ("机构信息/服务范围"); None where it is reached from a worklist or a case.
    review_menu: where its reviewers find it.
    filing, form: the typed model and its form. slots: the named attachments.
    filed_by: the capacity that files, or several of them; None means any signed-in person without one (a registration). Where
    there are several, `cases()` says which case is whose.
    reviewed_by: the steps of the review, in order; empty means that it takes effect at once.
    guards: facts about the case (or, where there is none, about the actor) that must hold on submission.
    deed: a paper that the desk writes from its form, and that the parties seal in the page. sealed: nothing is submitted here
    without it.
    sealed_form: what is typed here is sealed in the browser and goes to `seal` as an envelope; the server never sees it. Its
    page (`template`) brings the script that seals.
    personal: what is filed here is the person's alone, whatever organisation they belong to; with `filed_by = None`.
    one_at_a_time: an organisation has one open filing here; beginning another opens it. So it is with registrations.
    private: nobody but the filer sees the filings of this desk, until `opened()`.
    reminder: what 催办 asks of those for whom a filing waits.
    preview_template: 预览: how readers will see what is typed, given the cleaned data as `preview`.
    verb: the label of the button that begins a filing. columns: what 项目选取 shows of the cases, as in a `Worklist`.
    confirm: what is asked before it is submitted; confirm_label: the button that answers yes, else `submit_label`.
    picking: the case is chosen on a page behind that button, instead of 项目选取 beside the list.
    discards_in_batch: the label of a button that removes the ticked rows of the list (删除项目), where it has one.
    """

    review_menu: ClassVar[str | None] = None
    filing: ClassVar[type[Filing]]
    form: ClassVar[type[FilingForm]]
    deed: ClassVar[OnlineDeed | None] = None
    sealed: ClassVar[bool] = False
    sealed_form: ClassVar[type[forms.Form] | None] = None
    filed_by: ClassVar[CapacityKind | tuple[CapacityKind, ...] | None]
    reviewed_by: ClassVar[tuple[Reviewer, ...]] = ()
    slots: ClassVar[tuple[Slot, ...]] = ()
    guards: ClassVar[tuple[Guard, ...]] = ()
    verb: ClassVar[str] = "新增"
    columns: ClassVar[tuple[tuple[str, str | Callable[[Any], object]], ...]] = (
        ("项目单位", "procuring_entity.name"),
        ("状态", "get_state_display"),
    )
    confirm_label: ClassVar[str] = ""
    picking: ClassVar[Picking | None] = None
    discards_in_batch: ClassVar[str] = ""
    submit_label: ClassVar[str] = "提交"
    private: ClassVar[bool] = False
    personal: ClassVar[bool] = False
    withdrawable: ClassVar[bool] = True
    reminder: ClassVar[str] = "审核"
    one_at_a_time: ClassVar[bool] = False
    confirm: ClassVar[str] = ""
    preview_template: ClassVar[str | None] = None
    template: ClassVar[str] = "filings/page.html"
    read_template: ClassVar[str] = "filings/read.html"
    list_template: ClassVar[str] = "filings/list.html"

    @property
    def filers(self) -> tuple[CapacityKind, ...]:
        """The capacities that file; none where it is a registration."""
        if self.filed_by is None:
            return ()
        return (self.filed_by,) if isinstance(self.filed_by, CapacityKind) else self.filed_by

    def is_filed_by(self, kind: str | None) -> bool:
        """Whether it is a desk of the capacity of this key."""
        return any(filer.key == kind for filer in self.filers)

    @property
    def submitted_message(self) -> str:
        return "已提交，等待审核。" if self.reviewed_by else f"{self.title}已完成。"

    @property
    def receipt_title(self) -> str:
        """What the paper is called that proves a submission."""
        return f"{self.title}回执"

    @property
    def about_cases(self) -> bool:
        return type(self).cases is not Desk.cases

    def cases(self, actor: Actor) -> models.QuerySet[Any]:
        """The cases that can be chosen now by this actor; only what the actor may see."""
        return Case.objects.none()

    def jurisdiction(self, *, actor: Actor, case: Case | None) -> Jurisdiction | None:
        """Where the filing is reviewed."""
        if case is not None:
            return case.jurisdiction
        return actor.jurisdiction or (actor.organisation.jurisdiction if actor.organisation else None)

    def initial(self, *, actor: Actor, case: Any, now: datetime) -> dict[str, Any]:
        """What the form starts with."""
        return {}

    def before(self, *, actor: Actor, case: Any, form: FilingForm) -> models.Model | None:
        """For a change: the row as it stands, so that each field is shown before and after."""
        return None

    def label(self, form: FilingForm) -> str:
        """What lists call the filing."""
        return form.case.title if form.case is not None else self.title

    def available(self, *, actor: Actor, now: datetime) -> bool:
        """Whether a filing without a case can be begun."""
        return True

    def list_context(self, *, actor: Actor, now: datetime) -> dict[str, Any]:
        """What the desk's own list template needs besides."""
        return {}

    def page_context(self, filing: Filing, *, actor: Actor, now: datetime) -> dict[str, Any]:
        """What the desk's own page template needs besides."""
        return {}

    def addressed_to(self, actor: Actor) -> models.Q | None:
        """Which filings may be read by this actor although they take no part, because they are meant for them."""
        return None

    def opened(self) -> models.Q | None:
        """Which filings of a private desk others may see by now; None: never any."""
        return None

    def awaited(self, filings: Sequence[Filing]) -> dict[int, list[Organisation]]:
        """For whom filings that are still being written wait, by their keys: others must do something before they can be
        submitted. As many queries however many filings.
        """
        return {}

    def told(self, filing: Filing) -> list[Addressee]:
        """Who is told of the decision besides the person who submitted it and their organisation."""
        return []

    def form_for(self, filing: Filing, *, actor: Actor, now: datetime, data: Any = None) -> FilingForm:
        """The form of a filing: as posted, or as last saved, or as last submitted, or fresh."""
        case = filing.case.specific if filing.case else None
        submitted = filing.version > 0  # before the first submission there is no typed row
        instance = self.filing._default_manager.filter(pk=filing.pk).first() if submitted else None
        return self.form(
            data,
            desk=self,
            actor=actor,
            case=case,
            now=now,
            draft=filing.draft if data is None else None,
            instance=instance,
            initial={} if instance else self.initial(actor=actor, case=case, now=now),
        )

    def sealed_form_for(self, filing: Filing, *, prefix: str) -> forms.Form | None:
        """`sealed_form` as it is asked for one filing."""
        return self.sealed_form(prefix=prefix) if self.sealed_form else None

    def seal(self, filing: Any, envelope: str, *, actor: Actor, now: datetime) -> None:
        """Keep the envelope that the browser made of `sealed_form`; in the transaction of the submission. May raise Refused."""
        raise TypeError(f"{self.key} has a sealed form and does not say where it goes")

    def was_sealed(self, filing: Filing, envelope: str) -> bool:
        """Whether exactly this envelope has been kept already: then the request is one that was sent again."""
        return False

    def take_effect(self, filing: Any, *, actor: Actor, now: datetime) -> None:
        """What an approval does; in the transaction of the approval, with the typed filing. May raise Refused."""

    def can_undo(self, filing: Filing) -> bool:
        """Whether what the approved filing has done can be undone, so that its filer may withdraw it (撤回)."""
        return False

    def undo(self, filing: Filing, *, actor: Actor, now: datetime) -> None:
        """Undo what the approval did, where nothing rests on it yet; in the transaction of the withdrawal. Raises Refused."""
        raise Refused("已审核通过，不能撤回。")

    def on_submitted(self, filing: Any, *, actor: Actor, now: datetime) -> None:
        """What a submission that goes to review does at once; in its transaction, with the typed filing. May raise Refused."""

    def on_returned(self, filing: Filing, *, actor: Actor, now: datetime) -> None:
        """Take back what `on_submitted` did: the filing (its head alone) is not to be decided any more, being rejected, withdrawn
        or lapsed.
        """

    def refusals(self, case: Any, *, actor: Actor, now: datetime) -> list[Refusal]:
        return refusals_of(self.guards, case, actor=actor, now=now)

    def checklist(self, case: Any, *, actor: Actor, now: datetime) -> list[CheckItem]:
        """Every guard, met or not, before anything is typed."""
        items = []
        for guard in self.guards:
            refusal = guard.refusal(case, actor=actor, now=now)
            items.append(
                CheckItem(
                    guard.label,
                    met=refusal is None,
                    sentence=refusal.sentence if refusal else "",
                    article=guard.article,
                )
            )
        return items


class Worklist(MenuItem, abstract=True):
    """A menu entry that lists cases, with the desks that can be worked at from each: 服务中, 合同待备案, ….

    kinds: whose it is. columns: (label, attribute path or function of the case).
    desks: their classes, each a button in the rows it can choose.
    search: the fields that the search box looks in.
    """

    kinds: ClassVar[tuple[CapacityKind, ...]]
    columns: ClassVar[tuple[tuple[str, str | Callable[[Any], object]], ...]] = ()
    desks: ClassVar[tuple[type[Desk], ...]] = ()
    filters: ClassVar[type | None] = None
    search: ClassVar[tuple[str, ...]] = ("title", "code")
    empty: ClassVar[str] = "目前没有项目。"
    template: ClassVar[str] = "filings/worklist.html"

    def cases(self, actor: Actor) -> models.QuerySet[Any]:
        raise NotImplementedError

    def actions(self, actor: Actor, cases: Iterable[Any]) -> dict[int, list[Desk]]:
        """The desks at which each of these cases can be worked on by this actor: one query a desk, however many cases."""
        found: dict[int, list[Desk]] = {case.pk: [] for case in cases}
        for desk_class in self.desks:
            desk = desk_of(desk_class)
            if desk.filers and not desk.is_filed_by(actor.kind):
                continue
            for pk in desk.cases(actor).filter(pk__in=list(found)).values_list("pk", flat=True):
                found[pk].append(desk)
        return found


@dataclass(frozen=True)
class Opening:
    """A button of a row: it begins a filing at `desk`, whose field `name` it fills with `value`. label: instead of its verb."""

    desk: Desk
    name: str
    value: object
    label: str = ""


class Overview(MenuItem, abstract=True):
    """A menu entry that lists rows that are no cases: companies, commitments, suspensions.

    kinds: whose it is; of a `personal` one none, for it is a person's, whatever organisation they may belong to (`is_for`).
    columns: (label, attribute path or function of the row); the first one names the row.
    desks: their classes, those that `opens()` may lead to. view: the button in 操作 that leads where the row's name leads, where
    the manual has one. on_home: the column whose value stands beside the names of the first rows on the home page; None: it is
    not there.
    """

    on_home: ClassVar[str | None] = None
    view: ClassVar[str] = ""
    kinds: ClassVar[tuple[CapacityKind, ...]] = ()
    personal: ClassVar[bool] = False
    columns: ClassVar[tuple[tuple[str, str | Callable[[Any], object]], ...]]
    desks: ClassVar[tuple[type[Desk], ...]] = ()
    filters: ClassVar[type | None] = None
    empty: ClassVar[str]
    template: ClassVar[str] = "filings/overview.html"

    def menu_for(self, actor: Actor) -> str | None:
        """Where this actor finds it; the last part is its title."""
        return self.menu

    def is_for(self, actor: Actor) -> bool:
        """Whether it stands in this actor's menu."""
        return actor.kind in {kind.key for kind in self.kinds}

    def rows(self, actor: Actor, *, now: datetime) -> models.QuerySet[Any]:
        """What the actor may see, fetched with what the columns show."""
        raise NotImplementedError

    def link(self, row: Any) -> str | None:
        """The page that the row's name leads to."""
        return None

    def opens(self, row: Any, actor: Actor) -> Opening | None:
        """What can be begun from the row."""
        return None


class Link(MenuItem, abstract=True):
    """A menu entry that leads to a page of its own."""

    kinds: ClassVar[tuple[CapacityKind, ...]]
    url_name: ClassVar[str]

    @property
    def shown(self) -> bool:
        """Whether this installation has the page."""
        return True

    def is_for(self, actor: Actor) -> bool:
        """Whether the duties of this member of one of `kinds` let them open it."""
        return True

    def count(self, actor: Actor) -> int:
        """How much waits there for them."""
        return 0


items: Registry[MenuItem] = Registry("menu items")


def desks() -> list[Desk]:
    return [item for item in items if isinstance(item, Desk)]


def worklists() -> list[Worklist]:
    return [item for item in items if isinstance(item, Worklist)]


def overviews() -> list[Overview]:
    return [item for item in items if isinstance(item, Overview)]


def desk_of(desk_class: type[Desk]) -> Desk:
    found = items.get(desk_class.key)
    assert isinstance(found, Desk)  # noqa: S101 -- for the type checker: the key came from a desk
    return found


def desk(key: str) -> Desk:
    """The desk of this key. Raises KeyError."""
    found = items.get(key)
    if not isinstance(found, Desk):
        raise KeyError(key)
    return found


def discover(app_module: Any) -> None:
    """Import every file under `<app>/desks/`, so that a new desk is one file."""
    if module_has_submodule(app_module, "desks"):
        package = import_module(f"{app_module.__name__}.desks")
        for module in sorted(pkgutil.iter_modules(package.__path__), key=lambda each: each.name):
            import_module(f"{package.__name__}.{module.name}")
