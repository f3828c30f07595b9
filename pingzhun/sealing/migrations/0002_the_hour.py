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
    IF box.id IS NULL OR box.opened_at IS NOT NULL OR box.abandoned_at IS NOT NULL OR moment >= box.closes_at THEN
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
    changing text[] := ARRAY['closes_at', 'called_at', 'abandoned_at', 'opened_at', 'opened_by'];
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.opened_at IS NOT NULL OR NEW.called_at IS NOT NULL OR NEW.abandoned_at IS NOT NULL THEN
            PERFORM sealing_refuse('a_box_is_opened_after_it_closes', 'a box begins closed');
        END IF;
        RETURN NEW;
    END IF;
    IF OLD.opened_at IS NOT NULL OR OLD.abandoned_at IS NOT NULL THEN
        PERFORM sealing_refuse('a_deadline_only_moves_later', 'the box has been opened or abandoned');
    END IF;
    IF to_jsonb(NEW) - changing IS DISTINCT FROM to_jsonb(OLD) - changing
        OR (OLD.called_at IS NOT NULL AND NEW.called_at <> OLD.called_at)
    THEN
        PERFORM sealing_refuse('a_box_stays_as_it_is', 'a box can only be extended, called, abandoned or opened');
    END IF;
    IF OLD.called_at IS NOT NULL AND NEW.called_at IS NULL AND EXISTS (
        SELECT FROM sealing_releasedshare released JOIN sealing_sealedshare sealed ON sealed.id = released.sealed_id
            JOIN sealing_sealedoffer offer ON offer.id = sealed.offer_id WHERE offer.box_id = OLD.id
    ) THEN
        PERFORM sealing_refuse('a_box_that_a_holder_has_opened_is_not_extended', 'a holder has released shares');
    END IF;
    IF coalesce(NEW.called_at, NEW.abandoned_at, NEW.opened_at) IS NULL THEN
        IF NEW.closes_at <= greatest(OLD.closes_at, moment) THEN
            PERFORM sealing_refuse('a_deadline_only_moves_later', 'a deadline only moves later');
        END IF;
    ELSIF NEW.closes_at <> OLD.closes_at THEN
        PERFORM sealing_refuse('a_box_stays_as_it_is', 'an opening does not move the deadline');
    END IF;
    -- the CHECK constraints refuse what is called or opened too early
    IF NEW.called_at IS NOT NULL AND OLD.called_at IS NULL THEN
        NEW.called_at := moment;
    END IF;
    IF NEW.abandoned_at IS NOT NULL THEN
        NEW.abandoned_at := moment;
    END IF;
    IF NEW.opened_at IS NOT NULL THEN
        NEW.opened_at := moment;
        IF moment >= NEW.closes_at AND EXISTS (
            SELECT FROM sealing_sealedoffer offer
            WHERE offer.box_id = NEW.id AND offer.withdrawn_at IS NULL AND offer.superseded_at IS NULL
                AND NOT sealing_is_settled(offer.id)
        ) THEN
            PERFORM sealing_refuse('a_box_is_opened_by_its_holders', 'too few shares are in');
        END IF;
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION sealing_is_settled(of_offer bigint) RETURNS boolean LANGUAGE sql STABLE AS $$
    -- as many shares are in as it takes, or so many did not open that there never will be
    SELECT count(released.share) >= min(box.threshold)
        OR count(released.id) - count(released.share) > count(*) - min(box.threshold)
    FROM sealing_sealedshare sealed
    JOIN sealing_boxholder holder ON holder.id = sealed.holder_id
    JOIN sealing_box box ON box.id = holder.box_id
    LEFT JOIN sealing_releasedshare released ON released.sealed_id = sealed.id
    WHERE sealed.offer_id = of_offer
$$;

