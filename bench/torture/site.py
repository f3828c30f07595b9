"""The platform as it runs in production, watched like there: what dies is started again. And the gateway that it sends to."""

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections import defaultdict
from collections.abc import Mapping
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import psutil

from tools import pg
from tools.demo import GRANIAN, MANAGE, die_with_parent

LOG = (
    pg.ROOT / ".data" / "torture.log"
)  # what the killed say before and after; kept for whoever looks for a fault


class Gateway:
    """Takes texts for SMS, each key once, as `messages.backends.Backend` asks of a gateway. taken: the keys by mobile."""

    def __init__(self) -> None:
        self.taken: defaultdict[str, set[str]] = defaultdict(set)
        gateway = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                given = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                gateway.taken[given["mobile"]].add(given["idempotency_key"])
                self.send_response(200)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.server_port}/"


class Part:
    """A process of the platform with its children, which is started again whenever it is found dead."""

    def __init__(self, command: list[str], environment: Mapping[str, str], log: Path) -> None:
        self.command, self.environment, self.log = command, environment, log
        self.start()

    def start(self) -> None:
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.command,
                cwd=pg.ROOT,
                env=self.environment,
                start_new_session=True,
                preexec_fn=die_with_parent,
                stdout=log,
                stderr=log,
            )

    def watch(self) -> None:
        if self.process.poll() is not None:
            self.start()

    def kill(self) -> None:
        kill_family(self.process.pid)
        self.process.wait()

    def stop(self) -> None:
        self.process.terminate()
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(15)
        self.kill()


class Site:
    """Two web workers, the worker and the cluster under one supervisor. target: the WSGI application of the web workers."""

    def __init__(self, cluster: pg.Cluster, *, target: str = GRANIAN[-1], gateway: Gateway) -> None:
        self.cluster, self.kills = cluster, 0
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port: int = probe.getsockname()[1]
        environment = os.environ | {"PINGZHUN_SMS_URL": gateway.url, "no_proxy": "127.0.0.1"}
        granian = [sys.executable, "-m", "granian", "--host=127.0.0.1", f"--port={self.port}"]
        self.parts = {
            "web": Part([*granian, *GRANIAN[:-1], target], environment, LOG),
            "worker": Part([*MANAGE, "worker"], environment, LOG),
        }
        self._stopping = threading.Event()
        self._lock = threading.Lock()
        self._supervisor = threading.Thread(target=self._supervise)
        self._supervisor.start()

    def __enter__(self) -> "Site":
        return self

    def __exit__(self, *_: object) -> None:
        self._stopping.set()
        self._supervisor.join()
        for part in self.parts.values():
            part.stop()

    def _supervise(self) -> None:
        while not self._stopping.wait(0.1):
            with self._lock:
                for part in self.parts.values():
                    part.watch()
                with suppress(pg.PostgresError):
                    self.cluster.start()

    def kill(self, what: str) -> None:
        """kill -9 of everything that is called so: no process of it gets to tidy up."""
        with self._lock:
            if what == "database":
                kill_family(int((self.cluster.data / "postmaster.pid").read_text().splitlines()[0]))
            else:
                self.parts[what].kill()
            self.kills += 1

    def await_answer(self) -> None:
        """Until the web answers and the database with it."""
        deadline = time.monotonic() + 120
        while time.monotonic() < deadline:
            with suppress(OSError), socket.create_connection(("127.0.0.1", self.port), 5) as connection:
                connection.settimeout(20)
                connection.sendall(b"GET /notices/ HTTP/1.0\r\nHost: localhost\r\n\r\n")
                if connection.recv(12).endswith(b"200"):
                    return
            time.sleep(0.1)
        raise RuntimeError("the site does not come back")


def kill_family(pid: int) -> None:
    """SIGKILL to a process and to all it has started, stopped first so that none of them outlives another."""
    with suppress(psutil.NoSuchProcess):
        process = psutil.Process(pid)
        family = [process, *process.children(recursive=True)]
        for number in (signal.SIGSTOP, signal.SIGKILL):
            for each in family:
                with suppress(psutil.NoSuchProcess):
                    each.send_signal(number)
        psutil.wait_procs(family, 10)
