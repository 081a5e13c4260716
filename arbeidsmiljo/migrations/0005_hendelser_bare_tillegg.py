"""Hendelsesloggen kan bare legges til. PostgreSQL holder det selv; SQLite har bare vernet i modellen.

På SQLite tømmer Django basen med DELETE, og et vern som må slås av for det, verner ikke.
"""

from django.db import migrations

LAG = """
CREATE FUNCTION forsvarlig_bare_tillegg() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND current_setting('forsvarlig.gjenoppretter', true) = 'ja' THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'hendelsesloggen kan bare legges til';
END $$;
CREATE TRIGGER hendelse_bare_tillegg BEFORE UPDATE OR DELETE ON arbeidsmiljo_hendelse
    FOR EACH ROW EXECUTE FUNCTION forsvarlig_bare_tillegg();
"""
FJERN = """
DROP TRIGGER hendelse_bare_tillegg ON arbeidsmiljo_hendelse;
DROP FUNCTION forsvarlig_bare_tillegg();
"""


def _kjor(setningene):
    def paa_postgres(apps, schema_editor):
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(setningene)

    return paa_postgres


class Migration(migrations.Migration):
    dependencies = [("arbeidsmiljo", "0004_paaminnelse")]

    operations = [migrations.RunPython(_kjor(LAG), _kjor(FJERN))]
