"""Bring a restored database up to date and look at it: python -m tests.upgrades.look

The database that the environment names is migrated, checked, doctored, verified, and looked at through pages. Exit code 0 only if
all of it is as it should be; what is not is said.
"""

import re
import sys

import django

PAGES = ("/", "/notices/", "/organisations/", "/ledger/", "/ledger/head.json", "/draws/", "/api/v1/notices")
OF_MEMBERS = ("/console/", "/console/messages/")


def faults() -> list[str]:
    from django.core.management import CommandError, call_command
    from django.db import connection

    from pingzhun.regimes import clock

    call_command("migrate", verbosity=0)
    clock.enable_demo_clock()  # a setting of the database, which a dump does not hold
    connection.close()
    connection.close_pool()
    found = []
    for command, options in (
        ("makemigrations", {"check": True, "dry_run": True}),
        ("check", {}),
        ("doctor", {"without": ["worker", "storage", "keys"]}),  # of this database alone
        ("ledger_verify", {}),
    ):
        try:
            call_command(command, **options)
        except (CommandError, SystemExit) as error:
            found.append(f"{command}: {error}")
    return found + broken_pages()


def broken_pages() -> list[str]:
    """Pages that are not answered by 200: of the public, of every notice and organisation listed, and everybody's console."""
    from django.test import Client

    from pingzhun.accounts.models import User
    from pingzhun.directory.models import Member
    from pingzhun.filings.models import Filing

    found, public = [], Client(raise_request_exception=False)
    lists = [public.get(path, headers={"host": "localhost"}) for path in PAGES]
    found += [
        f"{path}: {answer.status_code}"
        for path, answer in zip(PAGES, lists, strict=True)
        if answer.status_code != 200
    ]
    links = {
        link
        for answer in lists[1:3]
        for link in re.findall(r'href="(/(?:notices|organisations)/[^"/?]+/)"', answer.content.decode())
    }
    if not links:
        found.append("no notice and no organisation is listed")
    for link in sorted(links):
        status = public.get(link, headers={"host": "localhost"}).status_code
        if status != 200:
            found.append(f"{link}: {status}")
    for member in Member.objects.filter(is_active=True).select_related("user"):
        client = Client(raise_request_exception=False)
        user: User = member.user
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        for path in OF_MEMBERS:
            status = client.get(path, headers={"host": "localhost"}).status_code
            if status != 200 and not user.must_change_password:
                found.append(f"{path} of {user}: {status}")
    if not Filing.objects.filter(state="approved").exists():
        found.append("nothing was ever approved in it")
    return found


if __name__ == "__main__":
    django.setup()
    sys.exit("\n".join(faults()) or 0)
