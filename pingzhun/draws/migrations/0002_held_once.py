"""The database keeps draws as they were held, and compares the nonce with its commitment.

Plain SQL and not django-pgtrigger, whose triggers any session can switch off by setting `pgtrigger.ignore`.
"""

from django.db import migrations

FORWARD = """
CREATE FUNCTION draws_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.drawn_at IS NOT NULL THEN
            RAISE EXCEPTION 'a draw begins with its commitment'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'a_draw_begins_with_its_commitment';
        END IF;
        IF NEW.previous_id IS NOT NULL AND NOT EXISTS (
            SELECT FROM draws_draw AS previous
            WHERE previous.id = NEW.previous_id AND previous.case_id = NEW.case_id
                AND previous.purpose = NEW.purpose AND previous.round = NEW.round - 1
                AND previous.drawn_at IS NOT NULL
        ) THEN
            RAISE EXCEPTION 'a redraw follows the round before it, once that is drawn'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'a_redraw_follows_a_drawn_round';
        END IF;
        IF NEW.previous_id IS NOT NULL AND NEW.commitment IS DISTINCT FROM (
            SELECT previous.nonce FROM draws_draw AS previous WHERE previous.id = NEW.previous_id
        ) THEN
            RAISE EXCEPTION 'a redraw takes the next nonce of the chain'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'a_redraw_takes_the_next_nonce_of_the_chain';
        END IF;
        RETURN NEW;
    END IF;
    IF OLD.drawn_at IS NOT NULL OR NEW.drawn_at IS NULL
        OR to_jsonb(NEW) - 'nonce' - 'contributions' - 'pool' - 'result' - 'drawn_at'
            IS DISTINCT FROM to_jsonb(OLD) - 'nonce' - 'contributions' - 'pool' - 'result' - 'drawn_at'
    THEN
        RAISE EXCEPTION 'a draw is held once and stays as it is'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'a_draw_stays_as_it_is';
    END IF;
    IF encode(sha256(decode(NEW.nonce, 'hex')), 'hex') <> OLD.commitment THEN
        RAISE EXCEPTION 'the nonce is not the one that was committed to'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'a_nonce_fits_its_commitment';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER draws_guard BEFORE INSERT OR UPDATE ON draws_draw
    FOR EACH ROW EXECUTE FUNCTION draws_guard();
CREATE TRIGGER draws_kept BEFORE DELETE OR TRUNCATE ON draws_draw
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse();
"""

BACKWARD = """
DROP TRIGGER draws_kept ON draws_draw;
DROP TRIGGER draws_guard ON draws_draw;
DROP FUNCTION draws_guard();
"""


class Migration(migrations.Migration):
    dependencies = [("draws", "0001_initial"), ("ledger", "0002_append_only")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