CREATE FUNCTION sealing_key_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' AND encode(sha256(NEW.public_key), 'hex') <> NEW.fingerprint THEN
        PERFORM sealing_refuse('an_opening_key_stays_as_it_is', 'not the fingerprint of the key');
    END IF;
    IF TG_OP = 'UPDATE' AND (OLD.retired_at IS NOT NULL OR NEW.retired_at IS NULL
        OR to_jsonb(NEW) - 'retired_at' IS DISTINCT FROM to_jsonb(OLD) - 'retired_at')
    THEN
        PERFORM sealing_refuse('an_opening_key_stays_as_it_is', 'an opening key can only be retired');
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION sealing_holder_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM sealing_moment(NEW.box_id);
    IF EXISTS (SELECT FROM sealing_sealedoffer WHERE box_id = NEW.box_id)
        OR NOT EXISTS (
            SELECT FROM sealing_openingkey WHERE id = NEW.key_id AND organisation_id = NEW.organisation_id
        )
    THEN
        PERFORM sealing_refuse('holders_are_fixed_with_the_box', 'not a holder with a key of its own, or too late');
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION sealing_share_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM sealing_moment(offer.box_id) FROM sealing_sealedoffer offer
        JOIN sealing_boxholder holder ON holder.box_id = offer.box_id
        WHERE offer.id = NEW.offer_id AND holder.id = NEW.holder_id
            AND offer.withdrawn_at IS NULL AND offer.superseded_at IS NULL;
    IF NOT FOUND THEN
        PERFORM sealing_refuse('a_share_is_of_its_box', 'not a holder of the box of a live offer');
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION sealing_offer_is_whole() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (SELECT count(*) FROM sealing_boxholder WHERE box_id = NEW.box_id)
        <> (SELECT count(*) FROM sealing_sealedshare WHERE offer_id = NEW.id)
    THEN
        PERFORM sealing_refuse('an_offer_has_a_share_for_each_holder', 'an offer has a share for each holder');
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION sealing_release_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    box sealing_box;
    moment timestamptz;
BEGIN
    SELECT each.* INTO box FROM sealing_sealedshare sealed JOIN sealing_sealedoffer offer ON offer.id = sealed.offer_id
        JOIN sealing_box each ON each.id = offer.box_id
        WHERE sealed.id = NEW.sealed_id AND offer.withdrawn_at IS NULL AND offer.superseded_at IS NULL
        FOR UPDATE OF each;
    moment := pingzhun_clock();
    IF box.id IS NULL OR box.opened_at IS NOT NULL OR box.abandoned_at IS NOT NULL THEN
        PERFORM sealing_refuse('shares_are_released_where_they_are_asked_for', 'the box does not wait for shares');
    END IF;
    IF box.called_at IS NULL OR moment < box.closes_at THEN
        PERFORM sealing_refuse('a_share_is_released_after_the_box_closes', 'the hour has not come');
    END IF;
    IF encode(sha256(NEW.share), 'hex') <> (SELECT sha256 FROM sealing_sealedshare WHERE id = NEW.sealed_id) THEN
        PERFORM sealing_refuse('a_released_share_is_the_one_committed_to', 'not the share that was committed to');
    END IF;
    NEW.released_at := moment;
    RETURN NEW;
END $$;

CREATE FUNCTION sealing_opened_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM sealing_sealedoffer offer JOIN sealing_box box ON box.id = offer.box_id
        WHERE offer.id = NEW.offer_id AND box.opened_at IS NOT NULL
            AND offer.withdrawn_at IS NULL AND offer.superseded_at IS NULL
            AND (NEW.text IS NULL OR offer.sha256 = encode(sha256(convert_to(NEW.text, 'UTF8')), 'hex'))
    ) THEN
        PERFORM sealing_refuse('what_is_opened_was_sealed', 'not the text of a live offer in an opened box');
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION sealing_file_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM sealing_moment(offer.box_id) FROM sealing_sealedoffer offer
        WHERE offer.id = NEW.offer_id AND offer.withdrawn_at IS NULL AND offer.superseded_at IS NULL;
    IF NOT FOUND OR NOT EXISTS (
        SELECT FROM documents_attachment attachment JOIN documents_blob blob ON blob.id = attachment.blob_id
        WHERE attachment.id = NEW.ciphertext_id AND blob.sha256 = NEW.sha256 AND blob.size = NEW.size
    ) THEN
        PERFORM sealing_refuse('a_sealed_file_is_of_a_live_offer', 'not the ciphertext of a live offer');
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION sealing_opened_file_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM sealing_sealedfile sealed JOIN sealing_openedoffer opened ON opened.offer_id = sealed.offer_id
        WHERE sealed.id = NEW.sealed_id AND opened.folder_id IS NOT NULL AND (
            NEW.attachment_id IS NULL OR opened.folder_id = (
                SELECT folder_id FROM documents_attachment WHERE id = NEW.attachment_id
            )
        )
    ) THEN
        PERFORM sealing_refuse('a_file_is_opened_with_its_offer', 'not a file of an opened offer');
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
CREATE CONSTRAINT TRIGGER sealing_offer_is_whole AFTER INSERT ON sealing_sealedoffer
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION sealing_offer_is_whole();
CREATE TRIGGER sealing_key_guard BEFORE INSERT OR UPDATE ON sealing_openingkey
    FOR EACH ROW EXECUTE FUNCTION sealing_key_guard();
