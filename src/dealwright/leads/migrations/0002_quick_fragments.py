"""Indexes on fragments of names: no statistics, as for customers."""

from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [('leads', '0001_initial')]

    operations = [
        migrations.RunSQL(
            [f"ALTER INDEX {name} ALTER COLUMN 1 SET STATISTICS 0" for name in ("lead_name_trgm", "lead_company_trgm")],
            migrations.RunSQL.noop,
        ),
    ]
