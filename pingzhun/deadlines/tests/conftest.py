import pytest
from django.db import connection


@pytest.fixture(autouse=True)
def empty_queue(request):
    """The queue's tables are not Django's, so the flush after a transactional test, here or elsewhere, leaves them."""
    marker = request.node.get_closest_marker("django_db")
    if marker is None:
        yield
        return
    transactional = marker.kwargs.get("transaction")
    request.getfixturevalue("transactional_db" if transactional else "db")
    empty()
    yield
    if transactional:
        empty()


def empty():
    with connection.cursor() as cursor:
        for table in ("procrastinate_periodic_defers", "procrastinate_jobs", "procrastinate_workers"):
            cursor.execute(f"DELETE FROM {table}")
