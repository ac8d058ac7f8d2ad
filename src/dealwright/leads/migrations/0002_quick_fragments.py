"""Indexes on fragments of names: no statistics, as for customers. One on whole names, for imports."""

from django.db import migrations, models
from django.db.models.functions import Upper


class Migration(migrations.Migration):

    dependencies = [('leads', '0001_initial')]

    operations = [
        migrations.AddIndex('lead', models.Index(Upper('name'), name='lead_name')),
        migrations.RunSQL(
            [f"ALTER INDEX {name} ALTER COLUMN 1 SET STATISTICS 0" for name in ("lead_name_trgm", "lead_company_trgm")],
            migrations.RunSQL.noop,
        ),
    ]
