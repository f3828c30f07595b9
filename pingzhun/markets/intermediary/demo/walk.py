"""The cast of 中介超市 on a random walk."""

from typing import Any

from pingzhun.directory.actors import Actor
from pingzhun.filings.desks import Desk
from pingzhun.filings.driving import submit
from pingzhun.filings.walking import Ground, Walk, of_course
from pingzhun.markets.intermediary.demo import steps
from pingzhun.markets.intermediary.demo.cast import build
from pingzhun.markets.intermediary.desks.changes import EntityTerminationDesk
from pingzhun.markets.intermediary.desks.enrolment import EnrolmentWithdrawalDesk
from pingzhun.markets.intermediary.desks.publication import CancellationDesk, JobPublicationDesk
from pingzhun.markets.intermediary.desks.selection import DecliningDesk
from pingzhun.markets.intermediary.desks.serving import AgencyTerminationDesk
from pingzhun.markets.intermediary.models import Method
from pingzhun.regimes import clock
from pingzhun.sealing import driving
from pingzhun.sealing.models import Box


class JobWalk(Walk):
    rare = (
        AgencyTerminationDesk,
        CancellationDesk,
        DecliningDesk,
        EnrolmentWithdrawalDesk,
        EntityTerminationDesk,
    )
    holds = of_course("intermediary.job", "intermediary_job", "case_ptr_id") | {
        "a job in service has one principal contract": """
            SELECT job.case_ptr_id FROM intermediary_job job WHERE job.state IN ('serving', 'completed', 'rated')
            AND 1 <> (SELECT count(*) FROM contracts_contract c WHERE c.case_id = job.case_ptr_id AND c.supplements_id IS NULL)
        """,
        "what is over has nothing left to decide": """
            SELECT filing.id FROM filings_filing filing JOIN intermediary_job job ON job.case_ptr_id = filing.case_id
            WHERE filing.state = 'submitted' AND job.state IN ('completed', 'rated', 'cancelled')
        """,
    }

    def acts(self) -> list[Any]:
        return [*super().acts(), (self.open_quotes, 8)]

    def open_case(self) -> str:
        """The 项目单位 publishes a job, by whichever method."""
        now, method = clock.now(), self.random.choice(Method.values)
        terms: dict[str, Any] = {"method": method}
        if method == Method.DIRECT:
            agency = self.random.choice([self.cast.hengxin, self.cast.qilian, self.cast.mogao])
            price = self.random.choice(["9000", "90000"])
            terms |= {"ceiling": price, "enrol_until": None, "direct_price": price}
            terms |= {"direct_agency": agency.organisation, "direct_reason": "限额以下"}
        submit(
            JobPublicationDesk, self.filer(self.cast.entity), steps.terms(self.cast, now, **terms), now=now
        )
        return f"file {JobPublicationDesk.key}"

    def open_quotes(self) -> str | None:
        """One of those who hold the quotes of a job comes to open them."""
        waiting_boxes = list(Box.objects.waiting().order_by("pk"))
        if not waiting_boxes:
            return None
        held = self.random.choice(waiting_boxes)
        driving.release(held, self.random.choice(list(held.holders.order_by("pk"))).organisation)
        return "open quotes"

    def envelope(self, at: Desk, actor: Actor, case: Any) -> str:
        if at.sealed_form is None or actor.organisation is None:
            return ""
        form = at.sealed_form()
        typed = {name: self.value(name, field, form) for name, field in form.fields.items()}
        return steps.sealed(case, actor.organisation, typed)


ground = Ground(build, JobWalk)
