"""Uploads and written exports lie where all files do. What lay in the folders `imports` and `exports` has to be uploaded or
exported anew; imports that are over keep what came of them.
"""

from typing import Any

import django.db.models.deletion
from django.db import migrations, models


def blob() -> "models.ForeignKey[Any, Any]":
    return models.ForeignKey(
        null=True,
        on_delete=django.db.models.deletion.PROTECT,
        related_name="+",
        to="records.blob",
    )


class Migration(migrations.Migration):
    dependencies = [
        ("exchange", "0035_export_files"),
        ("records", "0050_files"),
    ]

    operations = [
        migrations.RunSQL("DELETE FROM exchange_exportfile", migrations.RunSQL.noop),
        migrations.AddField("exportfile", "blob", blob()),
        migrations.RemoveField("import", "file"),
        migrations.RemoveField("import", "table"),
        migrations.AddField("import", "file", blob()),
        migrations.AddField("import", "table", blob()),
    ]
