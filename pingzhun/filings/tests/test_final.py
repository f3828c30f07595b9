"""What was submitted or decided stays as it was, whatever SQL is thrown at it (P12)."""

import pgtrigger
import pytest
from django.db import IntegrityError, transaction

from pingzhun.filings import lifecycle
from pingzhun.filings.driving import actor_for, approve, submit
from pingzhun.filings.models import Submission
from pingzhun.markets.intermediary.demo.cast import scan
from pingzhun.markets.intermediary.desks.registration import AgencyRegistrationDesk
from pingzhun.regimes import clock

from .acts import publication

TYPED = [
    "UPDATE intermediary_jobpublication SET ceiling = 1 WHERE filing_ptr_id = %s",
    "DELETE FROM intermediary_jobpublication WHERE filing_ptr_id = %s",
]


@pytest.fixture
def filing(cast):
    return publication(cast)


@pytest.mark.covers("P12")
@pytest.mark.parametrize("sql", TYPED)
def test_the_typed_row_of_a_submitted_filing_is_final(filing, execute, sql):
    with pytest.raises(IntegrityError, match="what was submitted is final"):
        execute(sql, filing.pk)


@pytest.mark.parametrize("sql", TYPED)
def test_without_the_trigger_it_could_be_changed(filing, execute, triggers_at_rest, sql):
    with triggers_at_rest():
        assert execute(sql, filing.pk) == 1


@pytest.mark.covers("P12")
def test_it_stays_final_after_the_approval_and_against_pgtrigger_ignore(cast, filing, execute):
    approve(filing, cast.administrator.reviews)
    with pgtrigger.ignore(), pytest.raises(IntegrityError, match="what was submitted is final"):
        execute(TYPED[0], filing.pk)


def test_a_withdrawn_filing_can_be_changed_again(cast, filing, execute):
    lifecycle.withdraw(filing, actor=cast.entity.files, now=clock.now())
    assert execute(TYPED[0], filing.pk) == 1


@pytest.mark.covers("P12")
@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE intermediary_registeredperson SET name = '别人' WHERE filing_id = %s",
        "DELETE FROM intermediary_registeredperson WHERE filing_id = %s",
        "INSERT INTO intermediary_registeredperson (filing_id, name, certificate_type, certificate_number)"
        " VALUES (%s, '别人', '监理工程师', '1')",
    ],
)
def test_the_rows_of_a_submitted_list_are_final(cast, newcomer, execute, sql):
    data = {
        "name": "玉门白露咨询有限公司",
        "credit_code": "91620981MA0CM0009D",
        "legal_representative": "白露",
        "registered_in": cast.places["玉门市"],
        "address": "玉门市新市区",
        "introduction": "",
        "types": [cast.services["工程造价咨询"]],
        "services": [cast.services["工程预算编制"]],
        "contact_name": "白露",
        "contact_mobile": "13893710091",
        "contact_email": "",
        "people": [
            {
                "name": "白露",
                "certificate_type": "监理工程师",
                "certificate_number": "62000555",
                "issued_by": "人社部",
            }
        ],
    }
    files = {"licence": [("营业执照.pdf", scan())]}
    filing = submit(AgencyRegistrationDesk, actor_for(newcomer), data, files=files)
    with pytest.raises(IntegrityError, match="what was submitted is final"):
        execute(sql, filing.pk)


KEPT = [
    ("UPDATE filings_submission SET sha256 = 'x' WHERE filing_id = %s", "submissions are only ever added"),
    ("DELETE FROM filings_submission WHERE filing_id = %s", "submissions are only ever added"),
    ("UPDATE filings_review SET opinion = '改了' WHERE filing_id = %s", "reviews are only ever added"),
    ("DELETE FROM filings_review WHERE filing_id = %s", "reviews are only ever added"),
]


@pytest.mark.covers("P12")
@pytest.mark.parametrize(("sql", "sentence"), KEPT)
def test_versions_and_decisions_are_kept(cast, filing, execute, sql, sentence):
    approve(filing, cast.administrator.reviews)
    with pytest.raises(IntegrityError, match=sentence):
        execute(sql, filing.pk)


@pytest.mark.parametrize(("sql", "sentence"), KEPT)
def test_without_the_triggers_they_would_go(cast, filing, execute, triggers_at_rest, sql, sentence):
    approve(filing, cast.administrator.reviews)
    with triggers_at_rest():
        assert execute(sql, filing.pk) == 1


def test_a_version_is_submitted_once(filing):
    version = filing.submissions.get()
    with pytest.raises(IntegrityError, match="a_version_is_submitted_once"), transaction.atomic():
        Submission.objects.create(
            filing=filing,
            version=1,
            content={},
            sha256=version.sha256,
            submitted_by=version.submitted_by,
            submitted_at=version.submitted_at,
        )


@pytest.mark.parametrize(
    ("sql", "constraint"),
    [
        (
            "UPDATE filings_filing SET awaiting_kind = NULL WHERE id = %s",
            "a_submitted_filing_awaits_somebody",
        ),
        (
            "UPDATE filings_filing SET submitted_by_id = NULL WHERE id = %s",
            "a_filing_beyond_editing_was_submitted",
        ),
        ("UPDATE filings_filing SET draft = '{}' WHERE id = %s", "only_an_editable_filing_has_a_draft"),
        ("UPDATE filings_filing SET state = 'approved' WHERE id = %s", "a state changes only by its course"),
    ],
)
def test_the_head_cannot_be_put_into_a_state_that_makes_no_sense(filing, execute, sql, constraint):
    with pytest.raises(IntegrityError, match=constraint):
        execute(sql, filing.pk)
