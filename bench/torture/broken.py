"""The platform without one of its mechanisms: what the checker of `crash` must be seen to find (`--control`)."""

import os
import time
from typing import Any

from config.wsgi import application

__all__ = ["application"]


def without_locks() -> None:
    """Check, then insert: nobody waits for anybody. `crash` drops the constraints that would notice."""
    from django.db.models import QuerySet

    from pingzhun.sealing import box

    get = QuerySet.get

    def any_of_them(self: Any, *args: Any, **options: Any) -> Any:
        """Where there are two already, the program does not notice."""
        try:
            return get(self, *args, **options)
        except self.model.MultipleObjectsReturned:
            return self.filter(*args, **options)[0]

    QuerySet.get = any_of_them  # type: ignore[method-assign]
    QuerySet.select_for_update = lambda self, *args, **options: self.all()  # type: ignore[method-assign]
    box._take_turns = lambda *args: None


def without_outbox() -> None:
    """People are told after the commit, by the process that committed, if it is still there."""
    from django.db import transaction

    from pingzhun.filings import announce

    send = announce.send

    def later(*args: Any, **options: Any) -> None:
        def tell() -> None:
            time.sleep(0.2)
            with transaction.atomic():
                send(*args, **options)

        transaction.on_commit(tell)

    announce.send = later


{"check-then-insert": without_locks, "no-outbox": without_outbox}[os.environ["PINGZHUN_CONTROL"]]()
