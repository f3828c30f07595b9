"""What a database superuser alters or removes behind the triggers is found, all of it, and nothing else (P12)."""

import random
from collections import defaultdict
from collections.abc import Callable
from datetime import datetime, timedelta
from hashlib import sha256
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, models, transaction

from pingzhun.certificates.models import Certificate
from pingzhun.contracts.models import Contract
from pingzhun.directory import entries as directory_entries
from pingzhun.directory.models import Capacity, Suspension
from pingzhun.documents.models import Attachment, Blob, Folder, SealedCopy
from pingzhun.filings.driving import approve
from pingzhun.filings.models import Decision, Deed, Filing, Review, SealPlace, Submission
from pingzhun.filings.tests import signers
from pingzhun.flow.models import TransitionRecord
from pingzhun.ledger import audit, log
from pingzhun.ledger.models import LedgerEntry
from pingzhun.markets.intermediary.demo import steps
from pingzhun.markets.intermediary.demo.cast import Cast, build
from pingzhun.markets.intermediary.models import Job
from pingzhun.markets.intermediary.notices import JOB
from pingzhun.notices.models import Notice
from pingzhun.notices.publication import publish
from pingzhun.ratings.models import Rating
from pingzhun.regimes import clock
from pingzhun.sealing import entries as sealing_entries
from pingzhun.sealing.models import Box, SealedOffer, SealedShare

pytestmark = [pytest.mark.django_db, pytest.mark.covers("P12")]

