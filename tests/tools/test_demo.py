"""The supervisor of `make demo`."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tools import demo


def eventually(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)


@pytest.fixture
def child() -> Iterator[demo.Child]:
    child = demo.Child("睡觉", ["sleep", "600"], os.environ)
    yield child
    child.stop()


def test_a_child_that_dies_is_started_again(child: demo.Child):
    first = child.process
    first.kill()
    first.wait()
    child.watch()
    assert child.process.pid != first.pid
    assert child.process.poll() is None


def test_a_child_that_keeps_dying_ends_the_demo():
    child = demo.Child("网站", ["false"], os.environ)
    with pytest.raises(demo.DemoError, match="网站一再退出"):
        for _ in range(demo.MOST_DEATHS):
            child.process.wait()
            child.watch()


def test_a_child_that_will_not_end_is_killed_with_its_own_children(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    monkeypatch.setattr(demo, "LONGEST_STOP", 0.3)
    ready = tmp_path / "ready"
    child = demo.Child(
        "固执", ["bash", "-c", f"trap '' TERM; sleep 600 & echo $! > {ready}; wait; wait"], os.environ
    )
    eventually(lambda: ready.exists() and ready.read_text().strip() != "")
    child.stop()
    assert child.process.returncode == -signal.SIGKILL
    eventually(lambda: not alive(int(ready.read_text())))


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_children_end_when_the_supervisor_is_killed(tmp_path: Path):
    note = tmp_path / "pid"
    program = """
import os, pathlib, sys
from tools import demo
child = demo.Child("睡觉", ["sleep", "600"], os.environ)
pathlib.Path(sys.argv[1]).write_text(str(child.process.pid))
os.kill(os.getpid(), 9)
"""
    subprocess.run([sys.executable, "-c", program, note], cwd=demo.ROOT, check=False)
    eventually(lambda: not alive(int(note.read_text())))


def test_a_port_that_is_taken_is_passed_over_or_named_if_it_was_asked_for(capsys: pytest.CaptureFixture[str]):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(demo.DemoError, match=f"端口 {port} 已被别的程序占用"):
            demo.choose_port(str(port))
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(demo, "DEFAULT_PORT", port)
            chosen = demo.choose_port(None)
    assert port < chosen < port + 100
    assert capsys.readouterr().out == f"端口 {port} 已被占用，改用 {chosen}。\n"


@pytest.mark.parametrize("wanted", ["", "http", "0", "65536", "-1"])
def test_what_is_no_port_is_refused_in_one_sentence(wanted: str):
    with pytest.raises(demo.DemoError, match="不是端口号"):
        demo.choose_port(wanted)


def answered_beside(visitors: int, *options: str) -> bool:
    """Whether the web server, as `make demo` starts it, answers somebody while so many others keep the connections open over
    which they have had an answer, as browsers do. options: of the server, besides.
    """
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    *usual, _ = demo.GRANIAN
    site = [f"--port={port}", *usual, *options, "tests.tools.still:application"]
    server = demo.Child("网站", [sys.executable, "-m", "granian", *site], os.environ)
    open_ones = [http.client.HTTPConnection("127.0.0.1", port, timeout=3) for _ in range(visitors + 1)]
    try:
        eventually(lambda: demo.answers("127.0.0.1", port))
        for connection in open_ones:
            connection.request("GET", "/")
            connection.getresponse().read()
    except TimeoutError:
        return False
    finally:
        for connection in open_ones:
            connection.close()
        server.stop()
    return True


def test_visitors_who_stay_do_not_keep_others_out():
    assert answered_beside(60)


def test_a_limit_of_requests_under_way_would_be_one_of_connections():
    """Negative control, and why there is no `--backpressure`: the server counts connections, also those that rest."""
    assert not answered_beside(60, "--backpressure=16")
