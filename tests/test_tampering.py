"""What a database superuser alters or removes behind the triggers is found, all of it, and nothing else (P12)."""

import random
from collections.abc import Callable
from datetime import datetime, timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, models, transaction

from pingzhun.filings.models import Decision, Filing, Review, Submission
from pingzhun.flow.models import TransitionRecord
from pingzhun.ledger import audit, log
from pingzhun.ledger.models import LedgerEntry
from pingzhun.markets.intermediary.demo import steps
from pingzhun.markets.intermediary.demo.cast import Cast, build
from pingzhun.markets.intermediary.models import Job
from pingzhun.markets.intermediary.notices import JOB
from pingzhun.notices.models import Notice
from pingzhun.notices.publication import publish
from pingzhun.regimes import clock

pytestmark = [pytest.mark.django_db, pytest.mark.covers("P12")]

ROWS, OF_EACH = 250, 200  # of each of five tables: what there is at least, what is altered or removed
NAMES = {
    Notice: "公告",
    Submission: "提交",
    Review: "审核",
    TransitionRecord: "流程记录",
    LedgerEntry: "存证",
}


@pytest.fixture
def now() -> datetime:
    return clock.now()


@pytest.fixture
def cast(now) -> Cast:
    return build(now)


@pytest.fixture
def job(cast) -> Job:
    """A job published through its desks: filings, versions, reviews, transitions, notices, sealed offers."""
    job = steps.publish(cast)
    steps.enrol(job, cast.hengxin, "98000")
    return job


def fill(cast: Cast, job: Job, now: datetime) -> None:
    """Many more rows, each with its entry, as `publish`, `submit`, `decide` and `record` write them."""
    filing = Filing.objects.filter(case=job.pk, reviews__isnull=False).first()
    for number in range(ROWS):
        at = now + timedelta(seconds=number)
        publish(
            kind=JOB,
            title=f"公告 {number}",
            facts=[("控制价", f"{number} 元")],
            body="<p>正文</p>",
            case=job,
            jurisdiction=job.jurisdiction,
            organisation=cast.entity.organisation,
            now=at,
        )
        submission = Submission(
            filing=filing,
            version=100 + number,
            content={"fields": [{"name": "x", "label": "甲", "text": str(number)}]},
            submitted_by=cast.entity.filer,
            submitted_at=at,
        )
        submission.sha256 = submission.hash_of_content()
        submission.save()
        review = Review.objects.create(
            filing=filing,
            version=100 + number,
            step=0,
            decision=Decision.APPROVE,
            opinion=f"同意 {number}",
            kind="intermediary.administrator",
            reviewer=cast.administrator.reviewer,
            organisation=cast.administrator.organisation,
            decided_at=at,
        )
        record = TransitionRecord.objects.create(
            course="filing",
            object_id=filing.pk,
            transition="submit",
            title="提交",
            source="editing",
            target="submitted",
            actor=cast.entity.filer,
            actor_label=cast.entity.filer.name,
            changes={"state": ["editing", "submitted"]},
            at=at,
        )
        for row in (submission, review, record):
            log.append(**row.entry)


# ---- the superuser ------------------------------------------------------------------------------------------------------


SKIPPED = {"id", "folder"}  # a notice's files are covered by their hashes, wherever they lie


def other_value(field: models.Field) -> str:
    """SQL for another value of the column that its type and its CHECK constraints allow."""
    column = f'"{field.column}"'
    match field:
        case models.ForeignKey():
            table = field.related_model._meta.db_table
            other = f'(SELECT min(id) FROM "{table}" WHERE id IS DISTINCT FROM target.{column} AND id <> target.id)'
            return "NULL" if field.unique and field.null else other
        case models.BinaryField():
            return f"sha256({column})"
        case models.DateTimeField():
            return f"coalesce({column}, now()) + interval '1 us'"
        case models.JSONField():
            return '\'{"fields": [], "x": [1]}\''
        case models.IntegerField():
            return f"{column} + 1000000" if isinstance(field, models.BigIntegerField) else f"{column} + 2000"
        case models.CharField() if field.max_length == 64 and field.name == "sha256":
            return f"reverse({column})"
        case models.CharField() if field.choices:
            return "CASE decision WHEN 'approve' THEN 'reject' ELSE 'approve' END"
    limit = getattr(field, "max_length", None)
    longer = f"coalesce({column}, '') || 'x'"
    return f"left('x' || coalesce({column}, ''), {limit})" if limit else longer


def columns(model: type[models.Model]) -> list[models.Field]:
    return [
        field for field in model._meta.concrete_fields if field.name not in SKIPPED and not field.generated
    ]


def set_other(model: type[models.Model], pk: int, field: models.Field) -> bool:
    """Give the column another value; false if it is NULL already, or another row has that value and it must be unique."""
    sql = f"""
        UPDATE "{model._meta.db_table}" AS target SET "{field.column}" = {other_value(field)}
        WHERE id = %s AND "{field.column}" IS DISTINCT FROM {other_value(field)}
    """
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql, [pk])
            return cursor.rowcount == 1
    except IntegrityError:
        return False


