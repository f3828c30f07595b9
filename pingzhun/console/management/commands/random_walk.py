"""Let the cast of a market do whatever they may, at random, and look after every step whether all is as it must be.

Needs a migrated database without organisations. The cast moves in once, in a transaction that is never committed; every walk
is a savepoint of it that is rolled back. With `--processes`, each process walks in a copy of the database.
"""

from argparse import ArgumentParser
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from contextlib import ExitStack, contextmanager

import psycopg
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from psycopg.sql import SQL, Identifier

from pingzhun.console.management.demos import grounds
from pingzhun.directory.models import Organisation
from pingzhun.filings.walking import undone
from pingzhun.regimes import clock

TOGETHER = 50  # walks in one transaction; dead rows of more would make each step dearer


def walks(market: str, seeds: Iterable[int], steps: int) -> Counter[str]:
    """Walk once from each seed with one cast, leaving nothing behind; return what was done, and what was refused, how often."""
    done: Counter[str] = Counter()
    ground = grounds()[market]
    with undone():
        cast = ground.cast(clock.now())
        for seed in seeds:
            with undone():
                walk = ground.walk(cast, seed).run(steps)
            done += walk.taken + Counter({f"refused: {name}": count for name, count in walk.refused.items()})
    return done


def walks_in(database: str, market: str, seeds: Sequence[int], steps: int) -> Counter[str]:
    """The same in a process of its own, in the database of that name."""
    connection.settings_dict["NAME"] = database
    clock.enable_demo_clock()
    connection.close()  # the setting holds for new connections
    return walks(market, seeds, steps)


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("market", nargs="?", default="intermediary")
        parser.add_argument("--walks", type=int, default=10)
        parser.add_argument("--steps", type=int, default=50)
        parser.add_argument("--seed", type=int, default=1, help="of the first walk; the others follow")
        parser.add_argument("--processes", type=int, default=1)

    def handle(
        self, *, market: str, walks: int, steps: int, seed: int, processes: int, **options: object
    ) -> None:
        if Organisation.objects.exists():
            raise CommandError("随机漫步需要一个没有单位的数据库。")
        if market not in grounds():
            raise CommandError(f"没有“{market}”的漫步，可选：{'、'.join(grounds())}。")
        shares = [
            range(first, min(first + TOGETHER, seed + walks)) for first in range(seed, seed + walks, TOGETHER)
        ]
        taken: Counter[str] = Counter()
        with copies(processes) as databases, ExitStack() as stack:
            # One process to a database: two casts with the same names would wait for each other.
            pools = [stack.enter_context(ProcessPoolExecutor(1)) for _ in databases]
            running = [
                pools[number % processes].submit(
                    walks_in, databases[number % processes], market, share, steps
                )
                for number, share in enumerate(shares)
            ]
            for number, share in enumerate(as_completed(running), start=1):
                taken += share.result()
                self.stdout.write(f"{number}/{len(shares)}: {taken.total()} steps", ending="\r")
        self.stdout.write("")
        for name, count in taken.most_common():
            self.stdout.write(f"{count:8} {name}")


@contextmanager
def copies(count: int) -> Iterator[list[str]]:
    """So many copies of the database, for as long as they are needed."""
    name = connection.settings_dict["NAME"]
    connection.close()
    connection.close_pool()  # type: ignore[attr-defined]  # of the PostgreSQL backend
    copied = [f"{name}_walk_{number}" for number in range(count)]
    with psycopg.connect(
        **connection.get_connection_params() | {"dbname": "postgres"}, autocommit=True
    ) as server:
        try:
            for copy in copied:
                server.execute(
                    SQL("CREATE DATABASE {} TEMPLATE {}").format(Identifier(copy), Identifier(name))
                )
            yield copied
        finally:
            for copy in copied:
                server.execute(SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(Identifier(copy)))
