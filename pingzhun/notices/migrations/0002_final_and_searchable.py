"""Published notices are final, and their words are found by pairs of characters.

Plain SQL and not django-pgtrigger, whose triggers any session can switch off by setting `pgtrigger.ignore`.
"""

from django.db import migrations

FINAL = """
CREATE TRIGGER notice_is_final BEFORE UPDATE OR DELETE OR TRUNCATE ON notices_notice
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse();

CREATE FUNCTION notice_keep_folder_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM notices_notice WHERE folder_id = OLD.id) THEN
        RAISE EXCEPTION 'folder % belongs to a published notice and stays frozen', OLD.id
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER notice_folder_stays_frozen BEFORE UPDATE OF frozen_at ON documents_folder
    FOR EACH ROW EXECUTE FUNCTION notice_keep_folder_frozen();
"""

MUTABLE = """
DROP TRIGGER notice_folder_stays_frozen ON documents_folder;
DROP FUNCTION notice_keep_folder_frozen();
DROP TRIGGER notice_is_final ON notices_notice;
"""

# Pairs with a space in them are no one's word. The pairs are stored, and not only indexed, because the planner reads a
# frequent word from the newest notices on, where it would otherwise work out the pairs of every row again.
SEARCHABLE = r"""
CREATE FUNCTION pingzhun_bigrams(content text) RETURNS text[]
    LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE COST 1000 AS $$
BEGIN
    RETURN ARRAY(
        SELECT DISTINCT pair
        FROM (
            SELECT letter || lead(letter) OVER (ORDER BY place) AS pair
            FROM unnest(string_to_array(content, NULL)) WITH ORDINALITY AS letters (letter, place)
        ) AS pairs
        WHERE pair !~ '\s'
    );
END $$;
ALTER TABLE notices_notice ADD COLUMN bigrams text[] GENERATED ALWAYS AS (pingzhun_bigrams(search_text)) STORED;
CREATE INDEX notice_bigrams ON notices_notice USING gin (bigrams);
"""

PLAIN = """
ALTER TABLE notices_notice DROP COLUMN bigrams;
DROP FUNCTION pingzhun_bigrams(text);
"""


class Migration(migrations.Migration):
    dependencies = [("notices", "0001_initial"), ("ledger", "0002_append_only")]
    operations = [
        migrations.RunSQL(FINAL, MUTABLE),
        migrations.RunSQL(SEARCHABLE, PLAIN),
    ]
