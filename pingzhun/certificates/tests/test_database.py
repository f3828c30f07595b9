"""What PostgreSQL refuses by itself, whoever asks; each with its control: without the triggers the same is done."""

import pytest
from django.db import DatabaseError, connection, transaction

from pingzhun.certificates import requirement, services

REFUSED = {
    "UPDATE certificates_certificate SET organisation_id = %(other)s, user_id = NULL": "Cannot update rows",
    "UPDATE certificates_certificate SET der = 'x'": "Cannot update rows",
    "UPDATE certificates_certificate SET user_id = %(stranger)s": "a user of its organisation",
    "DELETE FROM certificates_certificate": "Cannot delete rows",
    "UPDATE certificates_revocationlist SET issued_at = issued_at - interval '1 day'": "an older list",
    "DELETE FROM certificates_requirement": "Cannot delete rows",
    "WITH lists AS (DELETE FROM certificates_revocationlist) DELETE FROM certificates_authority": "Cannot delete rows",
}


def execute(statement: str, values: dict[str, int]) -> int:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.rowcount


@pytest.mark.parametrize("statement", REFUSED)
def test_what_must_not_happen_is_refused_by_the_database(
    statement, bound, qilian, chen, zhao, now, triggers_at_rest
):
    requirement.require(organisation=qilian, by=chen, now=now)
    values = {"other": zhao.membership.organisation_id, "stranger": zhao.pk}
    with pytest.raises(DatabaseError, match=REFUSED[statement]):
        execute(statement, values)
    with triggers_at_rest():
        assert execute(statement, values) == 1


def test_an_unbound_certificate_is_not_revived(bound, chen, now, triggers_at_rest):
    services.unbind(certificate=bound, reason="遗失", by=chen, now=now)
    revive = (
        "UPDATE certificates_certificate SET unbound_at = NULL, unbound_by_id = NULL, unbind_reason = NULL"
    )
    with pytest.raises(DatabaseError, match="never revived"):
        execute(revive, {})
    with triggers_at_rest():
        assert execute(revive, {}) == 1
