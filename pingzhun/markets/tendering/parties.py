"""Who reviews what: the parties of a lot and the officials of its jurisdiction."""

from pingzhun.directory.models import Organisation
from pingzhun.filings.desks import Reviewer
from pingzhun.filings.models import Filing
from pingzhun.markets.tendering.capacities import CENTRE, ENTITY, SUPERVISOR


def procuring_entity(filing: Filing) -> Organisation:
    return filing.about.procuring_entity


BY_CENTRE = Reviewer(CENTRE)
BY_SUPERVISOR = Reviewer(SUPERVISOR)
BY_ENTITY = Reviewer(ENTITY, procuring_entity)
