"""Write docs/courses/*.md from the declared courses; with --check only say whether they are up to date."""

from argparse import ArgumentParser
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from pingzhun.flow.machine import Course, courses


def page(course: Course) -> str:
    rows = [
        f"| {each.title} | `{each.name}` | {' '.join(course.label(s) for s in each.sources)} "
        f"| {course.label(each.target) if each.target else '不变'} "
        f"| {'；'.join(g.label + (f'（{g.article}）' if g.article else '') for g in each.guards) or '—'} |"
        for each in course.transitions.values()
    ]
    table = "\n".join(["| 动作 | 函数 | 从 | 到 | 前置条件 |", "| --- | --- | --- | --- | --- |", *rows])
    return f"# {course.title}（`{course.key}`）\n\n```mermaid\n{course.mermaid()}\n```\n\n{table}\n"


def pages() -> dict[Path, str]:
    folder = Path(settings.BASE_DIR) / "docs" / "courses"
    return {folder / f"{course.key}.md": page(course) for course in courses}


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true")

    def handle(self, *, check: bool, **options: object) -> None:
        for path, text in pages().items():
            if check:
                if not path.exists() or path.read_text() != text:
                    raise CommandError(f"{path.name} is out of date: run manage.py course_diagrams")
            else:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text)
                self.stdout.write(path.name)
