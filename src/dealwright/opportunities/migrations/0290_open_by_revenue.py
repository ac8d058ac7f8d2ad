# Open deals are most often listed by date and by worth; the first have an index.

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('opportunities', '0260_quoted_revenue'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='opportunity',
            index=models.Index(condition=models.Q(('state', 'open')), fields=['estimated_revenue', 'id'], name='opportunity_open_revenue'),
        ),
    ]
