"""What PostgreSQL asks of a company that enrols, whatever the program says."""

import pgtrigger

from pingzhun.base.triggers import FirmTrigger, refuse
from pingzhun.markets.smallworks.capacities import BUILDER


def may_enrol_only_in_good_standing() -> list[pgtrigger.Trigger]:
    """The triggers of the table of enrolments (`project_id`, `company_id`): R37, and R16 for what has expired."""
    return [
        FirmTrigger(
            name="only_companies_of_the_roster_enrol",
            operation=pgtrigger.Insert,
            func=f"""
                IF NOT EXISTS (
                    SELECT 1 FROM smallworks_listing l JOIN smallworks_roster r ON r.id = l.roster_id
                    JOIN smallworks_project p ON p.case_ptr_id = NEW.project_id
                    WHERE l.organisation_id = NEW.company_id AND l.removed_at IS NULL
                    AND r.company_type = '{BUILDER.key}'
                    AND (r.work_types = '{{}}' OR p.work_type = ANY (r.work_types))
                ) THEN
                    {refuse("only companies of the roster enrol")}
                END IF;
                RETURN NEW;
            """,
        ),
        FirmTrigger(
            name="a_suspended_company_does_not_enrol",
            operation=pgtrigger.Insert,
            func=f"""
                IF EXISTS (
                    SELECT 1 FROM directory_suspension
                    WHERE organisation_id = NEW.company_id AND kind = '{BUILDER.key}'
                    AND starts_at <= pingzhun_clock() AND ends_at > pingzhun_clock()
                ) THEN
                    {refuse("a suspended company does not enrol")}
                END IF;
                RETURN NEW;
            """,
        ),
        FirmTrigger(
            name="a_company_enrols_with_a_valid_qualification",
            operation=pgtrigger.Insert,
            func=f"""
                IF NOT EXISTS (
                    SELECT 1 FROM directory_qualification
                    WHERE organisation_id = NEW.company_id AND removed_at IS NULL
                    AND (valid_until IS NULL
                        OR valid_until >= (pingzhun_clock() AT TIME ZONE 'Asia/Shanghai')::date)
                ) THEN
                    {refuse("a company enrols with a valid qualification")}
                END IF;
                RETURN NEW;
            """,
        ),
    ]
