"""The hour of a box, kept by the database and its own clock.

Plain SQL and not django-pgtrigger, whose triggers any session can switch off by setting `pgtrigger.ignore`.

An offer reads its box FOR SHARE: offers do not wait for each other, but an opening or an extension waits for the offers
on their way, and those that come after it see what it did. The clock is read after the lock is held.
"""

from django.db import migrations

FORWARD = """
CREATE FUNCTION sealing_refuse(rule text, sentence text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '%', sentence USING ERRCODE = 'check_violation', CONSTRAINT = rule;
END $$;

CREATE FUNCTION sealing_moment(of_box bigint) RETURNS timestamptz LANGUAGE plpgsql AS $$
DECLARE
    box sealing_box;
    moment timestamptz;
BEGIN
    SELECT * INTO box FROM sealing_box WHERE id = of_box FOR SHARE;
    moment := pingzhun_clock();
    IF box.id IS NULL OR box.opened_at IS NOT NULL OR moment >= box.closes_at THEN
        PERFORM sealing_refuse('an_offer_moves_only_before_the_deadline', 'the box is not open for offers');
    END IF;
    RETURN moment;
END $$;

CREATE FUNCTION sealing_offer_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        NEW.received_at := sealing_moment(NEW.box_id);
        NEW.withdrawn_at := NULL;
        NEW.superseded_at := NULL;
        RETURN NEW;
    END IF;
    IF OLD.withdrawn_at IS NOT NULL OR OLD.superseded_at IS NOT NULL
        OR (NEW.withdrawn_at IS NULL AND NEW.superseded_at IS NULL)
        OR to_jsonb(NEW) - 'withdrawn_at' - 'superseded_at'
            IS DISTINCT FROM to_jsonb(OLD) - 'withdrawn_at' - 'superseded_at'
    THEN
        PERFORM sealing_refuse('a_sealed_offer_stays_as_it_is', 'a sealed offer can only be withdrawn or replaced');
    END IF;
    IF NEW.withdrawn_at IS NOT NULL THEN
        NEW.withdrawn_at := sealing_moment(OLD.box_id);
    ELSE
        NEW.superseded_at := sealing_moment(OLD.box_id);
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION sealing_box_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    moment timestamptz := pingzhun_clock();
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.opened_at IS NOT NULL THEN
            PERFORM sealing_refuse('a_box_is_opened_after_it_closes', 'a box begins closed');
        END IF;
        RETURN NEW;
    END IF;
    IF OLD.opened_at IS NOT NULL THEN
        PERFORM sealing_refuse('a_deadline_only_moves_later', 'the box has been opened');
    END IF;
    IF to_jsonb(NEW) - 'closes_at' - 'opened_at' - 'opened_by'
        IS DISTINCT FROM to_jsonb(OLD) - 'closes_at' - 'opened_at' - 'opened_by'
    THEN
        PERFORM sealing_refuse('a_box_stays_as_it_is', 'a box can only be extended or opened');
    END IF;
    IF NEW.opened_at IS NOT NULL THEN
        IF NEW.closes_at <> OLD.closes_at THEN
            PERFORM sealing_refuse('a_box_stays_as_it_is', 'an opening does not move the deadline');
        END IF;
        NEW.opened_at := moment;  -- and the CHECK a_box_is_opened_after_it_closes refuses what is too early
    ELSIF NEW.closes_at <= greatest(OLD.closes_at, moment) THEN
        PERFORM sealing_refuse('a_deadline_only_moves_later', 'a deadline only moves later');
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION sealing_opened_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM sealing_sealedoffer offer JOIN sealing_box box ON box.id = offer.box_id
        WHERE offer.id = NEW.offer_id AND box.opened_at IS NOT NULL
            AND offer.withdrawn_at IS NULL AND offer.superseded_at IS NULL
            AND offer.sha256 = encode(sha256(convert_to(NEW.text, 'UTF8')), 'hex')
    ) THEN
        PERFORM sealing_refuse('what_is_opened_was_sealed', 'not the text of a live offer in an opened box');
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER sealing_box_guard BEFORE INSERT OR UPDATE ON sealing_box
    FOR EACH ROW EXECUTE FUNCTION sealing_box_guard();
CREATE TRIGGER sealing_box_kept BEFORE DELETE OR TRUNCATE ON sealing_box
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse();
CREATE TRIGGER sealing_offer_guard BEFORE INSERT OR UPDATE ON sealing_sealedoffer
    FOR EACH ROW EXECUTE FUNCTION sealing_offer_guard();
CREATE TRIGGER sealing_offer_kept BEFORE DELETE OR TRUNCATE ON sealing_sealedoffer
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse();
CREATE TRIGGER sealing_opened_guard BEFORE INSERT ON sealing_openedoffer
    FOR EACH ROW EXECUTE FUNCTION sealing_opened_guard();
CREATE TRIGGER sealing_opened_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON sealing_openedoffer
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse();
"""

BACKWARD = """
DROP TRIGGER sealing_opened_kept ON sealing_openedoffer;
DROP TRIGGER sealing_opened_guard ON sealing_openedoffer;
DROP TRIGGER sealing_offer_kept ON sealing_sealedoffer;
DROP TRIGGER sealing_offer_guard ON sealing_sealedoffer;
DROP TRIGGER sealing_box_kept ON sealing_box;
DROP TRIGGER sealing_box_guard ON sealing_box;
DROP FUNCTION sealing_opened_guard();
DROP FUNCTION sealing_box_guard();
DROP FUNCTION sealing_offer_guard();
DROP FUNCTION sealing_moment(bigint);
DROP FUNCTION sealing_refuse(text, text);
"""


class Migration(migrations.Migration):
    dependencies = [
        ("sealing", "0001_initial"),
        ("ledger", "0002_append_only"),
        ("regimes", "0002_clock"),
    ]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
