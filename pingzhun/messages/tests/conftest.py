import pytest
from django.db import connection


@pytest.fixture(autouse=True)
def empty_queue(request):
    """The queue's tables are not Django's, so the flush after a transactional test leaves them."""
    marker = request.node.get_closest_marker("django_db")
    if marker and marker.kwargs.get("transaction"):
        request.getfixturevalue("transactional_db")
    yield
    if marker and marker.kwargs.get("transaction"):
        with connection.cursor() as cursor:
            cursor.execute("TRUNCATE procrastinate_jobs, procrastinate_workers CASCADE")
