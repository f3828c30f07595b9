"""What every test gets: a database cluster of its own, templates that forgive nothing, one browser."""

pytest_plugins = [
    "tests.cluster",
    "tests.database",
    "tests.standing",
    "tests.worlds",
    "tests.requirements",
    "tests.order",
    "tests.browser",
]
