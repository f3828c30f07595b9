"""What becomes of a project: each function below is the fate of one, as an act of the diary; `projects.csv` says whose."""

from datetime import timedelta
from decimal import Decimal

from pingzhun.filings.diary import TODAY, Act
from pingzhun.filings.driving import approve, submit
from pingzhun.markets.smallworks.demo import county as places
from pingzhun.markets.smallworks.demo import steps
from pingzhun.markets.smallworks.demo.running import Run
from pingzhun.markets.smallworks.desks.tender import TenderCorrectionDesk

HOURS, DAYS = timedelta(hours=1), timedelta(days=1)


# ---- fates that are over -------------------------------------------------------------------------------------------


def completed(run: Run) -> Act:
    yield from run.select()
    yield 3 * DAYS
    run.build()
    yield from run.complete()


def rated(run: Run) -> Act:
    yield from completed(run)
    yield from run.evaluate()


def corrected(run: Run) -> Act:
    """The notice is corrected while companies enrol."""
    run.register()
    yield 1 * DAYS
    run.publish()
    yield 1 * DAYS
    run.enrol(run.companies[0])
    project, explanation = run.project, "工程量清单第 12 项数量有误，现予更正；报名截止时间顺延两日。"
    submit(
        TenderCorrectionDesk,
        steps.runner(run.sides, project),
        {
            "explanation": explanation,
            "conditions": project.conditions,
            "tender_closes_at": project.tender_closes_at + 2 * DAYS,
        },
        case=project,
    )
    for company in run.companies[1:]:
        yield 8 * HOURS
        run.enrol(company)
    yield from run.close()
    yield 1 * DAYS
    run.examine()
    yield 2 * DAYS
    run.award()
    yield 3 * DAYS
    run.build()
    yield from run.complete()
    yield from run.evaluate()


def republished(run: Run) -> Act:
    """Nobody enrols at first; the second notice finds companies."""
    run.register()
    yield 1 * DAYS
    run.publish(6)
    yield from run.close()
    yield 1 * DAYS
    run.publish()
    yield from run.all_enrol()
    yield from run.close()
    yield 1 * DAYS
    run.examine()
    yield 2 * DAYS
    run.award()
    yield 3 * DAYS
    run.build()
    yield from run.complete()


def winner_withdrew(run: Run) -> Act:
    yield from run.select()
    yield 1 * DAYS
    filing = run.withdraw(run.companies[0])
    yield 5 * HOURS
    approve(filing, run.town.reviews, opinion="情况属实，同意放弃。")
    yield 1 * DAYS
    run.award(1)
    yield 2 * DAYS
    run.build()
    yield from run.complete()


def all_withdrew(run: Run) -> Act:
    yield from run.select()
    for company in run.companies[:2]:
        yield 1 * DAYS
        if run.project.builder is None:
            run.award(run.companies.index(company))
            yield 1 * DAYS
        approve(run.withdraw(company), run.town.reviews, opinion="同意放弃。")


def settled_higher(run: Run) -> Act:
    """The settlement is more than a tenth below the contract, which must be explained."""
    yield from run.select()
    yield 3 * DAYS
    run.build()
    settlement = (run.price(0) * Decimal("0.86")).quantize(Decimal("0.01"))
    reason = "现场条件变化，取消部分工程量，按实核减，双方已签署核定单。"
    yield from run.complete(settlement, difference_reason=reason)
    yield from run.evaluate()


def builder_suspended(run: Run) -> Act:
    """The builder is suspended in the middle of its work, and goes on with it."""
    yield from run.select()
    yield 3 * DAYS
    run.build()
    yield 4 * DAYS
    reason = "在其他项目拖欠农民工工资，责令整改。"
    places.suspend(run.county, run.companies[0], 60, reason)
    yield from run.complete()


def taken_back(run: Run) -> Act:
    """The agency is suspended while companies enrol; the 街镇 goes on itself."""
    run.register()
    yield 1 * DAYS
    run.publish()
    yield from run.all_enrol()
    yield 1 * DAYS
    agency = run.county.companies[run.brief.agent]
    if not agency.organisation.suspensions.exists():
        places.suspend(run.county, agency, 90, "代理项目中违规收取报名费，责令整改。")
    yield 5 * HOURS
    run.change_mandate(None)
    yield from finish(run)