def alter(model: type[models.Model], pk: int, chance: random.Random) -> str:
    """Alter or remove the row; return what was done."""
    if chance.random() < 0.25:
        with connection.cursor() as cursor:
            cursor.execute(f'DELETE FROM "{model._meta.db_table}" WHERE id = %s', [pk])
        return "removed"
    while True:
        field = chance.choice(columns(model))
        if set_other(model, pk, field):
            return field.name


@pytest.fixture
def as_superuser() -> Callable[[str], None]:
    def switch(role: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL session_replication_role = {role}")

    return switch


def test_of_a_thousand_random_rows_altered_or_removed_each_is_named_and_no_other(
    cast, job, now, as_superuser
):
    fill(cast, job, now)
    log.sequence(now=now)
    assert audit.faults() == []

    chance = random.Random(20261126)  # noqa: S311 -- a test's choice of rows
    positions = dict(LedgerEntry.objects.values_list("pk", "position"))
    entry_of, row_of = pairs()
    as_superuser("replica")
    done: dict[tuple[type, int], str] = {}
    for model in NAMES:
        pks = sorted(model._default_manager.values_list("pk", flat=True))
        for pk in chance.sample(pks, OF_EACH):
            done[model, pk] = alter(model, pk, chance)
    as_superuser("origin")

    said = audit.faults()
    named = {sentence.partition("（")[0] for sentence in said} | {s.partition(" 的存证")[0] for s in said}
    missed = []
    for (model, pk), what in done.items():
        mine = {f"{NAMES[model]} {pk}"}
        if model is LedgerEntry:
            mine.add(f"序号 {positions[pk]}")
        elif what == "removed":
            entry = entry_of[model, pk]
            mine = {f"存证 {entry}", f"序号 {positions[entry]}"}
        if not mine & named:
            missed.append((NAMES[model], pk, what))
    assert (len(done), missed) == (1000, [])

    untouched = {
        f"{NAMES[model]} {pk}"
        for model in NAMES
        for pk in model._default_manager.values_list("pk", flat=True)
        if (model, pk) not in done
        and (LedgerEntry, entry_of.get((model, pk))) not in done
        and row_of.get(pk if model is LedgerEntry else None) not in done
    }
    assert len(untouched) > 400
    assert untouched & named == set()


def pairs() -> tuple[dict[tuple[type, int], int], dict[int | None, tuple[type, int]]]:
    """Which entry records which row, while they still fit."""
    by_leaf = {bytes(leaf): pk for pk, leaf in LedgerEntry.objects.values_list("pk", "leaf_hash")}
    models_by_name = {name: model for model, name in NAMES.items()}
    found = {}
    for source in audit.sources():
        for row in source.rows():
            name, _, pk = row.name.partition("（")[0].partition(" ")
            if name in models_by_name:
                found[models_by_name[name], int(pk)] = by_leaf[row.leaf]
    return found, {entry: row for row, entry in found.items()}


@pytest.mark.parametrize("model", NAMES)
def test_every_column_of_every_row_counts(model, cast, job, now, as_superuser):
    log.sequence(now=now)
    row = model._default_manager.order_by("pk").last()
    altered = 0
    for field in columns(model):
        with transaction.atomic():
            as_superuser("replica")
            changed = set_other(model, row.pk, field)
            as_superuser("origin")
            assert bool(audit.faults()) == changed, field.name
            transaction.set_rollback(True)
        altered += changed
    assert altered >= len(columns(model)) - 4
    assert audit.faults() == []


def test_without_the_comparison_of_rows_an_altered_notice_is_not_found(job, now, as_superuser, monkeypatch):
    log.sequence(now=now)
    as_superuser("replica")
    Notice.objects.update(title="改过")
    as_superuser("origin")
    assert any("公告" in sentence for sentence in audit.faults())
    monkeypatch.setattr(audit, "sources", lambda: [])
    assert audit.faults() == []


def test_an_entry_removed_before_it_has_a_position_is_missed_by_its_row(job, now, as_superuser):
    log.sequence(now=now)
    steps_later = LedgerEntry.objects.count()
    publish(
        kind=JOB,
        title="刚刚发布",
        facts=[],
        body="",
        jurisdiction=job.jurisdiction,
        organisation=job.procuring_entity,
        now=now,
    )
    assert audit.faults() == []
    as_superuser("replica")
    LedgerEntry.objects.filter(position=None).delete()
    as_superuser("origin")
    assert LedgerEntry.objects.count() == steps_later
    (said,) = audit.faults()
    assert said.endswith("与存证不符，或存证中没有")


def test_the_command_names_what_was_altered_and_passes_what_was_not(job, now, as_superuser):
    log.sequence(now=now)
    out = StringIO()
    call_command("ledger_verify", stdout=out)
    assert out.getvalue() == "通过：存证、存证树和存证所记的行一致\n"
    as_superuser("replica")
    review: Any = Review.objects.first()
    Review.objects.filter(pk=review.pk).update(opinion="改过的意见")
    as_superuser("origin")
    with pytest.raises(CommandError, match=f"审核 {review.pk}（"):
        call_command("ledger_verify")
