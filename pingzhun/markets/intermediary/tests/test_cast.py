"""The cast stands for the real thing: everything in it passed the same doors."""

from pingzhun.directory.queries import offers, qualifies
from pingzhun.filings.driving import actor_for
from pingzhun.markets.intermediary.market import AGENCY, ENTITY


def test_the_filer_files_and_the_reviewer_reviews(cast):
    assert (cast.hengxin.files.can_file, cast.hengxin.files.can_review) == (True, False)
    assert (cast.hengxin.reviews.can_file, cast.hengxin.reviews.can_review) == (False, True)
    assert actor_for(cast.hengxin.filer) == cast.hengxin.files
    assert cast.hengxin.files.kind == AGENCY.key
    assert cast.entity.files.kind == ENTITY.key


def test_the_agencies_differ_in_what_they_may_enrol_for(cast, now):
    budget, best = cast.services["工程预算编制"], cast.qualifications["工程造价咨询（甲级）"]
    agencies = [cast.hengxin.organisation, cast.qilian.organisation, cast.mogao.organisation]
    assert [offers(each, budget) for each in agencies] == [True, True, True]
    assert [qualifies(each, best, now) for each in agencies] == [True, False, False]
