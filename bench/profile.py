"""Where the CPU time of one request goes: python -m bench.profile [--times 30] [--queries] [--functions 25]

The requests run in this process, through every middleware: an agency hands in an offer, opens its list of jobs and the page of
an offer; anybody opens the list of notices and a notice.
"""

import argparse
import cProfile
import pstats
from collections.abc import Callable, Iterator
from itertools import cycle

from bench.rush import Supplier, invite, prepare
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
                with cProfile.Profile() as profile:
                    for _ in range(options.times):
                        act()
                pstats.Stats(profile).sort_stats("cumulative").print_stats(options.functions)
                pstats.Stats(profile).sort_stats("tottime").print_stats(options.functions)


def acts(times: int) -> Iterator[tuple[str, Callable[[], None]]]:
    """Each request by its name. An offer can be handed in once, so there are some to spare."""
    from django.test import Client

    cast, suppliers = prepare(3 * times + 10)
    job, offers = invite(cast, suppliers)
    waiting = iter(offers)

    def client(supplier: Supplier | None = None) -> Client:
        made = Client(HTTP_HOST="localhost")
        if supplier:
            made.cookies.load(supplier.cookies)
        return made

    def get(path: str, supplier: Supplier | None = None) -> Callable[[], None]:
        browser = client(supplier)

        def act() -> None:
            answer = browser.get(path)
            if answer.status_code != 200:
                raise RuntimeError(f"{path}: {answer.status_code}")

        return act

    pages = cycle([get(offer.path, offer.supplier) for offer in offers[-2:]])
    yield "page of an offer", lambda: next(pages)()
    yield "list of jobs", get("/console/intermediary/open-jobs/", suppliers[0])
    yield "home", get("/", None)
    yield "notices", get("/notices/")
    yield "notice", get(job.notices.get().get_absolute_url())

    def offer() -> None:
        one = next(waiting)
        answer = client(one.supplier).post(one.path, one.form, HTTP_ACCEPT="application/json")
        if b'"url"' not in answer.content:
            raise RuntimeError(answer.content[:300])

    yield "offer", offer


def queries(act: Callable[[], None]) -> list[str]:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as captured:
        act()
    return [each["sql"] for each in captured.captured_queries]


if __name__ == "__main__":
    main()
