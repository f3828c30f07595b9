"""Write docs/coverage.md: every requirement code with the tests that name it. Run as `python -m tools.coverage_table`."""

import sys
from collections import defaultdict
from pathlib import Path

import pytest

from tests.requirements import CODES, requirement_titles

ROOT = Path(__file__).resolve().parent.parent
TABLE = ROOT / "docs" / "coverage.md"


class Collector:
    """A pytest plugin that notes which collected tests cover which codes."""

    def __init__(self) -> None:
        self.tests: defaultdict[str, set[str]] = defaultdict(set)

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        for item in session.items:
            test = item.nodeid.partition("[")[0]  # once, whatever its parameters
            for mark in item.iter_markers("covers"):
                for code in mark.args:
                    self.tests[code].add(test)


def main() -> None:
    collector = Collector()
    status = pytest.main(["--collect-only", "-qqq", "--no-header", "--no-summary"], plugins=[collector])
    if status != pytest.ExitCode.OK:
        sys.exit("测试没有全部收集到，原因见上面的输出；表格没有改动。")
    TABLE.write_text(table(collector.tests))
    titles = requirement_titles()
    print(f"{TABLE.relative_to(ROOT)}：{len(titles)} 项需求，{len(collector.tests)} 项有测试。")


def table(tests: dict[str, set[str]]) -> str:
    """Return the table as Markdown, with the headings of the list of codes."""
    titles = requirement_titles()
    covered = sum(code in tests for code in titles)
    lines = [
        "# Requirements and the tests that prove them",
        "",
        f"{covered} of {len(titles)} codes have a test.",
    ]
    lines.append("Written by `make coverage-table`; a line without a test counts as not built.")
    for line in CODES.read_text().splitlines():
        code = line.partition(" ")[0]
        if line.startswith("# ") and line[3:4] == ".":
            lines += ["", f"## {line[5:]}", "", "| code | requirement | tests |", "| --- | --- | --- |"]
        elif code in titles:
            named = "<br>".join(sorted(map(link, tests.get(code, ())))) or "none"
            lines.append(f"| {code} | {titles[code]} | {named} |")
    return "\n".join(lines) + "\n"


def link(test: str) -> str:
    """Return a link to the test's file, with its name as a sentence."""
    path, _, name = test.partition("::")
    return f"[{name.rpartition('::')[2].removeprefix('test_').replace('_', ' ')}](../{path})"


if __name__ == "__main__":
    main()
