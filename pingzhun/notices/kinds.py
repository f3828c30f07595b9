"""The kinds of notices: each market registers its own in its `notices.py`."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pingzhun.base.registry import Registry
from pingzhun.cases.markets import markets

if TYPE_CHECKING:
    from pingzhun.notices.models import Notice


@dataclass(frozen=True)
class Call:
    """What a reader may do while the notice is open, e.g. 我要报名; `url` is asked for each notice. while_open: what the lists
    say of it as long as one may, e.g. 报名中.
    """

    title: str
    url: Callable[["Notice"], str]
    while_open: str


@dataclass(frozen=True)
class NoticeKind:
    """key: `market.name`. code_prefix: of the numbers. market: the key of a market; None is the platform itself. call: of a kind
    that closes; without one an open notice is just 未截止.
    """

    key: str
    title: str
    code_prefix: str
    market: str | None = None
    call: Call | None = None

    @property
    def market_title(self) -> str:
        return markets.get(self.market).title if self.market else "平台"


kinds: Registry[NoticeKind] = Registry("notice kinds")
register = kinds.register
