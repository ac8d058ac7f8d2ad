import dealwright.core.ids
import django.contrib.postgres.indexes
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
        ('identity', '0001_initial'),
        ('identity', '__first__'),
    ]

    operations = [
        migrations.CreateModel(
            name='Activity',
            fields=[
                ('id', models.UUIDField(default=dealwright.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('created_at', models.DateTimeField(editable=False, verbose_name='created')),
                ('modified_at', models.DateTimeField(editable=False, verbose_name='changed')),
                ('custom', models.JSONField(blank=True, default=dict, editable=False)),
                ('kind', models.CharField(choices=[('task', 'task'), ('call', 'call'), ('meeting', 'meeting'), ('note', 'note')], max_length=10, verbose_name='kind')),
                ('title', models.CharField(max_length=200, verbose_name='subject')),
                ('body', models.TextField(blank=True, verbose_name='text')),
                ('due_at', models.DateTimeField(blank=True, null=True, verbose_name='due')),
                ('duration', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='minutes')),
                ('done_at', models.DateTimeField(blank=True, null=True, verbose_name='done')),
                ('about_type', models.CharField(blank=True, max_length=60, verbose_name='kind of record')),
                ('about_id', models.UUIDField(blank=True, null=True, verbose_name='record')),
                ('about_label', models.CharField(blank=True, editable=False, max_length=300, verbose_name='about')),
                ('about_owner_id', models.UUIDField(editable=False, null=True)),
                ('about_unit_id', models.UUIDField(editable=False, null=True)),
                ('created_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('modified_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='owner')),
                ('unit', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='identity.businessunit', verbose_name='business unit')),
            ],
            options={
                'verbose_name': 'activity',
                'verbose_name_plural': 'activities',
                'indexes': [django.contrib.postgres.indexes.GinIndex(django.contrib.postgres.indexes.OpClass(django.db.models.functions.text.Upper('title'), name='gin_trgm_ops'), name='activity_title_trgm'), models.Index(fields=['about_id', '-created_at'], name='activity_about'), models.Index(condition=models.Q(('done_at__isnull', False)), fields=['about_id', '-done_at', '-id'], name='activity_stream'), models.Index(condition=models.Q(('done_at__isnull', True)), fields=['about_id', 'due_at', 'id'], name='activity_next'), models.Index(condition=models.Q(('done_at__isnull', True)), fields=['owner', 'due_at', 'id'], name='activity_open_due'), models.Index(condition=models.Q(('done_at__isnull', True)), fields=['due_at', 'id'], name='activity_due'), models.Index(condition=models.Q(('done_at__isnull', False)), fields=['-done_at', '-id'], name='activity_done'), models.Index(fields=['about_type'], name='activity_about_type'), models.Index(fields=['about_owner_id'], name='activity_about_owner'), models.Index(fields=['about_unit_id'], name='activity_about_unit'), models.Index(fields=['-created_at', '-id'], name='activity_created')],
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['task', 'call', 'meeting', 'note'])), name='activity_kind', violation_error_message='An activity is a task, a call, a meeting or a note.'), models.CheckConstraint(condition=models.Q(models.Q(('kind', 'note'), _negated=True), models.Q(('done_at__isnull', False), ('due_at__isnull', True)), _connector='OR'), name='activity_note_is_done', violation_error_message='A note has no due date; it is done when written.'), models.CheckConstraint(condition=models.Q(models.Q(('about_id__isnull', True), ('about_type', '')), models.Q(models.Q(('about_type', ''), _negated=True), ('about_id__isnull', False)), _connector='OR'), name='activity_about_whole', violation_error_message='Name both the kind and the id of the record.')],
            },
        ),
        migrations.CreateModel(
            name='ActivityHistory',
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
                ('kind', models.CharField(choices=[('task', 'task'), ('call', 'call'), ('meeting', 'meeting'), ('note', 'note')], max_length=10, verbose_name='kind')),
                ('title', models.CharField(max_length=200, verbose_name='subject')),
                ('body', models.TextField(blank=True, verbose_name='text')),
                ('due_at', models.DateTimeField(blank=True, null=True, verbose_name='due')),
                ('duration', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='minutes')),
                ('done_at', models.DateTimeField(blank=True, null=True, verbose_name='done')),
                ('about_type', models.CharField(blank=True, max_length=60, verbose_name='kind of record')),
                ('about_id', models.UUIDField(blank=True, null=True, verbose_name='record')),
                ('created_by', models.ForeignKey(db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('modified_by', models.ForeignKey(db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('owner', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='owner')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='activities.activity')),
                ('unit', models.ForeignKey(db_constraint=False, editable=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='identity.businessunit', verbose_name='business unit')),
            ],
            options={
                'abstract': False,
                'indexes': [models.Index(fields=['pgh_obj_id', 'pgh_id'], name='activities__pgh_obj_b3e22f_idx')],
            },
        ),
        triggers.AddTrigger(
            model_name='activity',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "activities_activityhistory" ("about_id", "about_type", "body", "created_at", "created_by_id", "custom", "done_at", "due_at", "duration", "id", "kind", "modified_at", "modified_by_id", "owner_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "title", "unit_id", "version") SELECT new_values."about_id", new_values."about_type", new_values."body", new_values."created_at", new_values."created_by_id", new_values."custom", new_values."done_at", new_values."due_at", new_values."duration", new_values."id", new_values."kind", new_values."modified_at", new_values."modified_by_id", new_values."owner_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'insert\', new_values."id", new_values."title", new_values."unit_id", new_values."version" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='2887e0d1c046f2a83920a27e10fe5deb92fba1d7', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_6de9c', referencing='REFERENCING NEW TABLE AS new_values ', table='activities_activity', when='AFTER')),
        ),
        triggers.AddTrigger(
            model_name='activity',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "activities_activityhistory" ("about_id", "about_type", "body", "created_at", "created_by_id", "custom", "done_at", "due_at", "duration", "id", "kind", "modified_at", "modified_by_id", "owner_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "title", "unit_id", "version") SELECT new_values."about_id", new_values."about_type", new_values."body", new_values."created_at", new_values."created_by_id", new_values."custom", new_values."done_at", new_values."due_at", new_values."duration", new_values."id", new_values."kind", new_values."modified_at", new_values."modified_by_id", new_values."owner_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', new_values."id", new_values."title", new_values."unit_id", new_values."version" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values."about_id" IS DISTINCT FROM (new_values."about_id") OR old_values."about_type" IS DISTINCT FROM (new_values."about_type") OR old_values."body" IS DISTINCT FROM (new_values."body") OR old_values."created_at" IS DISTINCT FROM (new_values."created_at") OR old_values."created_by_id" IS DISTINCT FROM (new_values."created_by_id") OR old_values."custom" IS DISTINCT FROM (new_values."custom") OR old_values."done_at" IS DISTINCT FROM (new_values."done_at") OR old_values."due_at" IS DISTINCT FROM (new_values."due_at") OR old_values."duration" IS DISTINCT FROM (new_values."duration") OR old_values."id" IS DISTINCT FROM (new_values."id") OR old_values."kind" IS DISTINCT FROM (new_values."kind") OR old_values."modified_at" IS DISTINCT FROM (new_values."modified_at") OR old_values."modified_by_id" IS DISTINCT FROM (new_values."modified_by_id") OR old_values."owner_id" IS DISTINCT FROM (new_values."owner_id") OR old_values."title" IS DISTINCT FROM (new_values."title") OR old_values."unit_id" IS DISTINCT FROM (new_values."unit_id") OR old_values."version" IS DISTINCT FROM (new_values."version")) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='0357f89607de670db0b5e68f32a21926651560ca', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_a56a1', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='activities_activity', when='AFTER')),
        ),
        triggers.AddTrigger(
            model_name='activity',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "activities_activityhistory" ("about_id", "about_type", "body", "created_at", "created_by_id", "custom", "done_at", "due_at", "duration", "id", "kind", "modified_at", "modified_by_id", "owner_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "title", "unit_id", "version") SELECT old_values."about_id", old_values."about_type", old_values."body", old_values."created_at", old_values."created_by_id", old_values."custom", old_values."done_at", old_values."due_at", old_values."duration", old_values."id", old_values."kind", old_values."modified_at", old_values."modified_by_id", old_values."owner_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', old_values."id", old_values."title", old_values."unit_id", old_values."version" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='506cf15b69f91a54fc5844cd41d39f47f73d86ca', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_cc776', referencing='REFERENCING OLD TABLE AS old_values ', table='activities_activity', when='AFTER')),
        ),
    ]
