"""`manage.py run_story intermediary`: the main job on real input."""

import io

import pytest

from pingzhun.directory.models import Organisation
from pingzhun.ledger import audit
from pingzhun.ledger.log import latest_head, root_of
from pingzhun.markets.intermediary.course import JobState
from pingzhun.markets.intermediary.demo import story
from pingzhun.markets.intermediary.models import Job
from pingzhun.messages.models import DemoOutbox


@pytest.mark.covers("Y2", "Y3", "Y4", "Y5", "Y7", "Y10", "Y11", "Y12", "Y14", "Y15", "Y19", "Y25", "Y26")
def test_the_story_takes_a_job_from_the_registration_to_both_ratings(cast, demo_clock):
    out = io.StringIO()
    story.run(out)
    job = Job.objects.get()
    agency = Organisation.objects.get(name="玉门恒途工程咨询有限公司")
    assert (job.state, job.agency, job.ratings.count()) == (JobState.RATED, agency, 2)
    assert agency.qualifications.count() == 1
    assert DemoOutbox.objects.filter(address=agency.contact_mobile, text__contains="审核通过").exists()
    told = out.getvalue()
    notice = job.notices.get(kind="intermediary.result")
    head = latest_head()
    assert [line for line in told.splitlines() if line.startswith("[")][-1].startswith(
        "[" + "█" * story.STEPS + "]"
    )
    assert f"{notice.number}  {notice.title}" in told
    assert bytes(head.root) == root_of(head.size)
    assert bytes(head.root).hex() in told
    assert audit.faults() == []


def test_the_story_can_be_told_again(cast, demo_clock):
    story.run(io.StringIO())
    story.run(io.StringIO())
    assert Job.objects.filter(state=JobState.RATED).count() == 2
