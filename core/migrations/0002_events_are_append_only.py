"""Let the database itself refuse to change or remove an event, whoever asks.

A later migration that rebuilds core_event on SQLite drops its triggers: it must run ``guard`` again.
"""

from django.db import connection, migrations

REFUSAL = "An event on the record is never changed or removed."
SQLITE = {
    "guard": [
        f"CREATE TRIGGER IF NOT EXISTS core_event_no_{act} BEFORE {act} ON core_event "
        f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
        for act in ("update", "delete")
    ],
    "unguard": [f"DROP TRIGGER IF EXISTS core_event_no_{act}" for act in ("update", "delete")],
}
POSTGRESQL = {
    "guard": [
        "CREATE OR REPLACE FUNCTION core_event_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'integrity_constraint_violation'; END $$",
        "CREATE OR REPLACE TRIGGER core_event_no_change BEFORE UPDATE OR DELETE ON core_event "
        "FOR EACH ROW EXECUTE FUNCTION core_event_refuse()",
        "DROP TRIGGER IF EXISTS core_event_no_truncate ON core_event",
        "CREATE TRIGGER core_event_no_truncate BEFORE TRUNCATE ON core_event "
        "FOR EACH STATEMENT EXECUTE FUNCTION core_event_refuse()",
    ],
    "unguard": [
        "DROP TRIGGER IF EXISTS core_event_no_change ON core_event",
        "DROP TRIGGER IF EXISTS core_event_no_truncate ON core_event",
        "DROP FUNCTION IF EXISTS core_event_refuse()",
    ],
}


def guard(apps, schema_editor):
    _run("guard", schema_editor.connection)


def unguard(apps, schema_editor):
    _run("unguard", schema_editor.connection)


def guard_now():
    _run("guard", connection)


def unguard_now():
    _run("unguard", connection)


def _run(step, database):
    statements = {"sqlite": SQLITE, "postgresql": POSTGRESQL}[database.vendor][step]
    with database.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("core", "0001_initial")]
    operations = [migrations.RunPython(guard, unguard)]