CREATE TRIGGER sealing_key_kept BEFORE DELETE OR TRUNCATE ON sealing_openingkey
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse();
CREATE TRIGGER sealing_holder_guard BEFORE INSERT ON sealing_boxholder
    FOR EACH ROW EXECUTE FUNCTION sealing_holder_guard();
CREATE TRIGGER sealing_holder_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON sealing_boxholder
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse();
CREATE TRIGGER sealing_share_guard BEFORE INSERT ON sealing_sealedshare
    FOR EACH ROW EXECUTE FUNCTION sealing_share_guard();
CREATE TRIGGER sealing_share_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON sealing_sealedshare
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse();
CREATE TRIGGER sealing_release_guard BEFORE INSERT ON sealing_releasedshare
    FOR EACH ROW EXECUTE FUNCTION sealing_release_guard();
CREATE TRIGGER sealing_release_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON sealing_releasedshare
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse();
CREATE TRIGGER sealing_opened_guard BEFORE INSERT ON sealing_openedoffer
    FOR EACH ROW EXECUTE FUNCTION sealing_opened_guard();
CREATE TRIGGER sealing_opened_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON sealing_openedoffer
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse();
CREATE TRIGGER sealing_file_guard BEFORE INSERT ON sealing_sealedfile
    FOR EACH ROW EXECUTE FUNCTION sealing_file_guard();
CREATE TRIGGER sealing_file_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON sealing_sealedfile
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse();
CREATE TRIGGER sealing_opened_file_guard BEFORE INSERT ON sealing_openedfile
    FOR EACH ROW EXECUTE FUNCTION sealing_opened_file_guard();
CREATE TRIGGER sealing_opened_file_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON sealing_openedfile
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse();
"""

BACKWARD = """
DROP TRIGGER sealing_opened_file_kept ON sealing_openedfile;
DROP TRIGGER sealing_opened_file_guard ON sealing_openedfile;
DROP TRIGGER sealing_file_kept ON sealing_sealedfile;
DROP TRIGGER sealing_file_guard ON sealing_sealedfile;
DROP TRIGGER sealing_opened_kept ON sealing_openedoffer;
DROP TRIGGER sealing_opened_guard ON sealing_openedoffer;
DROP TRIGGER sealing_release_kept ON sealing_releasedshare;
DROP TRIGGER sealing_release_guard ON sealing_releasedshare;
DROP TRIGGER sealing_share_kept ON sealing_sealedshare;
DROP TRIGGER sealing_share_guard ON sealing_sealedshare;
DROP TRIGGER sealing_holder_kept ON sealing_boxholder;
DROP TRIGGER sealing_holder_guard ON sealing_boxholder;
DROP TRIGGER sealing_key_kept ON sealing_openingkey;
DROP TRIGGER sealing_key_guard ON sealing_openingkey;
DROP TRIGGER sealing_offer_is_whole ON sealing_sealedoffer;
DROP TRIGGER sealing_offer_kept ON sealing_sealedoffer;
DROP TRIGGER sealing_offer_guard ON sealing_sealedoffer;
DROP TRIGGER sealing_box_kept ON sealing_box;
DROP TRIGGER sealing_box_guard ON sealing_box;
DROP FUNCTION sealing_opened_file_guard();
DROP FUNCTION sealing_file_guard();
DROP FUNCTION sealing_opened_guard();
DROP FUNCTION sealing_release_guard();
DROP FUNCTION sealing_offer_is_whole();
DROP FUNCTION sealing_share_guard();
DROP FUNCTION sealing_holder_guard();
DROP FUNCTION sealing_key_guard();
DROP FUNCTION sealing_is_settled(bigint);
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
