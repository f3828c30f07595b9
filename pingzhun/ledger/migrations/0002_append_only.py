"""The database keeps the ledger append-only.

Plain SQL and not django-pgtrigger, whose triggers any session can switch off by setting `pgtrigger.ignore`.
"""

from django.db import migrations

FORWARD = """
CREATE FUNCTION ledger_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% on % is refused: what is recorded stays as it is', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'integrity_constraint_violation';
END $$;

CREATE TRIGGER ledger_entry_without_position BEFORE INSERT ON ledger_ledgerentry
    FOR EACH ROW WHEN (NEW.position IS NOT NULL) EXECUTE FUNCTION ledger_refuse();
CREATE TRIGGER ledger_entry_only_placed BEFORE UPDATE ON ledger_ledgerentry
    FOR EACH ROW WHEN (
        OLD.position IS NOT NULL OR NEW.position IS NULL
        OR (NEW.id, NEW.kind, NEW.subject, NEW.data, NEW.recorded_at, NEW.leaf_hash)
            IS DISTINCT FROM (OLD.id, OLD.kind, OLD.subject, OLD.data, OLD.recorded_at, OLD.leaf_hash)
    ) EXECUTE FUNCTION ledger_refuse();
CREATE TRIGGER ledger_entry_kept BEFORE DELETE OR TRUNCATE ON ledger_ledgerentry
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse();
CREATE TRIGGER ledger_node_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_ledgernode
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse();
CREATE TRIGGER ledger_head_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_treehead
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse();
"""

BACKWARD = """
DROP TRIGGER ledger_head_kept ON ledger_treehead;
DROP TRIGGER ledger_node_kept ON ledger_ledgernode;
DROP TRIGGER ledger_entry_kept ON ledger_ledgerentry;
DROP TRIGGER ledger_entry_only_placed ON ledger_ledgerentry;
DROP TRIGGER ledger_entry_without_position ON ledger_ledgerentry;
DROP FUNCTION ledger_refuse();
"""


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
