"""The public interface keeps to its own description, whatever it is sent: schemathesis makes the requests from openapi.json.

Its checks: no 5xx, only the statuses, media types and bodies that are described. And a refusal is a sentence. That whatever
fits the description is taken is not checked: a cursor or a code must also be one that exists.
"""

import json
import re
from collections.abc import Iterator

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from schemathesis.specs.openapi.checks import positive_data_acceptance

from pingzhun.ledger import log
from pingzhun.regimes import clock
from tests.torture.effort import examples

pytestmark = pytest.mark.django_db

SENTENCE = re.compile(r"[\u4e00-\u9fff].*。$")


@pytest.fixture(autouse=True)
def one_connection() -> Iterator[None]:
    """The interface answers within the test's transaction, as it does for Django's own client."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture(scope="module")
def operations(world) -> list[schemathesis.APIOperation]:
    log.sequence(now=clock.now())
    description = schemathesis.openapi.from_dict(json.loads(Client().get("/api/v1/openapi.json").content))
    description.app = get_wsgi_application()
    found = [each.ok() for each in description.get_all_operations()]
    assert len(found) >= 9
    return found


@given(data=st.data())
@examples(short=60, full=5_000)
def test_the_interface_is_as_described_whatever_it_is_sent(data, operations):
    operation = data.draw(st.sampled_from(operations), label="operation")
    case = data.draw(operation.as_strategy(), label="case")
    response = case.call(base_url="http://localhost")
    case.validate_response(response, excluded_checks=[positive_data_acceptance])
    if response.status_code >= 400:
        assert SENTENCE.search(response.json()["detail"])
