import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from pingzhun.accounts.models import User
from pingzhun.directory.models import Jurisdiction, Organisation

GIVEN = {
    "kind": "intermediary.regulator",
    "name": "玉门市发展和改革局",
    "credit_code": "11620981000000002B",
    "jurisdiction": "620981",
    "address": "玉门市新市区",
    "legal_representative": "张国栋",
    "username": "jianguan",
    "person": "张国栋",
    "mobile": "13893710051",
}


@pytest.fixture(autouse=True)
def typed_password(monkeypatch):
    module = "pingzhun.console.management.commands.found_office.getpass"
    monkeypatch.setattr(module, lambda prompt: "yumen-2026-spring")


@pytest.mark.django_db
def test_an_office_is_founded_with_its_capacity_and_a_user_who_must_change_the_password(capsys):
    Jurisdiction.objects.create(code="620981", name="玉门市", path="620981/")
    call_command("found_office", **GIVEN, operator=True)
    organisation = Organisation.objects.get()
    user = User.objects.get()
    assert [capacity.kind for capacity in organisation.capacities.all()] == ["intermediary.regulator"]
    assert (user.membership.organisation, user.must_change_password, user.is_operator) == (
        organisation,
        True,
        True,
    )


@pytest.mark.django_db
def test_a_wrong_credit_code_is_one_sentence_and_leaves_nothing_behind():
    Jurisdiction.objects.create(code="620981", name="玉门市", path="620981/")
    with pytest.raises(CommandError):
        call_command("found_office", **(GIVEN | {"credit_code": "11620981000000002X"}), operator=False)
    assert (Organisation.objects.count(), User.objects.count()) == (0, 0)
