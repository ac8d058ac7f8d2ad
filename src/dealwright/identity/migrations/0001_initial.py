import dealwright.core.ids
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
        ('events', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Grant',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('entity', models.CharField(max_length=60)),
                ('privilege', models.CharField(choices=[('create', 'create'), ('read', 'read'), ('write', 'write'), ('delete', 'delete'), ('assign', 'assign'), ('share', 'share'), ('export', 'export')], max_length=10)),
                ('depth', models.PositiveSmallIntegerField(choices=[(0, 'NONE'), (1, 'OWN'), (2, 'TEAM'), (3, 'UNIT'), (4, 'BELOW'), (5, 'ALL')])),
            ],
            options={
                'verbose_name': 'grant',
                'verbose_name_plural': 'grants',
                'constraints': [models.CheckConstraint(condition=models.Q(('privilege__in', ['create', 'read', 'write', 'delete', 'assign', 'share', 'export'])), name='grant_privilege'), models.CheckConstraint(condition=models.Q(('depth__in', [0, 1, 2, 3, 4, 5])), name='grant_depth')],
            },
        ),
        migrations.CreateModel(
            name='Role',
            fields=[
                ('id', models.UUIDField(default=dealwright.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('key', models.SlugField(max_length=40, unique=True)),
                ('name', models.CharField(max_length=80, verbose_name='name')),
                ('is_administrator', models.BooleanField(default=False)),
            ],
            options={
                'verbose_name': 'role',
                'verbose_name_plural': 'roles',
            },
        ),
        migrations.CreateModel(
            name='RoleHistory',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('id', models.UUIDField(default=dealwright.core.ids.new_id, editable=False, serialize=False)),
                ('key', models.SlugField(db_index=False, max_length=40)),
                ('name', models.CharField(max_length=80, verbose_name='name')),
                ('is_administrator', models.BooleanField(default=False)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Team',
            fields=[
                ('id', models.UUIDField(default=dealwright.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=120, verbose_name='name')),
            ],
            options={
                'verbose_name': 'team',
                'verbose_name_plural': 'teams',
                'constraints': [models.UniqueConstraint(django.db.models.functions.text.Lower('name'), name='team_name_once')],
            },
        ),
        migrations.CreateModel(
            name='TeamHistory',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('id', models.UUIDField(default=dealwright.core.ids.new_id, editable=False, serialize=False)),
                ('name', models.CharField(max_length=120, verbose_name='name')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='UserHistory',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('id', models.UUIDField(default=dealwright.core.ids.new_id, editable=False, serialize=False)),
                ('email', models.EmailField(max_length=254, verbose_name='email')),
                ('name', models.CharField(max_length=120, verbose_name='name')),
                ('job_title', models.CharField(blank=True, max_length=120, verbose_name='job title')),
                ('is_active', models.BooleanField(default=True, verbose_name='active')),
                ('time_zone', models.CharField(blank=True, max_length=50)),
                ('locale', models.CharField(blank=True, max_length=20)),
                ('created_at', models.DateTimeField()),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='User',
            fields=[
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('id', models.UUIDField(default=dealwright.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('email', models.EmailField(max_length=254, verbose_name='email')),
                ('name', models.CharField(max_length=120, verbose_name='name')),
                ('job_title', models.CharField(blank=True, max_length=120, verbose_name='job title')),
                ('is_active', models.BooleanField(default=True, verbose_name='active')),
                ('time_zone', models.CharField(blank=True, max_length=50)),
                ('locale', models.CharField(blank=True, max_length=20)),
                ('created_at', models.DateTimeField()),
                ('manager', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='reports', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'user',
                'verbose_name_plural': 'users',
                'constraints': [models.UniqueConstraint(django.db.models.functions.text.Lower('email'), name='user_email_once', violation_error_message='Someone has this email address already.'), models.CheckConstraint(condition=models.Q(('manager__isnull', True), models.Q(('manager', models.F('id')), _negated=True), _connector='OR'), name='user_not_own_manager', violation_error_message='Nobody is their own manager.')],
            },
        ),
        migrations.CreateModel(
            name='ApiToken',
            fields=[
                ('id', models.UUIDField(default=dealwright.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=80, verbose_name='name')),
                ('digest', models.CharField(max_length=64, unique=True)),
                ('scopes', models.JSONField(default=list)),
                ('created_at', models.DateTimeField()),
                ('expires_at', models.DateTimeField(null=True)),
                ('revoked_at', models.DateTimeField(null=True)),
                ('last_used_at', models.DateTimeField(null=True)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='tokens', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'API token',
                'verbose_name_plural': 'API tokens',
            },
        ),
        migrations.CreateModel(
            name='ApiTokenHistory',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('id', models.UUIDField(default=dealwright.core.ids.new_id, editable=False, serialize=False)),
                ('name', models.CharField(max_length=80, verbose_name='name')),
                ('digest', models.CharField(max_length=64)),
                ('scopes', models.JSONField(default=list)),
                ('created_at', models.DateTimeField()),
                ('expires_at', models.DateTimeField(null=True)),
                ('revoked_at', models.DateTimeField(null=True)),
                ('pgh_obj', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='identity.apitoken')),
                ('user', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'abstract': False,
                'indexes': [models.Index(fields=['pgh_obj_id', 'pgh_id'], name='identity_ap_pgh_obj_9d131f_idx')],
            },
        ),
        migrations.CreateModel(
            name='BusinessUnit',
            fields=[
                ('id', models.UUIDField(default=dealwright.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=120, verbose_name='name')),
                ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='children', to='identity.businessunit')),
            ],
            options={
                'verbose_name': 'business unit',
                'verbose_name_plural': 'business units',
                'constraints': [models.UniqueConstraint(django.db.models.functions.text.Lower('name'), name='unit_name_once', violation_error_message='A business unit has this name already.'), models.CheckConstraint(condition=models.Q(('parent', models.F('id')), _negated=True), name='unit_not_own_parent', violation_error_message='A unit cannot be its own parent.')],
            },
        ),
        migrations.AddField(
            model_name='user',
            name='unit',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='users', to='identity.businessunit'),
        ),
        migrations.CreateModel(
            name='BusinessUnitHistory',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('id', models.UUIDField(default=dealwright.core.ids.new_id, editable=False, serialize=False)),
                ('name', models.CharField(max_length=120, verbose_name='name')),
                ('parent', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='identity.businessunit')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='identity.businessunit')),
            ],
            options={
                'abstract': False,
                'indexes': [models.Index(fields=['pgh_obj_id', 'pgh_id'], name='identity_bu_pgh_obj_cb5817_idx')],
            },
        ),
        migrations.CreateModel(
            name='GrantHistory',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('id', models.BigIntegerField()),
                ('entity', models.CharField(max_length=60)),
                ('privilege', models.CharField(choices=[('create', 'create'), ('read', 'read'), ('write', 'write'), ('delete', 'delete'), ('assign', 'assign'), ('share', 'share'), ('export', 'export')], max_length=10)),
                ('depth', models.PositiveSmallIntegerField(choices=[(0, 'NONE'), (1, 'OWN'), (2, 'TEAM'), (3, 'UNIT'), (4, 'BELOW'), (5, 'ALL')])),
                ('pgh_obj', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='identity.grant')),
                ('role', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='identity.role')),
            ],
            options={
                'abstract': False,
                'indexes': [models.Index(fields=['pgh_obj_id', 'pgh_id'], name='identity_gr_pgh_obj_3a75e4_idx')],
            },
        ),
        migrations.AddField(
            model_name='grant',
            name='role',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='grants', to='identity.role'),
        ),
        migrations.AddField(
            model_name='user',
            name='roles',
            field=models.ManyToManyField(blank=True, related_name='users', to='identity.role'),
        ),
        triggers.AddTrigger(
            model_name='role',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "identity_rolehistory" ("id", "is_administrator", "key", "name", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id") SELECT new_values."id", new_values."is_administrator", new_values."key", new_values."name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'insert\', new_values."id" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='7293f7781de07ff2edec51b3bcac8cb443341ff5', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_81592', referencing='REFERENCING NEW TABLE AS new_values ', table='identity_role', when='AFTER')),
        ),
        triggers.AddTrigger(
            model_name='role',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "identity_rolehistory" ("id", "is_administrator", "key", "name", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id") SELECT new_values."id", new_values."is_administrator", new_values."key", new_values."name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', new_values."id" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='72e475969e9e3912aba789ea2cd675c76037f36f', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_75157', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='identity_role', when='AFTER')),
        ),
        triggers.AddTrigger(
            model_name='role',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "identity_rolehistory" ("id", "is_administrator", "key", "name", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id") SELECT old_values."id", old_values."is_administrator", old_values."key", old_values."name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', old_values."id" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='fc02588035843355ebf738a6dd9f62070693dfbd', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_ac330', referencing='REFERENCING OLD TABLE AS old_values ', table='identity_role', when='AFTER')),
        ),
        migrations.AddField(
            model_name='rolehistory',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='identity.role'),
        ),
        migrations.AddField(
            model_name='team',
            name='members',
            field=models.ManyToManyField(blank=True, related_name='teams', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='team',
            name='unit',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='teams', to='identity.businessunit'),
        ),
        migrations.AddField(
            model_name='teamhistory',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='identity.team'),
        ),
        migrations.AddField(
            model_name='teamhistory',
            name='unit',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='identity.businessunit'),
        ),
        migrations.AddField(
            model_name='userhistory',
            name='manager',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='userhistory',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='userhistory',
            name='unit',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='identity.businessunit'),
        ),
        triggers.AddTrigger(
            model_name='apitoken',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "identity_apitokenhistory" ("created_at", "digest", "expires_at", "id", "name", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "revoked_at", "scopes", "user_id") SELECT new_values."created_at", new_values."digest", new_values."expires_at", new_values."id", new_values."name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'insert\', new_values."id", new_values."revoked_at", new_values."scopes", new_values."user_id" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='b4960cb786c6f24b95b78fed9f7bc4edd902910a', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_f6fa6', referencing='REFERENCING NEW TABLE AS new_values ', table='identity_apitoken', when='AFTER')),
        ),
        triggers.AddTrigger(
            model_name='apitoken',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "identity_apitokenhistory" ("created_at", "digest", "expires_at", "id", "name", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "revoked_at", "scopes", "user_id") SELECT new_values."created_at", new_values."digest", new_values."expires_at", new_values."id", new_values."name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', new_values."id", new_values."revoked_at", new_values."scopes", new_values."user_id" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values."created_at" IS DISTINCT FROM (new_values."created_at") OR old_values."digest" IS DISTINCT FROM (new_values."digest") OR old_values."expires_at" IS DISTINCT FROM (new_values."expires_at") OR old_values."id" IS DISTINCT FROM (new_values."id") OR old_values."name" IS DISTINCT FROM (new_values."name") OR old_values."revoked_at" IS DISTINCT FROM (new_values."revoked_at") OR old_values."scopes" IS DISTINCT FROM (new_values."scopes") OR old_values."user_id" IS DISTINCT FROM (new_values."user_id")) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='cc9e99843083e62301a3c77d65ba48f04c0eb4c6', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_c8074', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='identity_apitoken', when='AFTER')),
        ),
        triggers.AddTrigger(
            model_name='apitoken',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "identity_apitokenhistory" ("created_at", "digest", "expires_at", "id", "name", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "revoked_at", "scopes", "user_id") SELECT old_values."created_at", old_values."digest", old_values."expires_at", old_values."id", old_values."name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', old_values."id", old_values."revoked_at", old_values."scopes", old_values."user_id" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='d75cfcdb6bfd5fd050a1a564470c54dbcf01949a', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_2be71', referencing='REFERENCING OLD TABLE AS old_values ', table='identity_apitoken', when='AFTER')),
        ),
        triggers.AddTrigger(
            model_name='businessunit',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "identity_businessunithistory" ("id", "name", "parent_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id") SELECT new_values."id", new_values."name", new_values."parent_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'insert\', new_values."id" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='d884117aa450a790024f6e81bcac2196a1db4430', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_816e0', referencing='REFERENCING NEW TABLE AS new_values ', table='identity_businessunit', when='AFTER')),
        ),
        triggers.AddTrigger(
            model_name='businessunit',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "identity_businessunithistory" ("id", "name", "parent_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id") SELECT new_values."id", new_values."name", new_values."parent_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', new_values."id" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='8425d0a30c6fa6b4a584a14add428e61c15d9984', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_b2108', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='identity_businessunit', when='AFTER')),
        ),
        triggers.AddTrigger(
            model_name='businessunit',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "identity_businessunithistory" ("id", "name", "parent_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id") SELECT old_values."id", old_values."name", old_values."parent_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', old_values."id" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='71d70c5c00010bcffeac4ef3cec6124ba1391949', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_66edb', referencing='REFERENCING OLD TABLE AS old_values ', table='identity_businessunit', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='grant',
            constraint=models.UniqueConstraint(fields=('role', 'entity', 'privilege'), name='grant_once'),
        ),
        triggers.AddTrigger(
            model_name='grant',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "identity_granthistory" ("depth", "entity", "id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "privilege", "role_id") SELECT new_values."depth", new_values."entity", new_values."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'insert\', new_values."id", new_values."privilege", new_values."role_id" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='23f341a088e022f5abac553d97b60ef12187233e', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_5cd5a', referencing='REFERENCING NEW TABLE AS new_values ', table='identity_grant', when='AFTER')),
        ),
        triggers.AddTrigger(
            model_name='grant',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "identity_granthistory" ("depth", "entity", "id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "privilege", "role_id") SELECT new_values."depth", new_values."entity", new_values."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', new_values."id", new_values."privilege", new_values."role_id" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='26a982f822593108139e62a94ddf88fce874f825', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_edb95', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='identity_grant', when='AFTER')),
        ),
        triggers.AddTrigger(
            model_name='grant',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "identity_granthistory" ("depth", "entity", "id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "privilege", "role_id") SELECT old_values."depth", old_values."entity", old_values."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', old_values."id", old_values."privilege", old_values."role_id" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='3113f4f2b80174040eb3cb0cda3a3d91ed866e2f', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_ae4a5', referencing='REFERENCING OLD TABLE AS old_values ', table='identity_grant', when='AFTER')),
        ),
        triggers.AddTrigger(
            model_name='user',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "identity_userhistory" ("created_at", "email", "id", "is_active", "job_title", "locale", "manager_id", "name", "password", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "time_zone", "unit_id") SELECT new_values."created_at", new_values."email", new_values."id", new_values."is_active", new_values."job_title", new_values."locale", new_values."manager_id", new_values."name", new_values."password", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'insert\', new_values."id", new_values."time_zone", new_values."unit_id" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='796e8a4465a4fcba4a1587c9230280ebac13d168', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_1aba8', referencing='REFERENCING NEW TABLE AS new_values ', table='identity_user', when='AFTER')),
        ),
        triggers.AddTrigger(
            model_name='user',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "identity_userhistory" ("created_at", "email", "id", "is_active", "job_title", "locale", "manager_id", "name", "password", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "time_zone", "unit_id") SELECT new_values."created_at", new_values."email", new_values."id", new_values."is_active", new_values."job_title", new_values."locale", new_values."manager_id", new_values."name", new_values."password", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', new_values."id", new_values."time_zone", new_values."unit_id" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values."created_at" IS DISTINCT FROM (new_values."created_at") OR old_values."email" IS DISTINCT FROM (new_values."email") OR old_values."id" IS DISTINCT FROM (new_values."id") OR old_values."is_active" IS DISTINCT FROM (new_values."is_active") OR old_values."job_title" IS DISTINCT FROM (new_values."job_title") OR old_values."locale" IS DISTINCT FROM (new_values."locale") OR old_values."manager_id" IS DISTINCT FROM (new_values."manager_id") OR old_values."name" IS DISTINCT FROM (new_values."name") OR old_values."password" IS DISTINCT FROM (new_values."password") OR old_values."time_zone" IS DISTINCT FROM (new_values."time_zone") OR old_values."unit_id" IS DISTINCT FROM (new_values."unit_id")) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='188ec93b827e11c78f96950f42c5b1f9d04eef1e', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_edbfc', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='identity_user', when='AFTER')),
        ),
        triggers.AddTrigger(
            model_name='user',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "identity_userhistory" ("created_at", "email", "id", "is_active", "job_title", "locale", "manager_id", "name", "password", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "time_zone", "unit_id") SELECT old_values."created_at", old_values."email", old_values."id", old_values."is_active", old_values."job_title", old_values."locale", old_values."manager_id", old_values."name", old_values."password", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', old_values."id", old_values."time_zone", old_values."unit_id" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='e39b9cd90a46911d256c9b842297c8de9276736b', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_5b696', referencing='REFERENCING OLD TABLE AS old_values ', table='identity_user', when='AFTER')),
        ),
        migrations.AddIndex(
            model_name='rolehistory',
            index=models.Index(fields=['pgh_obj_id', 'pgh_id'], name='identity_ro_pgh_obj_207ae0_idx'),
        ),
        triggers.AddTrigger(
            model_name='team',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "identity_teamhistory" ("id", "name", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "unit_id") SELECT new_values."id", new_values."name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'insert\', new_values."id", new_values."unit_id" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='18ba2629105c24d10a48c055bbef3335f41df28f', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_334b7', referencing='REFERENCING NEW TABLE AS new_values ', table='identity_team', when='AFTER')),
        ),
        triggers.AddTrigger(
            model_name='team',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "identity_teamhistory" ("id", "name", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "unit_id") SELECT new_values."id", new_values."name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', new_values."id", new_values."unit_id" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='8c459c37af837526db1b1cb615f6cc6feb9af158', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_19a4b', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='identity_team', when='AFTER')),
        ),
        triggers.AddTrigger(
            model_name='team',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "identity_teamhistory" ("id", "name", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "unit_id") SELECT old_values."id", old_values."name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', old_values."id", old_values."unit_id" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='823843325495ca5fe0ea17a7a95d6678771f65c7', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_fa718', referencing='REFERENCING OLD TABLE AS old_values ', table='identity_team', when='AFTER')),
        ),
        migrations.AddIndex(
            model_name='teamhistory',
            index=models.Index(fields=['pgh_obj_id', 'pgh_id'], name='identity_te_pgh_obj_9843a7_idx'),
        ),
        migrations.AddIndex(
            model_name='userhistory',
            index=models.Index(fields=['pgh_obj_id', 'pgh_id'], name='identity_us_pgh_obj_89c6b7_idx'),
        ),
    ]
