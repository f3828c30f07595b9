"""What the ledger costs, and how fast it proves: python -m bench.ledger [--entries 1000000] [--quotes 150]"""

import argparse
import os
import random
import resource
import sys
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from statistics import mean, median, quantiles
from typing import Any
from unittest.mock import patch

from bench.stage import stage

PROOFS = 500


def main() -> None:
    parser = argparse.ArgumentParser(description="存证的开销与证明的速度")
    parser.add_argument("--entries", type=int, default=1_000_000, help="存证条数")
    parser.add_argument("--quotes", type=int, default=150, help="报价次数，有无存证各这么多次")
    options = parser.parse_args()
    with stage():
        quotes(options.quotes)
        appending(options.quotes * 4)
        fill(options.entries)
        proofs()
        auditing()


def timed(act: Callable[[], Any]) -> float:
    """Milliseconds."""
    began = time.perf_counter()
    act()
    return (time.perf_counter() - began) * 1000


class Cpu:
    """The CPU time that acts cost: of this process and of its database backend, whatever else the machine does."""

    def __init__(self) -> None:
        from django.db import connection

        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            self.stat = Path(f"/proc/{cursor.fetchone()[0]}/stat")
        self.spent = 0.0

    def now(self) -> float:
        user, system = self.stat.read_text().rpartition(")")[2].split()[11:13]
        return time.process_time() + (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")

    def timed(self, act: Callable[[], Any]) -> float:
        """Milliseconds on the clock; adds up what was spent."""
        began = self.now()
        took = timed(act)
        self.spent += self.now() - began
        return took


def tell(title: str, milliseconds: Sequence[float]) -> None:
    worst = quantiles(milliseconds, n=20)[-1]
    print(
        f"{title}：中位 {median(milliseconds):.2f} ms，平均 {mean(milliseconds):.2f} ms，95 % 在 {worst:.2f} ms 以内"
    )


def quotes(times: int) -> None:
    """What everybody does at a deadline: an agency quotes anew, through desk, form, lifecycle and seal; with and without
    the ledger, in turns, so that both meet the same machine.
    """
    from pingzhun.ledger import log
    from pingzhun.ledger.models import LedgerEntry
    from pingzhun.markets.intermediary.demo import steps
    from pingzhun.markets.intermediary.demo.cast import build
    from pingzhun.regimes import clock

    cast = build(clock.now())
    job = steps.publish(cast)
    for number in range(10):
        steps.enrol(job, cast.hengxin, 90_000 + number)  # warm
    before = LedgerEntry.objects.count()
    with_ledger, without = [], []
    costs, saves = Cpu(), Cpu()
    for number in range(times):
        with_ledger.append(costs.timed(partial(steps.enrol, job, cast.hengxin, 80_000 + number)))
        with patch.object(log, "append", lambda **entry: None):
            without.append(saves.timed(partial(steps.enrol, job, cast.hengxin, 70_000 + number)))
    each = (LedgerEntry.objects.count() - before) / times
    tell(f"一次报价，写 {each:.0f} 条存证", with_ledger)
    tell("同样的报价，不写存证", without)
    share = (costs.spent - saves.spent) / saves.spent * 100
    a, b = (cpu.spent / times * 1000 for cpu in (costs, saves))
    print(f"程序和数据库的 CPU 时间：写存证 {a:.1f} ms，不写 {b:.1f} ms，存证占 {share:.1f} %")


def appending(times: int) -> None:
    from django.db import transaction

    from pingzhun.ledger import log
    from pingzhun.regimes import clock

    now = clock.now()

    def append() -> None:
        log.append(kind="bench.entry", subject="bench", data={"sha256": "ab" * 32}, now=now)

    def alone() -> None:
        with transaction.atomic():
            append()

    tell("一条存证一个事务", [timed(alone) for _ in range(times)])
    with transaction.atomic():
        tell("事务之中再写一条", [timed(append) for _ in range(times)])


FILL = """
    INSERT INTO ledger_ledgerentry (kind, subject, data, recorded_at, leaf_hash)
    SELECT 'bench.entry', 'bench/' || number, '{}', timestamptz '2026-11-21 01:30:00+00', sha256('\\x00'::bytea || convert_to(
            '{"data":{},"kind":"bench.entry","recorded_at":"2026-11-21T01:30:00.000000Z","subject":"bench/'
            || number || '"}', 'UTF8'))
    FROM generate_series(1, %s) AS number
"""


def fill(entries: int) -> None:
    from django.db import connection

    from pingzhun.ledger import log
    from pingzhun.regimes import clock

    with connection.cursor() as cursor:
        cursor.execute(FILL, [entries])
        cursor.execute("ANALYZE")
    took = timed(lambda: log.sequence(now=clock.now())) / 1000
    print(f"编入 {entries} 条：{took:.1f} s，每秒 {entries / took:.0f} 条")


def proofs() -> None:
    from pingzhun.ledger import log, merkle
    from pingzhun.ledger.models import LedgerEntry

    head = log.latest_head()
    assert head is not None  # noqa: S101 -- just signed
    chance = random.Random(20261126)  # noqa: S311 -- which entries are looked at
    proved, consistent = [], []
    for _ in range(PROOFS):
        entry = LedgerEntry.objects.get(position=chance.randrange(head.size))
        began = time.perf_counter()
        proof = log.inclusion_proof(entry, head=head)
        proved.append((time.perf_counter() - began) * 1000)
        if not proof.holds():
            sys.exit("包含证明不成立")
        old = chance.randrange(1, head.size)
        began = time.perf_counter()
        path = log.consistency_proof(old, head.size)
        consistent.append((time.perf_counter() - began) * 1000)
        if not merkle.verify_consistency(
            old_size=old,
            new_size=head.size,
            path=path,
            old_root=log.root_of(old),
            new_root=bytes(head.root),
        ):
            sys.exit("一致性证明不成立")
    tell(f"{head.size} 条中的包含证明（{PROOFS} 次，全部成立）", proved)
    tell(f"{head.size} 条中的一致性证明（{PROOFS} 次，全部成立）", consistent)


def auditing() -> None:
    from pingzhun.ledger import audit

    found: list[str] = []
    took = timed(lambda: found.extend(audit.faults())) / 1000
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    missing = sum("流程记录" in each or "提交" in each or "抽取" in each for each in found)
    print(
        f"全部核对：{took:.1f} s，内存至多 {peak:.0f} MB；报告 {len(found)} 处，其中 {missing} 处是上面没有写存证的报价"
    )


if __name__ == "__main__":
    main()
