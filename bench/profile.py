"""Where the CPU time of one request goes: python -m bench.profile [--times 30] [--queries] [--functions 25]

The requests run in this process, through every middleware: an agency hands in an offer, opens its list of jobs and the page of
an offer; anybody opens the list of notices and a notice.
"""

import argparse
import cProfile
import pstats
import time
from collections.abc import Callable, Iterator
from functools import partial

from bench.rush import SUCCESS, Supplier, invite, prepare
from bench.stage import Meter, stage, vacuum


def main() -> None:
    parser = argparse.ArgumentParser(description="一次请求的 CPU 时间花在哪里")
    parser.add_argument("--times", type=int, default=30)
    parser.add_argument("--queries", action="store_true", help="列出一次请求的语句")
    parser.add_argument("--functions", type=int, default=0, help="列出最费时的函数")
    parser.add_argument("--only", default="", help="只看名称以此开头的")
    options = parser.parse_args()
    with stage() as cluster:
        meter = Meter(cluster)
        for name, act in acts(options.times):
            if not name.startswith(options.only):
                continue
            act()  # warm
            vacuum()
            before = meter.read()
            for _ in range(options.times):
                act()
            each = (meter.read() - before).each(options.times)
            statements = queries(act)
            print(f"{name}: {each}; {len(statements)} statements", flush=True)
            if options.queries:
                print("\n".join(f"    {text[:260]}" for text in statements))
            if options.functions:
                with cProfile.Profile(time.process_time) as profile:
                    for _ in range(options.times):
                        act()
                pstats.Stats(profile).sort_stats("cumulative").print_stats(options.functions)


def acts(times: int) -> Iterator[tuple[str, Callable[[], None]]]:
    """Each request by its name. An offer can be handed in once, so there are some to spare."""
    from django.test import Client

    cast, suppliers = prepare(3 * times + 10)
    job, offers = invite(cast, suppliers)
    waiting = iter(offers)
    browser = Client(HTTP_HOST="localhost")

    def get(path: str, supplier: Supplier | None = None) -> None:
        browser.cookies.load(supplier.cookies if supplier else "")
        answer = browser.get(path)
        if answer.status_code != SUCCESS:
            raise RuntimeError(f"{path}: {answer.status_code}")

    def hand_in() -> None:
        offer = next(waiting)
        browser.cookies.load(offer.supplier.cookies)
        answer = browser.post(offer.path, offer.form, HTTP_ACCEPT="application/json")
        if b'"url"' not in answer.content:
            raise RuntimeError(answer.content[:300])

    yield "home", lambda: get("/")
    yield "notices", lambda: get("/notices/")
    yield "notice", partial(get, job.notices.get().get_absolute_url())
    yield "list of jobs", lambda: get("/console/intermediary/open-jobs/", suppliers[0])
    yield "page of an offer", lambda: get(offers[-1].path, offers[-1].supplier)
    yield "offer", hand_in


def queries(act: Callable[[], None]) -> list[str]:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as captured:
        act()
    return [each["sql"] for each in captured.captured_queries]


if __name__ == "__main__":
    main()
