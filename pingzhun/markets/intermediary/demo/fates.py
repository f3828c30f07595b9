"""What becomes of the jobs of the demonstration: each function is the fate of one job, as an act of the diary."""

from datetime import timedelta

from pingzhun.filings.diary import TODAY, Act
from pingzhun.filings.driving import approve, reject, submit
from pingzhun.markets.intermediary.demo import steps
from pingzhun.markets.intermediary.demo.running import Run
from pingzhun.markets.intermediary.desks.contract import ContractFilingDesk
from pingzhun.markets.intermediary.desks.enrolment import EnrolmentWithdrawalDesk
from pingzhun.markets.intermediary.desks.publication import (
    JobPublicationDesk,
)

HOURS, DAYS = timedelta(hours=1), timedelta(days=1)


# ---- fates that are over -------------------------------------------------------------------------------------------


def rated(run: Run) -> Act:
    yield from run.serve()
    yield from run.complete()
    yield 1 * DAYS
    run.rate_as_entity()
    yield 1 * DAYS
    run.rate_as_administrator()


def completed(run: Run) -> Act:
    yield from run.serve()
    yield from run.complete()


def rated_by_entity(run: Run) -> Act:
    yield from completed(run)
    yield 1 * DAYS
    run.rate_as_entity()


def rated_by_administrator(run: Run) -> Act:
    yield from completed(run)
    yield 1 * DAYS
    run.rate_as_administrator()


def terminated_by_agency(run: Run) -> Act:
    yield from run.serve()
    yield 6 * DAYS
    filing = run.terminate_as_agency()
    yield 1 * DAYS
    approve(filing, run.entity.reviews, opinion="情况属实，同意解除。")


def terminated_by_entity(run: Run) -> Act:
    yield from run.serve()
    yield 6 * DAYS
    filing = run.terminate_as_entity()
    yield 1 * DAYS
    approve(filing, run.agency.reviews, opinion="同意解除，费用按已完成工作量结算。")
    yield 1 * DAYS
    run.rate_as_entity()


def failed(run: Run) -> Act:
    """One enrolment is too few."""
    yield from run.publish()
    yield 1 * DAYS
    run.enrol(0)
    yield from run.close()


def republished_and_served(run: Run) -> Act:
    yield from failed(run)
    yield 1 * DAYS
    filing = run.republish()
    yield 2 * HOURS
    approve(filing, run.administrator.reviews)
    yield 1 * DAYS
    run.enrol(0)
    yield from run.close()
    yield from run.file_contract()


def cancelled(run: Run) -> Act:
    yield from run.publish()
    yield 1 * DAYS
    run.enrol(0)
    yield 4 * HOURS
    filing = run.cancel()
    yield 2 * HOURS
    approve(filing, run.administrator.reviews, opinion="理由充分，同意取消。")


# ---- under way -----------------------------------------------------------------------------------------------------


def serving(run: Run) -> Act:
    yield from run.serve()


def serving_with_results(run: Run) -> Act:
    yield from run.serve()
    yield 8 * DAYS
    run.upload()


def serving_with_supplement(run: Run) -> Act:
    yield from run.serve()
    yield 5 * DAYS
    filing = run.supplement()
    yield 5 * HOURS
    approve(filing, run.entity.reviews)
    yield 5 * HOURS
    approve(filing, run.regulator.reviews)


def serving_with_change(run: Run) -> Act:
    yield from run.serve()
    yield 4 * DAYS
    filing = run.change()
    yield 1 * DAYS
    approve(filing, run.agency.reviews, opinion="同意变更。")


def serving_with_change_refused(run: Run) -> Act:
    yield from run.serve()
    yield 4 * DAYS
    filing = run.change()
    yield 1 * DAYS
    reject(filing, run.agency.reviews, "服务范围扩大后工作量明显增加，请先就费用协商一致。")


def completion_refused(run: Run) -> Act:
    yield from run.serve()
    yield 6 * DAYS
    run.upload()
    yield 2 * HOURS
    filing = run.ask_for_completion()
    yield 1 * DAYS
    reject(filing, run.entity.reviews, "成果报告缺少附图，请补充后重新申请办结。")


def selected(run: Run) -> Act:
    yield from run.select()


