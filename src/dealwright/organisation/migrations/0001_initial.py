import dealwright.core.ids
import django.db.models.deletion
import pghistory.utils
import pgtrigger.compiler
from django.db import migrations, models

from dealwright.core import triggers


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='ExchangeRateHistory',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('id', models.UUIDField(default=dealwright.core.ids.new_id, editable=False, serialize=False)),
                ('currency', models.CharField(max_length=3, verbose_name='currency')),
                ('valid_from', models.DateField(verbose_name='from')),
                ('rate', models.DecimalField(decimal_places=8, max_digits=18, verbose_name='rate')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Organisation',
            fields=[
                ('id', models.UUIDField(default=dealwright.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('only', models.BooleanField(default=True, editable=False)),
                ('name', models.CharField(max_length=200, verbose_name='name')),
                ('currency', models.CharField(default='EUR', max_length=3, verbose_name='base currency')),
                ('fiscal_year_start', models.PositiveSmallIntegerField(default=1, verbose_name='fiscal year starts in')),
                ('time_zone', models.CharField(default='Europe/Berlin', max_length=50, verbose_name='time zone')),
                ('locale', models.CharField(default='en-GB', max_length=20, verbose_name='language and formats')),
                ('country', models.CharField(default='DE', max_length=2, verbose_name='country')),
                ('address', models.TextField(blank=True, verbose_name='address')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='email')),
                ('phone', models.CharField(blank=True, max_length=40, verbose_name='phone')),
                ('website', models.CharField(blank=True, max_length=200, verbose_name='website')),
                ('discount_mode', models.CharField(choices=[('per_line', 'per line'), ('per_unit', 'per unit')], default='per_line', max_length=10, verbose_name='manual discount')),
                ('quote_validity_days', models.PositiveSmallIntegerField(default=30, verbose_name='quotes are valid for days')),
                ('terms', models.TextField(blank=True, verbose_name='terms of sale')),
                ('is_sample', models.BooleanField(default=False, editable=False)),
            ],
            options={
                'verbose_name': 'organisation',
                'verbose_name_plural': 'organisations',
                'constraints': [models.UniqueConstraint(fields=('only',), name='organisation_one'), models.CheckConstraint(condition=models.Q(('only', True)), name='organisation_only'), models.CheckConstraint(condition=models.Q(('fiscal_year_start__range', (1, 12))), name='organisation_fiscal_month', violation_error_message='Choose a month from 1 to 12.'), models.CheckConstraint(condition=models.Q(('currency__regex', '^[A-Z]{3}$')), name='organisation_currency', violation_error_message='A currency is three capital letters.')],
            },
        ),
        migrations.CreateModel(
            name='OrganisationHistory',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('id', models.UUIDField(default=dealwright.core.ids.new_id, editable=False, serialize=False)),
                ('only', models.BooleanField(default=True, editable=False)),
                ('name', models.CharField(max_length=200, verbose_name='name')),
                ('currency', models.CharField(default='EUR', max_length=3, verbose_name='base currency')),
                ('fiscal_year_start', models.PositiveSmallIntegerField(default=1, verbose_name='fiscal year starts in')),
                ('time_zone', models.CharField(default='Europe/Berlin', max_length=50, verbose_name='time zone')),
                ('locale', models.CharField(default='en-GB', max_length=20, verbose_name='language and formats')),
                ('country', models.CharField(default='DE', max_length=2, verbose_name='country')),
                ('address', models.TextField(blank=True, verbose_name='address')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='email')),
                ('phone', models.CharField(blank=True, max_length=40, verbose_name='phone')),
                ('website', models.CharField(blank=True, max_length=200, verbose_name='website')),
                ('discount_mode', models.CharField(choices=[('per_line', 'per line'), ('per_unit', 'per unit')], default='per_line', max_length=10, verbose_name='manual discount')),
                ('quote_validity_days', models.PositiveSmallIntegerField(default=30, verbose_name='quotes are valid for days')),
                ('terms', models.TextField(blank=True, verbose_name='terms of sale')),
                ('is_sample', models.BooleanField(default=False, editable=False)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='ExchangeRate',
            fields=[
                ('id', models.UUIDField(default=dealwright.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('currency', models.CharField(max_length=3, verbose_name='currency')),
                ('valid_from', models.DateField(verbose_name='from')),
                ('rate', models.DecimalField(decimal_places=8, max_digits=18, verbose_name='rate')),
            ],
            options={
                'verbose_name': 'exchange rate',
                'verbose_name_plural': 'exchange rates',
                'constraints': [models.UniqueConstraint(fields=('currency', 'valid_from'), name='rate_once_a_day', violation_error_message='This currency has a rate from this day already.'), models.CheckConstraint(condition=models.Q(('rate__gt', 0)), name='rate_positive', violation_error_message='A rate is greater than zero.')],
            },
        ),
        triggers.AddTrigger(
            model_name='exchangerate',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "organisation_exchangeratehistory" ("currency", "id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "rate", "valid_from") SELECT new_values."currency", new_values."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'insert\', new_values."id", new_values."rate", new_values."valid_from" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='3249ce7337f9718a96549438d92e39dcec5fcbdd', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_98722', referencing='REFERENCING NEW TABLE AS new_values ', table='organisation_exchangerate', when='AFTER')),
        ),
        triggers.AddTrigger(
            model_name='exchangerate',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "organisation_exchangeratehistory" ("currency", "id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "rate", "valid_from") SELECT new_values."currency", new_values."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', new_values."id", new_values."rate", new_values."valid_from" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='b6c884c77e96d45acc4556e15ce49e17034c3340', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_e82dc', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='organisation_exchangerate', when='AFTER')),
        ),
        triggers.AddTrigger(
            model_name='exchangerate',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "organisation_exchangeratehistory" ("currency", "id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "rate", "valid_from") SELECT old_values."currency", old_values."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', old_values."id", old_values."rate", old_values."valid_from" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='4343f5fcc50bcc3fbd740106468ce568bbae0bf6', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_a5476', referencing='REFERENCING OLD TABLE AS old_values ', table='organisation_exchangerate', when='AFTER')),
        ),
        migrations.AddField(
            model_name='exchangeratehistory',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='organisation.exchangerate'),
        ),
        triggers.AddTrigger(
            model_name='organisation',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "organisation_organisationhistory" ("address", "country", "currency", "discount_mode", "email", "fiscal_year_start", "id", "is_sample", "locale", "name", "only", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "quote_validity_days", "terms", "time_zone", "website") SELECT new_values."address", new_values."country", new_values."currency", new_values."discount_mode", new_values."email", new_values."fiscal_year_start", new_values."id", new_values."is_sample", new_values."locale", new_values."name", new_values."only", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'insert\', new_values."id", new_values."phone", new_values."quote_validity_days", new_values."terms", new_values."time_zone", new_values."website" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='b6efec6c2bc5ae4cece25b448862068bd029f9e7', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_e7f16', referencing='REFERENCING NEW TABLE AS new_values ', table='organisation_organisation', when='AFTER')),
        ),
        triggers.AddTrigger(
            model_name='organisation',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "organisation_organisationhistory" ("address", "country", "currency", "discount_mode", "email", "fiscal_year_start", "id", "is_sample", "locale", "name", "only", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "quote_validity_days", "terms", "time_zone", "website") SELECT new_values."address", new_values."country", new_values."currency", new_values."discount_mode", new_values."email", new_values."fiscal_year_start", new_values."id", new_values."is_sample", new_values."locale", new_values."name", new_values."only", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', new_values."id", new_values."phone", new_values."quote_validity_days", new_values."terms", new_values."time_zone", new_values."website" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='5c865f4d55139025a203bd8af34a09c004786130', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_929e2', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='organisation_organisation', when='AFTER')),
        ),
        triggers.AddTrigger(
            model_name='organisation',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "organisation_organisationhistory" ("address", "country", "currency", "discount_mode", "email", "fiscal_year_start", "id", "is_sample", "locale", "name", "only", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "quote_validity_days", "terms", "time_zone", "website") SELECT old_values."address", old_values."country", old_values."currency", old_values."discount_mode", old_values."email", old_values."fiscal_year_start", old_values."id", old_values."is_sample", old_values."locale", old_values."name", old_values."only", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', old_values."id", old_values."phone", old_values."quote_validity_days", old_values."terms", old_values."time_zone", old_values."website" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='3adbb08d29479ee27065a732a1b64fce4da0a0e5', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_c7a77', referencing='REFERENCING OLD TABLE AS old_values ', table='organisation_organisation', when='AFTER')),
        ),
        migrations.AddField(
            model_name='organisationhistory',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='organisation.organisation'),
        ),
        migrations.AddIndex(
            model_name='exchangeratehistory',
            index=models.Index(fields=['pgh_obj_id', 'pgh_id'], name='organisatio_pgh_obj_8fb177_idx'),
        ),
        migrations.AddIndex(
            model_name='organisationhistory',
            index=models.Index(fields=['pgh_obj_id', 'pgh_id'], name='organisatio_pgh_obj_dbcdea_idx'),
        ),
    ]
