from datetime import date

import pytest

from pingzhun.cases.models import Case
from pingzhun.directory.models import Jurisdiction, Organisation
from pingzhun.regimes.models import Regime


@pytest.fixture
def case(db) -> Case:
    county = Jurisdiction.objects.create(code="620981", name="玉门市", path="620981/")
    bureau = Organisation.objects.create(
        name="玉门市水务局",
        credit_code="11620981MB1A00001X",
        jurisdiction=county,
        legal_representative="王一",
        address="玉门市",
        contact_name="李二",
        contact_mobile="13800000000",
    )
    regime = Regime.objects.first() or Regime.objects.create(
        key="2020", title="规则", effective_from=date(2020, 1, 1)
    )
    return Case.objects.create(
        code="ZJ-2026-000123",
        market="intermediary",
        kind="cases.Case",
        title="水库除险加固工程造价咨询",
        procuring_entity=bureau,
        jurisdiction=county,
        regime=regime,
    )