def overdue(run: Run) -> Act:
    """The agency has not filed its contract in time."""
    yield from run.select()
    yield run.job.contract_due_at + 2 * HOURS


def contract_refused(run: Run) -> Act:
    yield from run.select()
    yield 2 * DAYS
    filing = run.submit_contract()
    yield 1 * DAYS
    approve(filing, run.entity.reviews)
    yield 1 * DAYS
    reject(filing, run.regulator.reviews, "合同未载明付款期限，请补充签订后重新上传。")


def contract_being_written(run: Run) -> Act:
    yield from run.select()
    yield TODAY
    steps.draft(ContractFilingDesk, run.agency.files, {"number": f"HT-{run.job.code}"}, case=run.job)


def declined(run: Run) -> Act:
    """The next in rank, or the next drawn, takes over."""
    yield from run.select()
    yield 2 * DAYS
    filing = run.decline()
    yield 1 * DAYS
    approve(filing, run.entity.reviews, opinion="同意其放弃中选。")
    yield from run.file_contract()


def quotes_wait(run: Run) -> Act:
    """The enrolment is over, and none of those who hold the quotes has come yet."""
    yield from run.publish()
    yield from run.all_enrol()
    yield run.job.enrol_until + timedelta(minutes=5)


def to_compare(run: Run) -> Act:
    yield from run.publish()
    yield from run.all_enrol()
    yield from run.close()


# ---- today: what waits for somebody --------------------------------------------------------------------------------


def completion_waits(run: Run) -> Act:
    yield from run.serve()
    yield 6 * DAYS
    run.upload()
    yield TODAY
    run.ask_for_completion()


def agency_termination_waits(run: Run) -> Act:
    yield from run.serve()
    yield TODAY
    run.terminate_as_agency()


def entity_termination_waits(run: Run) -> Act:
    yield from run.serve()
    yield TODAY
    run.terminate_as_entity()


def change_waits(run: Run) -> Act:
    yield from run.serve()
    yield TODAY
    run.change()


def supplement_waits(run: Run) -> Act:
    yield from run.serve()
    yield TODAY
    run.supplement()


def supplement_waits_for_regulator(run: Run) -> Act:
    yield from run.serve()
    yield TODAY
    filing = run.supplement()
    yield 2 * HOURS
    approve(filing, run.entity.reviews)


def contract_waits(run: Run) -> Act:
    yield from run.select()
    yield TODAY
    run.submit_contract()


def contract_waits_for_regulator(run: Run) -> Act:
    yield from run.select()
    yield TODAY
    filing = run.submit_contract()
    yield 2 * HOURS
    approve(filing, run.entity.reviews, opinion="合同内容与中选结果一致。")


def declining_waits(run: Run) -> Act:
    yield from run.select()
    yield TODAY
    run.decline()


def republication_waits(run: Run) -> Act:
    yield from failed(run)
    yield TODAY
    run.republish()


def second_round(run: Run) -> Act:
    yield from failed(run)
    yield TODAY
    filing = run.republish()
    yield 1 * HOURS
    approve(filing, run.administrator.reviews)
    yield 1 * HOURS
    run.enrol(0)


def cancellation_waits(run: Run) -> Act:
    yield TODAY
    yield from run.publish()
    yield 3 * HOURS
    run.cancel()


def enrolling(run: Run) -> Act:
    """All but the last of the brief have enrolled; one has quoted anew, and one has taken its quote back."""
    yield TODAY
    yield from run.publish()
    for place in range(len(run.brief.agencies) - 1):
        yield 1 * HOURS
        run.enrol(place)
    yield 1 * HOURS
    run.enrol(0, run.brief.price(0) - 500)
    if len(run.brief.agencies) > 3:
        withdrawing = run.world.agencies[run.brief.agencies[2]]
        submit(EnrolmentWithdrawalDesk, withdrawing.files, {}, case=run.job)


def publication_waits(run: Run) -> Act:
    yield TODAY
    run.submit()


def publication_refused(run: Run) -> Act:
    filing = run.submit()
    yield 1 * DAYS
    reject(filing, run.administrator.reviews, "服务内容与任务书不一致，请核对服务范围后重新提交。")


def publication_being_written(run: Run) -> Act:
    yield TODAY
    data = run.terms(ceiling="", content="")
    steps.draft(JobPublicationDesk, run.entity.files, data)
