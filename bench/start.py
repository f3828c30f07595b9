"""How long `make demo` takes on a clean clone, and when everything is there already: python -m bench.start

Prints what the command says with the second at which it says it, then what it takes to start it again.
"""

import os
import shutil
import signal
import subprocess
import sys
import time

from bench.stage import DATA_DIR
from tools import pg

READY = "平准已就绪"
LONGEST = 1800  # seconds


def main() -> None:
    clone = DATA_DIR / "clone"
    shutil.rmtree(DATA_DIR, ignore_errors=True)
    DATA_DIR.mkdir(parents=True)
    subprocess.run(["git", "clone", "--quiet", str(pg.ROOT), str(clone)], check=True)  # noqa: S607
    for title in ("a clean clone", "started again"):
        print(title, flush=True)
        took = started(clone)
        print(f"{title}: ready after {took:.0f} s", flush=True)
    shutil.rmtree(DATA_DIR)


def started(clone: object) -> float:
    """Run `make demo` until it is ready, then stop it. Returns seconds."""
    began = time.perf_counter()
    environment = {key: value for key, value in os.environ.items() if not key.startswith("PINGZHUN_")}
    environment.pop("DATABASE_URL", None)
    demo = subprocess.Popen(
        ["make", "demo", "PORT=8973"],  # noqa: S607
        cwd=str(clone),
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    try:
        for line in demo.stdout or ():
            took = time.perf_counter() - began
            print(f"  {took:6.1f} s  {line.rstrip()}", flush=True)
            if READY in line:
                return took
            if took > LONGEST:
                break
    finally:
        os.killpg(demo.pid, signal.SIGINT)
        demo.wait(60)
    sys.exit("make demo 没有就绪")


if __name__ == "__main__":
    main()
