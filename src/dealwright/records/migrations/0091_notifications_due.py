from django.db import migrations, models

# What waits for its mail now is taken to be due when it is to be mailed next.
DUE = """
UPDATE records_notification SET due_at = mail_at WHERE mail_at IS NOT NULL AND mailed_at IS NULL
"""


class Migration(migrations.Migration):

    dependencies = [
        ('records', '0090_notifications'),
    ]

    operations = [
        migrations.AddField(
            model_name='notification',
            name='due_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.RunSQL(DUE, migrations.RunSQL.noop),
    ]