def entrusted_anew(run: Run) -> Act:
    """The agency is suspended while companies enrol; another goes on from there."""
    run.register()
    yield 1 * DAYS
    run.publish()
    yield from run.all_enrol()
    yield 3 * DAYS
    run.change_mandate(run.county.companies["zhongzhao"])
    yield from finish(run)


def finish(run: Run) -> Act:
    yield from run.close()
    yield 1 * DAYS
    run.examine()
    yield 2 * DAYS
    run.award()
    yield 3 * DAYS
    run.build()
    yield from run.complete()
    yield from run.evaluate()


def failed_without_enrolment(run: Run) -> Act:
    run.register()
    yield 1 * DAYS
    run.publish(6)
    yield from run.close()


def none_passed(run: Run) -> Act:
    yield from run.tender()
    yield 1 * DAYS
    steps.examine(
        run.sides, run.project, failed=run.companies, compare_at="", compare_place="", compare_note=""
    )


def terminated_registered(run: Run) -> Act:
    run.register()
    yield 3 * DAYS
    run.terminate()


def terminated_enrolling(run: Run) -> Act:
    run.register()
    yield 1 * DAYS
    run.publish()
    yield from run.all_enrol()
    run.terminate("设计方案须重新论证，终止本次发包。")


def terminated_examining(run: Run) -> Act:
    yield from run.tender()
    yield 1 * DAYS
    run.terminate("发现工程量清单重大漏项，终止本次发包。")


def terminated_selecting(run: Run) -> Act:
    yield from run.tender()
    yield 1 * DAYS
    run.examine()
    yield 1 * DAYS
    run.terminate("上级统筹实施同类工程，本项目并入，终止发包。")


def terminated_awarded(run: Run) -> Act:
    yield from run.select()
    yield 2 * DAYS
    run.terminate("建设用地手续未落实，经协商终止。")


def terminated_building(run: Run) -> Act:
    yield from run.select()
    yield 3 * DAYS
    run.build()
    yield 5 * DAYS
    run.terminate("施工中发现地下管线，须先行迁改，经协商终止，已完工程据实结算。")


# ---- fates under way -----------------------------------------------------------------------------------------------


def registered(run: Run) -> Act:
    yield TODAY
    run.register()


def enrolling(run: Run) -> Act:
    yield TODAY
    run.register()
    yield 2 * HOURS
    run.publish(12)
    for company in run.companies[:-1]:
        yield 1 * HOURS
        run.enrol(company)


def examining(run: Run) -> Act:
    yield from run.tender()


def selecting(run: Run) -> Act:
    yield from run.tender()
    yield 1 * DAYS
    run.examine()


def awarded(run: Run) -> Act:
    yield from run.select()


def withdrawal_waits(run: Run) -> Act:
    yield from run.select()
    yield TODAY
    run.withdraw(run.companies[0])


def building(run: Run) -> Act:
    yield from run.select()
    yield 3 * DAYS
    run.build()


def waits_for_reports(run: Run) -> Act:
    """The 街镇 has filled in 竣工信息 and reminded 监理单位 and 审计单位."""
    yield from building(run)
    yield TODAY
    run.remind(run.begin_completion())


def reports_in(run: Run) -> Act:
    yield from building(run)
    yield 8 * DAYS
    run.report()
    yield TODAY
    run.begin_completion()


# ---- emergencies ---------------------------------------------------------------------------------------------------


def urgent_awarded(run: Run) -> Act:
    run.let_urgently()
    yield 1 * HOURS


def urgent_building(run: Run) -> Act:
    run.let_urgently()
    yield 1 * DAYS
    run.build()


def urgent_waits_for_reports(run: Run) -> Act:
    yield from urgent_building(run)
    yield TODAY
    run.remind(run.begin_completion())


def urgent_completed(run: Run) -> Act:
    yield from urgent_building(run)
    yield from run.complete()


def urgent_rated(run: Run) -> Act:
    yield from urgent_completed(run)
    yield from run.evaluate()


def urgent_terminated(run: Run) -> Act:
    run.let_urgently()
    yield 2 * DAYS
    run.terminate("险情已由上级抢险队伍处置，不再实施。")
