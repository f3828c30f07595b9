"""The cast of 散小工程 on a random walk."""

from pingzhun.filings.walking import Ground, Walk, of_course
from pingzhun.markets.smallworks.demo import steps
from pingzhun.markets.smallworks.demo.cast import build
from pingzhun.markets.smallworks.desks.initiation import MandateChangeDesk
from pingzhun.markets.smallworks.desks.selection import AwardWithdrawalDesk
from pingzhun.markets.smallworks.desks.termination import TerminationDesk


class ProjectWalk(Walk):
    rare = (AwardWithdrawalDesk, MandateChangeDesk, TerminationDesk)
    holds = of_course("smallworks.project", "smallworks_project", "case_ptr_id") | {
        "a project under construction has one principal contract, and no other has": """
            SELECT p.case_ptr_id FROM smallworks_project p
            WHERE (CASE WHEN p.state IN ('building', 'completed', 'rated') THEN 1
                        WHEN p.construction_began_at IS NOT NULL THEN 1 ELSE 0 END)
            <> (SELECT count(*) FROM contracts_contract c WHERE c.case_id = p.case_ptr_id AND c.supplements_id IS NULL)
        """,
        "what is over has nothing left open": """
            SELECT f.id FROM filings_filing f JOIN smallworks_project p ON p.case_ptr_id = f.case_id
            WHERE f.state IN ('editing', 'submitted', 'rejected') AND p.state IN ('rated', 'terminated')
        """,
        "who builds what was tendered enrolled and passed": """
            SELECT p.case_ptr_id FROM smallworks_project p WHERE p.builder_id IS NOT NULL AND NOT p.is_emergency
            AND NOT EXISTS (
                SELECT 1 FROM smallworks_enrolment e WHERE e.project_id = p.case_ptr_id AND e.round = p.round
                AND e.company_id = p.builder_id AND e.passed AND e.gave_up_at IS NULL)
        """,
        "what the town does, no agency has done": """
            SELECT f.id FROM filings_filing f
            WHERE f.desk IN (
                'smallworks.construction', 'smallworks.completion', 'smallworks.evaluation', 'smallworks.termination')
            AND f.organisation_id <> (SELECT c.procuring_entity_id FROM cases_case c WHERE c.id = f.case_id)
        """,
        "an open tender has its deadline": """
            SELECT p.case_ptr_id FROM smallworks_project p WHERE p.state = 'enrolling' AND NOT EXISTS (
                SELECT 1 FROM deadlines_deadline d WHERE d.subject = 'case/' || p.case_ptr_id
                AND d.kind = 'smallworks.enrolment_closes' AND d.due_at = p.tender_closes_at
                AND d.fired_at IS NULL AND d.cancelled_at IS NULL)
        """,
    }

    def open_case(self) -> str:
        """The 街镇 registers a project, to let itself or to entrust, or announces an emergency."""
        match self.random.randrange(4):
            case 0:
                steps.award_emergency(self.cast)
                return "file smallworks.emergency-award"
            case 1:
                steps.register(self.cast, agent=self.cast.agent)
            case _:
                steps.register(self.cast)
        return "file smallworks.project-registration"


ground = Ground(build, ProjectWalk)
