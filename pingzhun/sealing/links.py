"""Menu entries of those who take part in opening boxes; each market says in which folder they stand."""

from pingzhun.directory.actors import Actor
from pingzhun.filings.desks import Link
from pingzhun.sealing import box


class HoldersLink(Link, abstract=True):
    """For those who manage or review in an organisation that holds keys."""

    def is_for(self, actor: Actor) -> bool:
        return actor.is_manager or actor.can_review


class BoxesLink(HoldersLink, abstract=True):
    title = "报价开启"
    url_name = "sealing:boxes"

    def count(self, actor: Actor) -> int:
        return box.number_waiting_for(actor.organisation)  # type: ignore[arg-type]  # a capacity is an organisation's


class KeysLink(HoldersLink, abstract=True):
    title = "开启密钥"
    url_name = "sealing:keys"
