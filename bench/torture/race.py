"""The race with the deadline: python -m bench.torture.race [--requests 10000]

Requests begin two seconds before the deadline and go on after it, each supplier's again and again, as fast as they are answered.
The database's clock decides: nothing that was acknowledged is missing, nothing late is stored, nobody is told too early that it
is over.
"""

import argparse
import sys
from datetime import timedelta

from bench import rush
from bench.load import drive
from bench.stage import Server, stage
from bench.torture.crash import stored_offers

EITHER_SIDE = timedelta(seconds=2)
AT_ONCE = 64


def race(*, requests: int, suppliers: int) -> tuple[rush.Verdict, int, int]:
    """Return the verdict, how many requests were sent after the deadline, and how many suppliers were refused before it."""
    with stage():
        cast, firms = rush.prepare(suppliers)
        with Server() as server:
            job, offers = rush.invite(cast, firms)
            asked = rush.requests_of(offers, times=requests // suppliers)
            closed_at = rush.bring_deadline(cast, job, within=EITHER_SIDE).timestamp()
            answers = drive(server.port, asked, at_once=AT_ONCE)
            verdict = rush.judge(job, offers, answers)
            absent = {each.filing for each in offers} - stored_offers(job)
    early = {each.request.tag.filing for each in answers if 0 < each.status < 500 and each.ended < closed_at}
    return verdict, sum(each.began >= closed_at for each in answers), len(absent & early)


def main() -> None:
    parser = argparse.ArgumentParser(description="与截止时间赛跑的报价")
    parser.add_argument("--requests", type=int, default=10_000)
    parser.add_argument("--suppliers", type=int, default=500)
    options = parser.parse_args()
    verdict, after, early = race(requests=options.requests, suppliers=options.suppliers)
    # Most requests repeat one whose offer is in, or come too late: how many are refused says nothing.
    print(
        f"{options.requests} requests of {options.suppliers} suppliers, {after} after the deadline: stored {verdict.stored}, "
        f"acknowledged {verdict.acknowledged}, lost {verdict.lost}, doubled {verdict.doubled}, late {verdict.late}, "
        f"refused before the deadline {early}, unrecorded {verdict.unrecorded}, 5xx {verdict.errors}"
    )
    if any((verdict.lost, verdict.doubled, verdict.late, early, verdict.unrecorded, verdict.errors)):
        sys.exit("the race went wrong")


if __name__ == "__main__":
    main()
