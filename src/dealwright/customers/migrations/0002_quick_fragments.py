"""Indexes on fragments of names: short pending lists, and no statistics.

PostgreSQL would compare a sought name with a hundred samples before it begins to look; without statistics it guesses,
well enough to use the index, and much sooner.
"""

import django.contrib.postgres.indexes
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('catalog', '0001_initial'),
        ('customers', '0001_initial'),
        ('identity', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='account',
            name='account_name_trgm',
        ),
        migrations.RemoveIndex(
            model_name='contact',
            name='contact_name_trgm',
        ),
        migrations.AddIndex(
            model_name='account',
            index=django.contrib.postgres.indexes.GinIndex(django.contrib.postgres.indexes.OpClass(django.db.models.functions.text.Upper('name'), name='gin_trgm_ops'), gin_pending_list_limit=256, name='account_name_trgm'),
        ),
        migrations.AddIndex(
            model_name='contact',
            index=django.contrib.postgres.indexes.GinIndex(django.contrib.postgres.indexes.OpClass(django.db.models.functions.text.Upper('name'), name='gin_trgm_ops'), gin_pending_list_limit=256, name='contact_name_trgm'),
        ),
        migrations.RunSQL(
            [f"ALTER INDEX {name} ALTER COLUMN 1 SET STATISTICS 0" for name in ("account_name_trgm", "contact_name_trgm")],
            migrations.RunSQL.noop,
        ),
    ]