ROWS, OF_EACH = 110, 84  # of each of twelve tables: what there is at least, what is altered or removed
NAMES = {
    Notice: "公告",
    Submission: "提交",
    Review: "审核",
    TransitionRecord: "流程记录",
    Contract: "合同",
    Rating: "评价",
    Capacity: "主体角色",
    Suspension: "停用",
    SealedOffer: "密封报价",
    SealPlace: "印章",
    SealedCopy: "平台盖章的文件",
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
    """A job published through its desks: filings, versions, reviews, transitions, notices, sealed offers; and a certificate."""
    signers.trust_root(clock.now())
    signers.bound(cast.hengxin, clock.now())
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


def hexadecimal(text: str) -> str:
    return sha256(text.encode()).hexdigest()


def fill_more(cast: Cast, job: Job, now: datetime, rows: int = ROWS) -> None:
    """Rows of the tables whose rules would not let so many be, put behind the triggers, each with its entry."""
    box, user, agency = Box.objects.get(case=job), cast.hengxin.filer, cast.hengxin.organisation
    holders = list(box.holders.all())
    certificate = Certificate.objects.get()
    folder = Folder.objects.create(created_at=now)
    for number in range(rows):
        at = now + timedelta(seconds=number)
        blobs = [
            Blob.objects.create(
                sha256=hexadecimal(f"{kind} {number}"),
                size=1,
                media_type="application/pdf",
                storage_name=f"{kind}-{number}",
                created_at=at,
            )
            for kind in ("text", "sealed", "copy")
        ]
        text, sealed = (
            Attachment.objects.create(
                folder=folder, slot="deed", name="x.pdf", blob=blob, uploaded_by=user, created_at=at
            )
            for blob in blobs[:2]
        )
        filing = Filing.objects.create(
            desk="intermediary.contract-filing",
            market="intermediary",
            folder=Folder.objects.create(created_at=at),
            created_by=user,
        )
        deed = Deed.objects.create(
            filing=filing,
            number=f"QZ-{number}",
            url=f"http://x/{number}",
            text=text,
            sha256=blobs[0].sha256,
            created_by=user,
            created_at=at,
        )
        place = SealPlace.objects.create(
            deed=deed,
            place=1,
            organisation=agency,
            certificate=certificate,
            attachment=sealed,
            sealed_by=user,
            sealed_at=at,
        )
        contract = Contract.objects.create(
            case_id=job.pk,
            supplements_id=None if number == 0 else Contract.objects.earliest("pk").pk,
            number=f"HT-{number}",
            purchaser=cast.entity.organisation,
            supplier=agency,
            amount=1000 + number,
            signed_on=at.date(),
            starts_on=at.date(),
            ends_on=at.date() + timedelta(days=30),
            filed_at=at,
            filing=filing,
            deed=deed,
        )
        rating = Rating.objects.create(
            case_id=job.pk,
            organisation=agency,
            rater=cast.entity.organisation,
            kind=f"kind {number}",
            weight=50,
            scores=[["质量", 5]],
            score=100,
            comment="好",
            rated_at=at,
        )
        copy = SealedCopy.objects.create(
            number=f"X-{number}",
            text_sha256=hexadecimal(f"under the seal {number}"),
            blob=blobs[2],
            certificate=hexadecimal("certificate"),
            sealed_at=at,
        )
        capacity = Capacity.objects.create(
            organisation=agency, kind=f"kind {number}", jurisdiction=job.jurisdiction, granted_at=at
        )
        suspension = Suspension.objects.create(
            organisation=agency,
            kind=f"kind {number}",
            reason="逾期",
            days=5,
            starts_at=at,
            ends_at=directory_entries.end_of(at, 5),
            imposed_by=cast.regulator.organisation,
        )
        ciphertext = f"age {number}".encode()
        offer = SealedOffer.objects.create(
            box=box,
            organisation=agency,
            version=100 + number,
            ciphertext=ciphertext,
            ciphertext_sha256=sha256(ciphertext).hexdigest(),
            sha256=hexadecimal(f"offer {number}"),
            sealed_by=user,
            idempotency_key=f"key {number}",
            received_at=at,
            withdrawn_at=at + timedelta(hours=1),
        )
        for holder in holders:
            sha = hexadecimal(f"share {number} {holder.pk}")
            SealedShare.objects.create(offer=offer, holder=holder, sealed=b"x", sha256=sha)
        for row in (contract, rating):
            row.refresh_from_db()
        entries = [row.entry for row in (place, contract, rating, copy)]
        entries += directory_entries.of_capacity(capacity) + directory_entries.of_suspension(suspension)
        for entry in entries + sealing_entries.of_offer(offer, successor=None):
            log.append(**entry)


# ---- the superuser ------------------------------------------------------------------------------------------------------


# A notice's files are covered by their hashes, wherever they lie; an attachment of a seal and the blob of a copy by theirs.
SKIPPED = {"id", "folder"}


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
        case models.DateField():
            return f"coalesce({column}, current_date) + 1"
        case models.DecimalField():
            return f"{column} - 1"
        case models.IntegerField():
            return f"{column} + 1000000" if isinstance(field, models.BigIntegerField) else f"{column} + 2000"
        case models.CharField() if field.max_length == 64 and field.name.endswith("sha256"):
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
    as_superuser("replica")
    fill_more(cast, job, now)
    as_superuser("origin")
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
            entries = entry_of[model, pk]
            mine = {f"存证 {entry}" for entry in entries} | {f"序号 {positions[entry]}" for entry in entries}
        if not mine & named:
            missed.append((NAMES[model], pk, what))
    assert (len(done), missed) == (1008, [])

    untouched = {
        f"{NAMES[model]} {pk}"
        for model in NAMES
        for pk in model._default_manager.values_list("pk", flat=True)
        if (model, pk) not in done
        and not any((LedgerEntry, entry) in done for entry in entry_of.get((model, pk), ()))
        and (model is not LedgerEntry or row_of.get(pk) not in done)
    }
    assert len(untouched) > 400
    assert untouched & named == set()


def pairs() -> tuple[dict[tuple[type, int], list[int]], dict[int, tuple[type, int]]]:
    """Which entries record which row, while they still fit."""
    by_leaf = {bytes(leaf): pk for pk, leaf in LedgerEntry.objects.values_list("pk", "leaf_hash")}
    models_by_name = {name: model for model, name in NAMES.items()}
    found: dict[tuple[type, int], list[int]] = defaultdict(list)
    for source in audit.sources():
        for row in source.rows():
            name, _, pk = row.name.partition("（")[0].partition(" ")
            if name in models_by_name:
                found[models_by_name[name], int(pk)].append(by_leaf[row.leaf])
    return found, {entry: row for row, entries in found.items() for entry in entries}


@pytest.mark.parametrize("model", NAMES)
def test_every_column_of_every_row_counts(model, cast, job, now, as_superuser):
    as_superuser("replica")
    fill_more(cast, job, now, rows=2)
    as_superuser("origin")
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


BEHIND_THE_BOX = {
    "UPDATE sealing_box SET threshold = threshold + 1": "密封箱",
    "UPDATE sealing_box SET closes_at = closes_at - interval '1 s'": "密封箱",
    "UPDATE sealing_box SET opened_by = 'somebody else'": "密封箱",
    "UPDATE sealing_box SET called_at = called_at + interval '1 us'": "密封箱",
    "DELETE FROM sealing_openedoffer": "密封箱",
    "UPDATE sealing_openedoffer SET text = replace(text, '98000', '97000')": "密封报价",
    "UPDATE sealing_sealedshare SET sealed = sha256(sealed)": "密封报价",
    "DELETE FROM sealing_sealedshare": "密封报价",
    "UPDATE sealing_releasedshare SET share = sha256(share)": "交出的份额",
    "UPDATE sealing_releasedshare SET share = NULL": "交出的份额",
    "UPDATE sealing_releasedshare SET released_at = released_at + interval '1 us'": "交出的份额",
    "DELETE FROM sealing_releasedshare": "存证",
    "UPDATE directory_servicescope SET removed_at = now()": "服务范围",
    "DELETE FROM directory_servicescope": "存证",
    "DELETE FROM directory_capacity_categories": "主体角色",
    "UPDATE filings_deed SET url = url || 'x'": "印章",
}


def test_what_lies_behind_an_opening_a_scope_or_a_seal_is_compared_too(cast, settings, as_superuser):
    settings.DEMO = True
    clock.enable_demo_clock()
    job = steps.publish(cast)
    steps.enrol(job, cast.hengxin, "98000")
    steps.enrol(job, cast.qilian, "99000")
    job = steps.pass_deadline(job)
    signers.trust_root(clock.now())
    agency, entity = (signers.bound(each, clock.now()) for each in (cast.hengxin, cast.entity))
    filing = steps.submit_contract(job, cast.hengxin, signer=agency)
    approve(filing, cast.entity.reviews, signer=entity)
    approve(filing, cast.regulator.reviews)
    log.sequence(now=clock.now())
    assert audit.faults() == []
    for sql, named in BEHIND_THE_BOX.items():
        with transaction.atomic(), connection.cursor() as cursor:
            as_superuser("replica")
            cursor.execute(sql)
            assert cursor.rowcount > 0, sql
            as_superuser("origin")
            assert any(sentence.startswith(named) for sentence in audit.faults()), sql
            transaction.set_rollback(True)
    assert audit.faults() == []
