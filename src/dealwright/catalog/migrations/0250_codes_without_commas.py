from django.db import migrations


class Migration(migrations.Migration):
    """A code with a comma could never be named on a quote, where commas separate several; a hyphen takes its place."""

    dependencies = [("catalog", "0241_configuration_rules")]

    operations = [
        migrations.RunSQL(
            "UPDATE catalog_promotion SET code = replace(code, ',', '-') WHERE code LIKE '%,%'",
            migrations.RunSQL.noop,
        ),
    ]
