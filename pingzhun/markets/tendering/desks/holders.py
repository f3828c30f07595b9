"""Where those who open the bids of a lot find their keys and the boxes that wait for them."""

from pingzhun.markets.tendering.capacities import AGENT, CENTRE, ENTITY
from pingzhun.markets.tendering.menu import CENTRE_ROOT, ENTITY_ROOT, ROOT
from pingzhun.sealing.links import BoxesLink, KeysLink


class AgentBoxesLink(BoxesLink):
    menu = f"{ROOT}/报价开启"
    order = 61
    kinds = (AGENT,)


class AgentKeysLink(KeysLink):
    menu = f"{ROOT}/开启密钥"
    order = 62
    kinds = (AGENT,)


class EntityBoxesLink(BoxesLink):
    menu = f"{ENTITY_ROOT}/报价开启"
    order = 62
    kinds = (ENTITY,)


class EntityKeysLink(KeysLink):
    menu = f"{ENTITY_ROOT}/开启密钥"
    order = 63
    kinds = (ENTITY,)


class CentreBoxesLink(BoxesLink):
    menu = f"{CENTRE_ROOT}/报价开启"
    order = 61
    kinds = (CENTRE,)


class CentreKeysLink(KeysLink):
    menu = f"{CENTRE_ROOT}/开启密钥"
    order = 62
    kinds = (CENTRE,)
