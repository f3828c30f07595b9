"""The one clock of the platform, and the two rules that PostgreSQL keeps for this app.

`pingzhun_demo()` reads the setting of the database itself (ALTER DATABASE … SET pingzhun.demo = 'on'), not the session's:
a session could set that for itself. Outside a demo database the shift counts for nothing, even if a row was restored
from a demo's backup.
"""

from django.db import migrations

CLOCK = """
CREATE FUNCTION pingzhun_demo() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT EXISTS (
        SELECT FROM pg_catalog.pg_db_role_setting setting
        JOIN pg_catalog.pg_database db ON db.oid = setting.setdatabase
        WHERE db.datname = pg_catalog.current_database() AND setting.setrole = 0
            AND 'pingzhun.demo=on' = ANY (setting.setconfig)
    )
$$;

CREATE FUNCTION pingzhun_clock() RETURNS timestamptz LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    ahead interval;
BEGIN
    SELECT shift INTO ahead FROM regimes_clockshift;
    IF ahead IS NOT NULL AND pingzhun_demo() THEN
        RETURN clock_timestamp() + ahead;
    END IF;
    RETURN clock_timestamp();
END
$$;

CREATE FUNCTION regimes_clockshift_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT pingzhun_demo() THEN
        RAISE EXCEPTION '演示时钟只能在演示数据库中拨动' USING ERRCODE = 'check_violation';
    END IF;
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION '演示时钟只能向前拨动' USING ERRCODE = 'check_violation';
    END IF;
    IF TG_OP = 'UPDATE' AND NEW.shift < OLD.shift THEN
        RAISE EXCEPTION '演示时钟只能向前拨动' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END
$$;

CREATE TRIGGER regimes_clockshift_forward_only BEFORE INSERT OR UPDATE OR DELETE ON regimes_clockshift
    FOR EACH ROW EXECUTE FUNCTION regimes_clockshift_guard();
"""

CLOCK_REVERSE = """
DROP TRIGGER regimes_clockshift_forward_only ON regimes_clockshift;
DROP FUNCTION regimes_clockshift_guard();
DROP FUNCTION pingzhun_clock();
DROP FUNCTION pingzhun_demo();
"""

OVERRIDES = """
CREATE FUNCTION regimes_figureoverride_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.effective_from <= (pingzhun_clock() AT TIME ZONE 'Asia/Shanghai')::date THEN
        RAISE EXCEPTION '已施行的辖区规则不能修改或删除，请另行设定新的施行日期' USING ERRCODE = 'check_violation';
    END IF;
    IF TG_OP = 'DELETE' THEN
        RETURN OLD;
    END IF;
    RETURN NEW;
END
$$;

CREATE TRIGGER regimes_figureoverride_final BEFORE UPDATE OR DELETE ON regimes_figureoverride
    FOR EACH ROW EXECUTE FUNCTION regimes_figureoverride_guard();
"""

OVERRIDES_REVERSE = """
DROP TRIGGER regimes_figureoverride_final ON regimes_figureoverride;
DROP FUNCTION regimes_figureoverride_guard();
"""


class Migration(migrations.Migration):
    dependencies = [("regimes", "0001_initial")]

    operations = [
        migrations.RunSQL(CLOCK, CLOCK_REVERSE),
        migrations.RunSQL(OVERRIDES, OVERRIDES_REVERSE),
    ]
