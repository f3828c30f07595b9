"""`make demo`: the whole platform on one machine, until Ctrl-C. Run as `python -m tools.demo`.

Starts the embedded database (unless `DATABASE_URL` names one), brings it up to date, fills it with the demo's
cast if it is empty, and keeps the web server and the worker running. Everything it started ends with it.
"""

import ctypes
import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import NoReturn

from tools import pg

ROOT = Path(__file__).resolve().parent.parent
MANAGE = [sys.executable, str(ROOT / "manage.py")]
DEFAULT_PORT = 8000
GRANIAN = [
    "--interface=wsgi",
    "--workers=2",
    "--workers-kill-timeout=5",  # a worker told to stop while it starts would never end
    "--blocking-threads=8",  # as many as config.database pools connections
    "--log-level=error",
    "config.wsgi:application",
]
FEW_HEAPS = {"MALLOC_ARENA_MAX": "2"}  # with a heap for each thread two web workers held 13 MiB more
LONGEST_STOP = 10.0  # seconds a child has to end by itself
MOST_DEATHS, WITHIN = 5, 60.0  # a child that dies this often in so many seconds will not live
PR_SET_PDEATHSIG = 1  # <linux/prctl.h>

PREPARE = """\
import django
from django.core.management import call_command

django.setup()
call_command("migrate", interactive=False, verbosity=0)
call_command("collectstatic", interactive=False, verbosity=0)
call_command("demo")
"""  # in one process, because starting Django costs more than two of the three


class DemoError(Exception):
    """Why the demo cannot run: one Chinese sentence."""


class Child:
    """A process that is started again when it dies."""

    def __init__(self, title: str, command: Sequence[str], environment: Mapping[str, str]) -> None:
        self.title, self.command, self.environment = title, command, environment
        self.deaths: list[float] = []
        self.start()

    def start(self) -> None:
        # Its own session keeps the terminal's Ctrl-C to us, so that the order of stopping is ours.
        self.process = subprocess.Popen(
            self.command, cwd=ROOT, env=self.environment, start_new_session=True, preexec_fn=die_with_parent
        )

    def watch(self) -> None:
        """Start the process again if it has died."""
        status = self.process.poll()
        if status is None:
            return
        now = time.monotonic()
        self.deaths = [death for death in self.deaths if now - death < WITHIN] + [now]
        if len(self.deaths) >= MOST_DEATHS:
            raise DemoError(f"{self.title}一再退出（状态 {status}），原因见上面的输出。")
        print(f"{self.title}退出了（状态 {status}），重新启动。", flush=True)
        self.start()

    def stop(self) -> None:
        if self.process.poll() is None:
            self.process.terminate()
        try:
            self.process.wait(LONGEST_STOP)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


def die_with_parent() -> None:
    """Ask Linux to end this process when its parent is gone, however that came about."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def main() -> None:
    # Both, because a shell starts what it puts in the background with SIGINT ignored.
    signal.signal(signal.SIGINT, interrupt)
    signal.signal(signal.SIGTERM, interrupt)
    try:
        with nullcontext() if os.environ.get("DATABASE_URL") else pg.Cluster(pg.default_home()).running():
            run()
    except (DemoError, pg.PostgresError) as error:
        sys.exit(str(error))
    except KeyboardInterrupt:
        print("\n平准已停止。")


def interrupt(*_: object) -> NoReturn:
    raise KeyboardInterrupt


def run() -> None:
    host, port = os.environ.get("HOST", "127.0.0.1"), choose_port(os.environ.get("PORT"))
    environment = {
        "DJANGO_SETTINGS_MODULE": "config.settings",
        **FEW_HEAPS,
        **os.environ,
        "PINGZHUN_DEMO": "1",
    }
    accounts = prepare(environment)
    server = [sys.executable, "-m", "granian", f"--host={host}", f"--port={port}", *GRANIAN]
    children: list[Child] = []
    try:
        children.append(Child("网站", server, environment))
        children.append(Child("后台任务", [*MANAGE, "worker"], environment))
        while not answers(host, port):
            watch(children)
        print(f"\n平准已就绪：http://{host}:{port}/\n{accounts}\n按 Ctrl-C 停止。", flush=True)
        while True:
            watch(children)
    finally:
        for child in reversed(children):
            child.stop()


def watch(children: Sequence[Child]) -> None:
    for child in children:
        child.watch()
    time.sleep(0.2)


def prepare(environment: Mapping[str, str]) -> str:
    """Bring database, static files and demo data up to date; return the line that names the demo's accounts."""
    done = subprocess.run(
        [sys.executable, "-c", PREPARE],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise DemoError("数据没有准备好，原因见上面的输出。")
    return (done.stdout.strip().splitlines() or [""])[-1]


def choose_port(wanted: str | None) -> int:
    """Return the wanted port, or, where none is wanted, the first free one from 8000."""
    if wanted is not None:
        if not wanted.isdecimal() or not 0 < int(wanted) < 65536:
            raise DemoError(f"PORT={wanted} 不是端口号，请用 1 到 65535 的数字。")
        if not is_free(int(wanted)):
            raise DemoError(f"端口 {wanted} 已被别的程序占用，请换一个：make demo PORT={int(wanted) + 1}。")
        return int(wanted)
    for port in range(DEFAULT_PORT, DEFAULT_PORT + 100):
        if is_free(port):
            if port != DEFAULT_PORT:
                print(f"端口 {DEFAULT_PORT} 已被占用，改用 {port}。", flush=True)
            return port
    raise DemoError("8000 到 8099 的端口都被占用，请用 make demo PORT=… 指定一个。")


def is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("", port))
        except OSError:
            return False
    return True


def answers(host: str, port: int) -> bool:
    connection = http.client.HTTPConnection(host, port, timeout=10)
    try:
        connection.request("HEAD", "/")
        connection.getresponse()
    except OSError:
        return False
    finally:
        connection.close()
    return True


if __name__ == "__main__":
    main()
