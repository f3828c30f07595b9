"""Who reviews what: the parties of a job and the officials of its jurisdiction."""

from pingzhun.directory.models import Organisation
from pingzhun.filings.desks import Reviewer
from pingzhun.filings.models import Filing
from pingzhun.markets.intermediary.market import ADMINISTRATOR, AGENCY, ENTITY, REGULATOR


def procuring_entity(filing: Filing) -> Organisation:
    return filing.case.procuring_entity


def selected_agency(filing: Filing) -> Organisation:
    return filing.about.agency


BY_ENTITY = Reviewer(ENTITY, procuring_entity)
BY_AGENCY = Reviewer(AGENCY, selected_agency)
BY_REGULATOR = Reviewer(REGULATOR)
BY_ADMINISTRATOR = Reviewer(ADMINISTRATOR)
