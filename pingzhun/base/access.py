"""Who may open a URL. Every view declares it; the middleware of `directory` refuses a view that declares nothing.

@access.capacity("intermediary.agency")
def my_page(request): ...

path("", access.public(HomeView.as_view()))
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal, TypeVar

View = TypeVar("View", bound=Callable[..., Any])
Kind = Literal["public", "signed_in", "member", "capacity", "operator"]


@dataclass(frozen=True)
class Access:
    """What a view asks of the person who opens it.

    public: nothing. signed_in: an account. member: an account that belongs to an organisation. capacity: the organisation
    acts in one of `capacities` (empty: in any). operator: runs the installation.
    """

    kind: Kind
    capacities: tuple[str, ...] = ()


def declare(access: Access) -> Callable[[View], View]:
    def mark(view: View) -> View:
        view.access = access  # type: ignore[attr-defined]
        return view

    return mark


public = declare(Access("public"))
signed_in = declare(Access("signed_in"))
member = declare(Access("member"))
any_capacity = declare(Access("capacity"))
operator = declare(Access("operator"))


def capacity(*keys: str) -> Callable[[View], View]:
    """Only for those who act in one of these capacities, by their registered keys (`market.capacity`)."""
    return declare(Access("capacity", keys))
