"""Who reviews what: the 街镇 of a project and the officials of its jurisdiction."""

from pingzhun.directory.models import Organisation
from pingzhun.filings.desks import Reviewer
from pingzhun.filings.models import Filing
from pingzhun.markets.smallworks.market import AUTHORITY, TOWN
from pingzhun.markets.smallworks.rosters import deciding_authority


def town_of(filing: Filing) -> Organisation:
    return filing.case.procuring_entity


BY_TOWN = Reviewer(TOWN, town_of)
BY_AUTHORITY = Reviewer(AUTHORITY)
BY_ROSTER_AUTHORITY = Reviewer(AUTHORITY, deciding_authority)
