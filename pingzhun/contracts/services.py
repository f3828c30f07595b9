"""The one door through which contracts are written."""

from datetime import date, datetime
from decimal import Decimal

from django.db import transaction

from pingzhun.cases.models import Case
from pingzhun.contracts.models import Contract
from pingzhun.directory.models import Organisation
from pingzhun.filings.deeds import submitted
from pingzhun.filings.models import Filing
from pingzhun.ledger import log


@transaction.atomic
def record(
    *,
    case: Case,
    supplier: Organisation,
    number: str,
    amount: Decimal,
    signed_on: date,
    filing: Filing,
    now: datetime,
    starts_on: date | None = None,
    ends_on: date | None = None,
    description: str | None = None,
    supplements: Contract | None = None,
) -> Contract:
    """Record a contract whose filing was approved, or a supplement to one. `amount` is in yuan; for a supplement what it adds.
    Where the approved version is a sealed deed, the contract points at it.
    """
    contract = Contract.objects.create(
        case_id=case.pk,
        supplements=supplements,
        number=number,
        purchaser=case.procuring_entity,
        supplier=supplier,
        amount=amount,
        signed_on=signed_on,
        starts_on=starts_on,
        ends_on=ends_on,
        description=description,
        filed_at=now,
        filing_id=filing.pk,
        deed=submitted(filing),
    )
    contract.refresh_from_db()  # as it is stored
    log.append(**contract.entry)
    return contract


def principal(case: Case) -> Contract | None:
    return Contract.objects.filter(case_id=case.pk, supplements=None).first()
