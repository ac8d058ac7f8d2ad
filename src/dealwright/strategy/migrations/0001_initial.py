import dealwright.core.ids
import django.contrib.postgres.fields
import django.db.models.constraints
import django.db.models.deletion
import django.db.models.functions.text
import pghistory.utils
import pgtrigger.compiler
from django.conf import settings
from django.db import migrations, models

from dealwright.core import triggers


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('identity', '__first__'),
    ]

    operations = [
        migrations.CreateModel(
            name='SalesProcess',
            fields=[
                ('id', models.UUIDField(default=dealwright.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('created_at', models.DateTimeField(editable=False, verbose_name='created')),
                ('modified_at', models.DateTimeField(editable=False, verbose_name='changed')),
                ('custom', models.JSONField(blank=True, default=dict, editable=False)),
                ('name', models.CharField(max_length=80, verbose_name='name')),
                ('is_default', models.BooleanField(default=False, verbose_name='default')),
                ('is_active', models.BooleanField(default=True, verbose_name='active')),
                ('created_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('modified_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'sales process',
                'verbose_name_plural': 'sales processes',
                'constraints': [models.UniqueConstraint(django.db.models.functions.text.Upper('name'), name='process_name_once', violation_error_message='There is a sales process with this name already.'), models.UniqueConstraint(condition=models.Q(('is_default', True)), fields=('is_default',), name='process_one_default', violation_error_message='Another process is the default.')],
            },
        ),
        migrations.CreateModel(
            name='SalesProcessHistory',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('id', models.UUIDField(default=dealwright.core.ids.new_id, editable=False, serialize=False)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('created_at', models.DateTimeField(editable=False, verbose_name='created')),
                ('modified_at', models.DateTimeField(editable=False, verbose_name='changed')),
                ('custom', models.JSONField(blank=True, default=dict, editable=False)),
                ('name', models.CharField(max_length=80, verbose_name='name')),
                ('is_default', models.BooleanField(default=False, verbose_name='default')),
                ('is_active', models.BooleanField(default=True, verbose_name='active')),
                ('created_by', models.ForeignKey(db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('modified_by', models.ForeignKey(db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('pgh_obj', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='strategy.salesprocess')),
            ],
            options={
                'abstract': False,
                'indexes': [models.Index(fields=['pgh_obj_id', 'pgh_id'], name='strategy_sa_pgh_obj_72434d_idx')],
            },
        ),
        migrations.CreateModel(
            name='Stage',
            fields=[
                ('id', models.UUIDField(default=dealwright.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('created_at', models.DateTimeField(editable=False, verbose_name='created')),
                ('modified_at', models.DateTimeField(editable=False, verbose_name='changed')),
                ('custom', models.JSONField(blank=True, default=dict, editable=False)),
                ('name', models.CharField(max_length=60, verbose_name='name')),
                ('position', models.PositiveSmallIntegerField(verbose_name='position')),
                ('probability', models.PositiveSmallIntegerField(verbose_name='probability, %')),
                ('category', models.CharField(choices=[('omitted', 'omitted'), ('pipeline', 'pipeline'), ('best_case', 'best case'), ('commit', 'commit')], default='pipeline', max_length=10, verbose_name='forecast category')),
                ('required_fields', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=60), blank=True, default=list, verbose_name='required fields')),
                ('guidance', models.TextField(blank=True, verbose_name='guidance')),
                ('usual_days', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='usual days')),
                ('created_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('modified_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('process', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='stages', to='strategy.salesprocess', verbose_name='sales process')),
            ],
            options={
                'verbose_name': 'stage',
                'verbose_name_plural': 'stages',
                'constraints': [models.UniqueConstraint(deferrable=django.db.models.constraints.Deferrable['DEFERRED'], fields=('process', 'position'), name='stage_position_once', violation_error_message='Two stages cannot share a position.'), models.UniqueConstraint(models.F('process'), django.db.models.functions.text.Upper('name'), name='stage_name_once', violation_error_message='This process has a stage of this name already.'), models.CheckConstraint(condition=models.Q(('probability__lte', 100)), name='stage_probability', violation_error_message='A probability lies between 0 and 100 %%.')],
            },
        ),
        migrations.CreateModel(
            name='StageHistory',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('id', models.UUIDField(default=dealwright.core.ids.new_id, editable=False, serialize=False)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('created_at', models.DateTimeField(editable=False, verbose_name='created')),
                ('modified_at', models.DateTimeField(editable=False, verbose_name='changed')),
                ('custom', models.JSONField(blank=True, default=dict, editable=False)),
                ('name', models.CharField(max_length=60, verbose_name='name')),
                ('position', models.PositiveSmallIntegerField(verbose_name='position')),
                ('probability', models.PositiveSmallIntegerField(verbose_name='probability, %')),
                ('category', models.CharField(choices=[('omitted', 'omitted'), ('pipeline', 'pipeline'), ('best_case', 'best case'), ('commit', 'commit')], default='pipeline', max_length=10, verbose_name='forecast category')),
                ('required_fields', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=60), blank=True, default=list, verbose_name='required fields')),
                ('guidance', models.TextField(blank=True, verbose_name='guidance')),
                ('usual_days', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='usual days')),
                ('created_by', models.ForeignKey(db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('modified_by', models.ForeignKey(db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('pgh_obj', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='strategy.stage')),
                ('process', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='strategy.salesprocess', verbose_name='sales process')),
            ],
            options={
                'abstract': False,
                'indexes': [models.Index(fields=['pgh_obj_id', 'pgh_id'], name='strategy_st_pgh_obj_ae6fbe_idx')],
            },
        ),
        triggers.AddTrigger(
            model_name='salesprocess',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "strategy_salesprocesshistory" ("created_at", "created_by_id", "custom", "id", "is_active", "is_default", "modified_at", "modified_by_id", "name", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "version") SELECT new_values."created_at", new_values."created_by_id", new_values."custom", new_values."id", new_values."is_active", new_values."is_default", new_values."modified_at", new_values."modified_by_id", new_values."name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'insert\', new_values."id", new_values."version" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='8948fda72b64c1d9f3238a22bfda48daafdbf633', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_3ee22', referencing='REFERENCING NEW TABLE AS new_values ', table='strategy_salesprocess', when='AFTER')),
        ),
        triggers.AddTrigger(
            model_name='salesprocess',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "strategy_salesprocesshistory" ("created_at", "created_by_id", "custom", "id", "is_active", "is_default", "modified_at", "modified_by_id", "name", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "version") SELECT new_values."created_at", new_values."created_by_id", new_values."custom", new_values."id", new_values."is_active", new_values."is_default", new_values."modified_at", new_values."modified_by_id", new_values."name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', new_values."id", new_values."version" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='350cb733dc974c968baf7ebc622f975736c0d7d1', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_e819c', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='strategy_salesprocess', when='AFTER')),
        ),
        triggers.AddTrigger(
            model_name='salesprocess',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "strategy_salesprocesshistory" ("created_at", "created_by_id", "custom", "id", "is_active", "is_default", "modified_at", "modified_by_id", "name", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "version") SELECT old_values."created_at", old_values."created_by_id", old_values."custom", old_values."id", old_values."is_active", old_values."is_default", old_values."modified_at", old_values."modified_by_id", old_values."name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', old_values."id", old_values."version" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='53f4d32e8c0caafd1cfc457b82cd31c76ea57d94', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_78c7c', referencing='REFERENCING OLD TABLE AS old_values ', table='strategy_salesprocess', when='AFTER')),
        ),
        triggers.AddTrigger(
            model_name='stage',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "strategy_stagehistory" ("category", "created_at", "created_by_id", "custom", "guidance", "id", "modified_at", "modified_by_id", "name", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "probability", "process_id", "required_fields", "usual_days", "version") SELECT new_values."category", new_values."created_at", new_values."created_by_id", new_values."custom", new_values."guidance", new_values."id", new_values."modified_at", new_values."modified_by_id", new_values."name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'insert\', new_values."id", new_values."position", new_values."probability", new_values."process_id", new_values."required_fields", new_values."usual_days", new_values."version" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='e34ae0c8adcd11b59f41febb12ee26e2cf57a47e', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_063fb', referencing='REFERENCING NEW TABLE AS new_values ', table='strategy_stage', when='AFTER')),
        ),
        triggers.AddTrigger(
            model_name='stage',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "strategy_stagehistory" ("category", "created_at", "created_by_id", "custom", "guidance", "id", "modified_at", "modified_by_id", "name", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "probability", "process_id", "required_fields", "usual_days", "version") SELECT new_values."category", new_values."created_at", new_values."created_by_id", new_values."custom", new_values."guidance", new_values."id", new_values."modified_at", new_values."modified_by_id", new_values."name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', new_values."id", new_values."position", new_values."probability", new_values."process_id", new_values."required_fields", new_values."usual_days", new_values."version" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='c567b41c2d53acd40da8ea06f50d7af899bd16ed', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_46c09', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='strategy_stage', when='AFTER')),
        ),
        triggers.AddTrigger(
            model_name='stage',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "strategy_stagehistory" ("category", "created_at", "created_by_id", "custom", "guidance", "id", "modified_at", "modified_by_id", "name", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "probability", "process_id", "required_fields", "usual_days", "version") SELECT old_values."category", old_values."created_at", old_values."created_by_id", old_values."custom", old_values."guidance", old_values."id", old_values."modified_at", old_values."modified_by_id", old_values."name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', old_values."id", old_values."position", old_values."probability", old_values."process_id", old_values."required_fields", old_values."usual_days", old_values."version" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='d6eab6eea581c12200f22b3127af30f959ebac42', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_50b62', referencing='REFERENCING OLD TABLE AS old_values ', table='strategy_stage', when='AFTER')),
        ),
    ]
