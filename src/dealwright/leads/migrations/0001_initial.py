import dealwright.core.ids
import dealwright.leads.models
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
        ('customers', '0001_initial'),
        ('identity', '0001_initial'),
        ('identity', '__first__'),
    ]

    operations = [
        migrations.CreateModel(
            name='LeadForm',
            fields=[
                ('id', models.UUIDField(default=dealwright.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('created_at', models.DateTimeField(editable=False, verbose_name='created')),
                ('modified_at', models.DateTimeField(editable=False, verbose_name='changed')),
                ('custom', models.JSONField(blank=True, default=dict, editable=False)),
                ('name', models.CharField(max_length=80, verbose_name='name')),
                ('key', models.CharField(default=dealwright.leads.models.new_key, editable=False, max_length=40, unique=True, verbose_name='key')),
                ('headline', models.CharField(max_length=120, verbose_name='headline')),
                ('introduction', models.TextField(blank=True, max_length=1000, verbose_name='introduction')),
                ('thanks', models.TextField(blank=True, max_length=1000, verbose_name='thanks')),
                ('is_active', models.BooleanField(default=True, verbose_name='open')),
                ('created_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('lead_owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='leads go to')),
                ('modified_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'web form',
                'verbose_name_plural': 'web forms',
                'constraints': [models.UniqueConstraint(django.db.models.functions.text.Upper('name'), name='lead_form_name_once', violation_error_message='There is a web form with this name already.')],
            },
        ),
        migrations.CreateModel(
            name='Lead',
            fields=[
                ('id', models.UUIDField(default=dealwright.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('created_at', models.DateTimeField(editable=False, verbose_name='created')),
                ('modified_at', models.DateTimeField(editable=False, verbose_name='changed')),
                ('custom', models.JSONField(blank=True, default=dict, editable=False)),
                ('first_name', models.CharField(blank=True, max_length=80, verbose_name='first name')),
                ('last_name', models.CharField(max_length=80, verbose_name='last name')),
                ('name', models.GeneratedField(db_persist=True, expression=django.db.models.functions.text.Trim(django.db.models.functions.text.Concat('first_name', models.Value(' '), 'last_name')), output_field=models.CharField(max_length=161, verbose_name='name'), verbose_name='name')),
                ('company', models.CharField(blank=True, max_length=200, verbose_name='company')),
                ('job_title', models.CharField(blank=True, max_length=120, verbose_name='job title')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='email')),
                ('phone', models.CharField(blank=True, max_length=40, verbose_name='phone')),
                ('website', models.CharField(blank=True, max_length=200, verbose_name='website')),
                ('industry', models.CharField(blank=True, choices=[('agriculture', 'agriculture'), ('construction', 'construction'), ('education', 'education'), ('employment', 'employment'), ('energy', 'energy'), ('entertainment', 'entertainment'), ('finance', 'finance'), ('food', 'food'), ('health', 'health'), ('logistics', 'logistics'), ('manufacturing', 'manufacturing'), ('marketing', 'marketing'), ('public', 'public sector'), ('retail', 'retail'), ('services', 'services'), ('software', 'software'), ('technology', 'technology'), ('telecommunications', 'telecommunications'), ('other', 'other')], max_length=20, verbose_name='industry')),
                ('employees', models.PositiveIntegerField(blank=True, null=True, verbose_name='employees')),
                ('city', models.CharField(blank=True, max_length=100, verbose_name='city')),
                ('country', models.CharField(blank=True, max_length=60, verbose_name='country')),
                ('source', models.CharField(choices=[('web_form', 'web form'), ('trade_fair', 'trade fair'), ('referral', 'referral'), ('campaign', 'campaign'), ('cold_call', 'cold call'), ('partner', 'partner'), ('import', 'import'), ('other', 'other')], default='other', max_length=20, verbose_name='source')),
                ('need', models.TextField(blank=True, verbose_name='need')),
                ('state', models.CharField(choices=[('new', 'new'), ('contacted', 'contacted'), ('qualified', 'qualified'), ('disqualified', 'disqualified')], default='new', editable=False, max_length=15, verbose_name='state')),
                ('contacted_at', models.DateTimeField(editable=False, null=True, verbose_name='contacted')),
                ('closed_at', models.DateTimeField(editable=False, null=True, verbose_name='closed')),
                ('disqualify_reason', models.CharField(blank=True, choices=[('no_budget', 'no budget'), ('no_need', 'no need'), ('no_answer', 'no answer'), ('not_a_fit', 'not a fit'), ('competitor', 'chose a competitor'), ('duplicate', 'duplicate'), ('spam', 'spam')], editable=False, max_length=20, verbose_name='reason')),
                ('disqualify_note', models.TextField(blank=True, editable=False, verbose_name='note')),
                ('account', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='leads', to='customers.account', verbose_name='account')),
                ('contact', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='leads', to='customers.contact', verbose_name='contact')),
                ('created_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('modified_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='owner')),
                ('unit', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='identity.businessunit', verbose_name='business unit')),
                ('form', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='leads', to='leads.leadform', verbose_name='web form')),
            ],
            options={
                'verbose_name': 'lead',
                'verbose_name_plural': 'leads',
                'indexes': [django.contrib.postgres.indexes.GinIndex(django.contrib.postgres.indexes.OpClass(django.db.models.functions.text.Upper('name'), name='gin_trgm_ops'), gin_pending_list_limit=256, name='lead_name_trgm'), django.contrib.postgres.indexes.GinIndex(django.contrib.postgres.indexes.OpClass(django.db.models.functions.text.Upper('company'), name='gin_trgm_ops'), gin_pending_list_limit=256, name='lead_company_trgm'), models.Index(django.db.models.functions.text.Lower('email'), name='lead_email'), models.Index(fields=['phone'], name='lead_phone'), models.Index(fields=['owner', '-created_at', '-id'], name='lead_owner_created'), models.Index(fields=['unit', '-created_at', '-id'], name='lead_unit_created'), models.Index(fields=['-created_at', '-id'], name='lead_created')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('closed_at__isnull', False), ('state__in', ['disqualified', 'qualified'])), models.Q(models.Q(('state__in', ['disqualified', 'qualified']), _negated=True), ('closed_at__isnull', True)), _connector='OR'), name='lead_closed_at_iff_closed'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'disqualified'), models.Q(('disqualify_reason', ''), _negated=True)), models.Q(models.Q(('state', 'disqualified'), _negated=True), ('disqualify_reason', '')), _connector='OR'), name='lead_reason_iff_disqualified', violation_error_message='A disqualified lead has a reason.'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'qualified'), _negated=True), ('contact__isnull', False), _connector='OR'), name='lead_qualified_has_contact', violation_error_message='A qualified lead has a contact.')],
            },
        ),
        migrations.CreateModel(
            name='FormVisitor',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('digest', models.CharField(max_length=64)),
                ('since', models.DateTimeField()),
                ('tries', models.PositiveIntegerField()),
                ('form', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='leads.leadform')),
            ],
            options={
                'verbose_name': 'visitor of a web form',
                'verbose_name_plural': 'visitors of web forms',
                'indexes': [models.Index(fields=['since'], name='form_visitor_since')],
                'constraints': [models.UniqueConstraint(fields=('form', 'digest'), name='form_visitor_once')],
            },
        ),
        migrations.CreateModel(
            name='LeadFormHistory',
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
                ('key', models.CharField(default=dealwright.leads.models.new_key, editable=False, max_length=40, verbose_name='key')),
                ('headline', models.CharField(max_length=120, verbose_name='headline')),
                ('introduction', models.TextField(blank=True, max_length=1000, verbose_name='introduction')),
                ('thanks', models.TextField(blank=True, max_length=1000, verbose_name='thanks')),
                ('is_active', models.BooleanField(default=True, verbose_name='open')),
                ('created_by', models.ForeignKey(db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('lead_owner', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='leads go to')),
                ('modified_by', models.ForeignKey(db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('pgh_obj', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='leads.leadform')),
            ],
            options={
                'abstract': False,
                'indexes': [models.Index(fields=['pgh_obj_id', 'pgh_id'], name='leads_leadf_pgh_obj_a2ceec_idx')],
            },
        ),
        migrations.CreateModel(
            name='LeadHistory',
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
                ('first_name', models.CharField(blank=True, max_length=80, verbose_name='first name')),
                ('last_name', models.CharField(max_length=80, verbose_name='last name')),
                ('name', models.GeneratedField(db_persist=True, expression=django.db.models.functions.text.Trim(django.db.models.functions.text.Concat('first_name', models.Value(' '), 'last_name')), output_field=models.CharField(max_length=161, verbose_name='name'), verbose_name='name')),
                ('company', models.CharField(blank=True, max_length=200, verbose_name='company')),
                ('job_title', models.CharField(blank=True, max_length=120, verbose_name='job title')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='email')),
                ('phone', models.CharField(blank=True, max_length=40, verbose_name='phone')),
                ('website', models.CharField(blank=True, max_length=200, verbose_name='website')),
                ('industry', models.CharField(blank=True, choices=[('agriculture', 'agriculture'), ('construction', 'construction'), ('education', 'education'), ('employment', 'employment'), ('energy', 'energy'), ('entertainment', 'entertainment'), ('finance', 'finance'), ('food', 'food'), ('health', 'health'), ('logistics', 'logistics'), ('manufacturing', 'manufacturing'), ('marketing', 'marketing'), ('public', 'public sector'), ('retail', 'retail'), ('services', 'services'), ('software', 'software'), ('technology', 'technology'), ('telecommunications', 'telecommunications'), ('other', 'other')], max_length=20, verbose_name='industry')),
                ('employees', models.PositiveIntegerField(blank=True, null=True, verbose_name='employees')),
                ('city', models.CharField(blank=True, max_length=100, verbose_name='city')),
                ('country', models.CharField(blank=True, max_length=60, verbose_name='country')),
                ('source', models.CharField(choices=[('web_form', 'web form'), ('trade_fair', 'trade fair'), ('referral', 'referral'), ('campaign', 'campaign'), ('cold_call', 'cold call'), ('partner', 'partner'), ('import', 'import'), ('other', 'other')], default='other', max_length=20, verbose_name='source')),
                ('need', models.TextField(blank=True, verbose_name='need')),
                ('state', models.CharField(choices=[('new', 'new'), ('contacted', 'contacted'), ('qualified', 'qualified'), ('disqualified', 'disqualified')], default='new', editable=False, max_length=15, verbose_name='state')),
                ('contacted_at', models.DateTimeField(editable=False, null=True, verbose_name='contacted')),
                ('closed_at', models.DateTimeField(editable=False, null=True, verbose_name='closed')),
                ('disqualify_reason', models.CharField(blank=True, choices=[('no_budget', 'no budget'), ('no_need', 'no need'), ('no_answer', 'no answer'), ('not_a_fit', 'not a fit'), ('competitor', 'chose a competitor'), ('duplicate', 'duplicate'), ('spam', 'spam')], editable=False, max_length=20, verbose_name='reason')),
                ('disqualify_note', models.TextField(blank=True, editable=False, verbose_name='note')),
                ('account', models.ForeignKey(db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='customers.account', verbose_name='account')),
                ('contact', models.ForeignKey(db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='customers.contact', verbose_name='contact')),
                ('created_by', models.ForeignKey(db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('form', models.ForeignKey(db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='leads.leadform', verbose_name='web form')),
                ('modified_by', models.ForeignKey(db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('owner', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='owner')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='leads.lead')),
                ('unit', models.ForeignKey(db_constraint=False, editable=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='identity.businessunit', verbose_name='business unit')),
            ],
            options={
                'abstract': False,
                'indexes': [models.Index(fields=['pgh_obj_id', 'pgh_id'], name='leads_leadh_pgh_obj_67c00a_idx')],
            },
        ),
        triggers.AddTrigger(
            model_name='leadform',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "leads_leadformhistory" ("created_at", "created_by_id", "custom", "headline", "id", "introduction", "is_active", "key", "lead_owner_id", "modified_at", "modified_by_id", "name", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "thanks", "version") SELECT new_values."created_at", new_values."created_by_id", new_values."custom", new_values."headline", new_values."id", new_values."introduction", new_values."is_active", new_values."key", new_values."lead_owner_id", new_values."modified_at", new_values."modified_by_id", new_values."name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'insert\', new_values."id", new_values."thanks", new_values."version" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='9db8caf18b6210d076ad501bc2aa40713e89bf65', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_fba5b', referencing='REFERENCING NEW TABLE AS new_values ', table='leads_leadform', when='AFTER')),
        ),
        triggers.AddTrigger(
            model_name='leadform',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "leads_leadformhistory" ("created_at", "created_by_id", "custom", "headline", "id", "introduction", "is_active", "key", "lead_owner_id", "modified_at", "modified_by_id", "name", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "thanks", "version") SELECT new_values."created_at", new_values."created_by_id", new_values."custom", new_values."headline", new_values."id", new_values."introduction", new_values."is_active", new_values."key", new_values."lead_owner_id", new_values."modified_at", new_values."modified_by_id", new_values."name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', new_values."id", new_values."thanks", new_values."version" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='2c68d44c28f43316627066309b3012fcec100a9d', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_96d82', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='leads_leadform', when='AFTER')),
        ),
        triggers.AddTrigger(
            model_name='leadform',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "leads_leadformhistory" ("created_at", "created_by_id", "custom", "headline", "id", "introduction", "is_active", "key", "lead_owner_id", "modified_at", "modified_by_id", "name", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "thanks", "version") SELECT old_values."created_at", old_values."created_by_id", old_values."custom", old_values."headline", old_values."id", old_values."introduction", old_values."is_active", old_values."key", old_values."lead_owner_id", old_values."modified_at", old_values."modified_by_id", old_values."name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', old_values."id", old_values."thanks", old_values."version" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='9e1918f5b5a4d39f235dcbc9fa74476196661ba6', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_57971', referencing='REFERENCING OLD TABLE AS old_values ', table='leads_leadform', when='AFTER')),
        ),
        triggers.AddTrigger(
            model_name='lead',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "leads_leadhistory" ("account_id", "city", "closed_at", "company", "contact_id", "contacted_at", "country", "created_at", "created_by_id", "custom", "disqualify_note", "disqualify_reason", "email", "employees", "first_name", "form_id", "id", "industry", "job_title", "last_name", "modified_at", "modified_by_id", "need", "owner_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "source", "state", "unit_id", "version", "website") SELECT new_values."account_id", new_values."city", new_values."closed_at", new_values."company", new_values."contact_id", new_values."contacted_at", new_values."country", new_values."created_at", new_values."created_by_id", new_values."custom", new_values."disqualify_note", new_values."disqualify_reason", new_values."email", new_values."employees", new_values."first_name", new_values."form_id", new_values."id", new_values."industry", new_values."job_title", new_values."last_name", new_values."modified_at", new_values."modified_by_id", new_values."need", new_values."owner_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'insert\', new_values."id", new_values."phone", new_values."source", new_values."state", new_values."unit_id", new_values."version", new_values."website" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='4375954319654e065621a269a503c76c133d33df', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_523c0', referencing='REFERENCING NEW TABLE AS new_values ', table='leads_lead', when='AFTER')),
        ),
        triggers.AddTrigger(
            model_name='lead',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "leads_leadhistory" ("account_id", "city", "closed_at", "company", "contact_id", "contacted_at", "country", "created_at", "created_by_id", "custom", "disqualify_note", "disqualify_reason", "email", "employees", "first_name", "form_id", "id", "industry", "job_title", "last_name", "modified_at", "modified_by_id", "need", "owner_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "source", "state", "unit_id", "version", "website") SELECT new_values."account_id", new_values."city", new_values."closed_at", new_values."company", new_values."contact_id", new_values."contacted_at", new_values."country", new_values."created_at", new_values."created_by_id", new_values."custom", new_values."disqualify_note", new_values."disqualify_reason", new_values."email", new_values."employees", new_values."first_name", new_values."form_id", new_values."id", new_values."industry", new_values."job_title", new_values."last_name", new_values."modified_at", new_values."modified_by_id", new_values."need", new_values."owner_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', new_values."id", new_values."phone", new_values."source", new_values."state", new_values."unit_id", new_values."version", new_values."website" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='ef2db68af6b70570bfcacd80bceff96be9a31e25', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_17f2d', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='leads_lead', when='AFTER')),
        ),
        triggers.AddTrigger(
            model_name='lead',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "leads_leadhistory" ("account_id", "city", "closed_at", "company", "contact_id", "contacted_at", "country", "created_at", "created_by_id", "custom", "disqualify_note", "disqualify_reason", "email", "employees", "first_name", "form_id", "id", "industry", "job_title", "last_name", "modified_at", "modified_by_id", "need", "owner_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "source", "state", "unit_id", "version", "website") SELECT old_values."account_id", old_values."city", old_values."closed_at", old_values."company", old_values."contact_id", old_values."contacted_at", old_values."country", old_values."created_at", old_values."created_by_id", old_values."custom", old_values."disqualify_note", old_values."disqualify_reason", old_values."email", old_values."employees", old_values."first_name", old_values."form_id", old_values."id", old_values."industry", old_values."job_title", old_values."last_name", old_values."modified_at", old_values."modified_by_id", old_values."need", old_values."owner_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', old_values."id", old_values."phone", old_values."source", old_values."state", old_values."unit_id", old_values."version", old_values."website" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='52bda3086d6a78642233c9ac8478ba682d58a3df', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_9ddd5', referencing='REFERENCING OLD TABLE AS old_values ', table='leads_lead', when='AFTER')),
        ),
    ]
