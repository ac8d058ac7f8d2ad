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
        ('catalog', '0001_initial'),
        ('identity', '0001_initial'),
        ('identity', '__first__'),
    ]

    operations = [
        migrations.CreateModel(
            name='Account',
            fields=[
                ('id', models.UUIDField(default=dealwright.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('created_at', models.DateTimeField(editable=False, verbose_name='created')),
                ('modified_at', models.DateTimeField(editable=False, verbose_name='changed')),
                ('custom', models.JSONField(blank=True, default=dict, editable=False)),
                ('number', models.CharField(editable=False, max_length=20, unique=True, verbose_name='number')),
                ('name', models.CharField(max_length=200, verbose_name='name')),
                ('website', models.CharField(blank=True, max_length=200, verbose_name='website')),
                ('industry', models.CharField(blank=True, choices=[('agriculture', 'agriculture'), ('construction', 'construction'), ('education', 'education'), ('employment', 'employment'), ('energy', 'energy'), ('entertainment', 'entertainment'), ('finance', 'finance'), ('food', 'food'), ('health', 'health'), ('logistics', 'logistics'), ('manufacturing', 'manufacturing'), ('marketing', 'marketing'), ('public', 'public sector'), ('retail', 'retail'), ('services', 'services'), ('software', 'software'), ('technology', 'technology'), ('telecommunications', 'telecommunications'), ('other', 'other')], max_length=20, verbose_name='industry')),
                ('employees', models.PositiveIntegerField(blank=True, null=True, verbose_name='employees')),
                ('annual_revenue', models.DecimalField(blank=True, decimal_places=2, max_digits=18, null=True, verbose_name='annual revenue')),
                ('founded', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='founded')),
                ('phone', models.CharField(blank=True, max_length=40, verbose_name='phone')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='email')),
                ('billing_street', models.CharField(blank=True, max_length=200, verbose_name='street')),
                ('billing_postal_code', models.CharField(blank=True, max_length=20, verbose_name='postal code')),
                ('billing_city', models.CharField(blank=True, max_length=100, verbose_name='city')),
                ('billing_region', models.CharField(blank=True, max_length=100, verbose_name='region')),
                ('billing_country', models.CharField(blank=True, max_length=60, verbose_name='country')),
                ('delivery_street', models.CharField(blank=True, max_length=200, verbose_name='street (delivery)')),
                ('delivery_postal_code', models.CharField(blank=True, max_length=20, verbose_name='postal code (delivery)')),
                ('delivery_city', models.CharField(blank=True, max_length=100, verbose_name='city (delivery)')),
                ('delivery_region', models.CharField(blank=True, max_length=100, verbose_name='region (delivery)')),
                ('delivery_country', models.CharField(blank=True, max_length=60, verbose_name='country (delivery)')),
                ('currency', models.CharField(max_length=3, verbose_name='currency')),
                ('description', models.TextField(blank=True, verbose_name='description')),
                ('created_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('modified_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='owner')),
                ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='subsidiaries', to='customers.account', verbose_name='parent account')),
                ('price_list', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='accounts', to='catalog.pricelist', verbose_name='price list')),
                ('unit', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='identity.businessunit', verbose_name='business unit')),
            ],
            options={
                'verbose_name': 'account',
                'verbose_name_plural': 'accounts',
                'indexes': [django.contrib.postgres.indexes.GinIndex(django.contrib.postgres.indexes.OpClass(django.db.models.functions.text.Upper('name'), name='gin_trgm_ops'), name='account_name_trgm'), models.Index(django.db.models.functions.text.Lower('email'), name='account_email'), models.Index(fields=['phone'], name='account_phone'), models.Index(fields=['owner', 'name', 'id'], name='account_owner_name'), models.Index(fields=['unit', 'name', 'id'], name='account_unit_name'), models.Index(fields=['name', 'id'], name='account_name'), models.Index(fields=['-created_at', '-id'], name='account_created')],
                'constraints': [models.CheckConstraint(condition=models.Q(('parent__isnull', True), models.Q(('parent', models.F('id')), _negated=True), _connector='OR'), name='account_not_own_parent', violation_error_message='An account cannot be its own parent.'), models.CheckConstraint(condition=models.Q(('currency__regex', '^[A-Z]{3}$')), name='account_currency', violation_error_message='A currency is three capital letters.')],
            },
        ),
        migrations.CreateModel(
            name='AccountHistory',
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
                ('number', models.CharField(editable=False, max_length=20, verbose_name='number')),
                ('name', models.CharField(max_length=200, verbose_name='name')),
                ('website', models.CharField(blank=True, max_length=200, verbose_name='website')),
                ('industry', models.CharField(blank=True, choices=[('agriculture', 'agriculture'), ('construction', 'construction'), ('education', 'education'), ('employment', 'employment'), ('energy', 'energy'), ('entertainment', 'entertainment'), ('finance', 'finance'), ('food', 'food'), ('health', 'health'), ('logistics', 'logistics'), ('manufacturing', 'manufacturing'), ('marketing', 'marketing'), ('public', 'public sector'), ('retail', 'retail'), ('services', 'services'), ('software', 'software'), ('technology', 'technology'), ('telecommunications', 'telecommunications'), ('other', 'other')], max_length=20, verbose_name='industry')),
                ('employees', models.PositiveIntegerField(blank=True, null=True, verbose_name='employees')),
                ('annual_revenue', models.DecimalField(blank=True, decimal_places=2, max_digits=18, null=True, verbose_name='annual revenue')),
                ('founded', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='founded')),
                ('phone', models.CharField(blank=True, max_length=40, verbose_name='phone')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='email')),
                ('billing_street', models.CharField(blank=True, max_length=200, verbose_name='street')),
                ('billing_postal_code', models.CharField(blank=True, max_length=20, verbose_name='postal code')),
                ('billing_city', models.CharField(blank=True, max_length=100, verbose_name='city')),
                ('billing_region', models.CharField(blank=True, max_length=100, verbose_name='region')),
                ('billing_country', models.CharField(blank=True, max_length=60, verbose_name='country')),
                ('delivery_street', models.CharField(blank=True, max_length=200, verbose_name='street (delivery)')),
                ('delivery_postal_code', models.CharField(blank=True, max_length=20, verbose_name='postal code (delivery)')),
                ('delivery_city', models.CharField(blank=True, max_length=100, verbose_name='city (delivery)')),
                ('delivery_region', models.CharField(blank=True, max_length=100, verbose_name='region (delivery)')),
                ('delivery_country', models.CharField(blank=True, max_length=60, verbose_name='country (delivery)')),
                ('currency', models.CharField(max_length=3, verbose_name='currency')),
                ('description', models.TextField(blank=True, verbose_name='description')),
                ('created_by', models.ForeignKey(db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('modified_by', models.ForeignKey(db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('owner', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='owner')),
                ('parent', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='customers.account', verbose_name='parent account')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='customers.account')),
                ('price_list', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='catalog.pricelist', verbose_name='price list')),
                ('unit', models.ForeignKey(db_constraint=False, editable=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='identity.businessunit', verbose_name='business unit')),
            ],
            options={
                'abstract': False,
                'indexes': [models.Index(fields=['pgh_obj_id', 'pgh_id'], name='customers_a_pgh_obj_5ac14a_idx')],
            },
        ),
        migrations.CreateModel(
            name='Contact',
            fields=[
                ('id', models.UUIDField(default=dealwright.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('created_at', models.DateTimeField(editable=False, verbose_name='created')),
                ('modified_at', models.DateTimeField(editable=False, verbose_name='changed')),
                ('custom', models.JSONField(blank=True, default=dict, editable=False)),
                ('first_name', models.CharField(blank=True, max_length=80, verbose_name='first name')),
                ('last_name', models.CharField(max_length=80, verbose_name='last name')),
                ('name', models.GeneratedField(db_persist=True, expression=django.db.models.functions.text.Trim(django.db.models.functions.text.Concat('first_name', models.Value(' '), 'last_name')), output_field=models.CharField(max_length=161, verbose_name='name'), verbose_name='name')),
                ('job_title', models.CharField(blank=True, max_length=120, verbose_name='job title')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='email')),
                ('phone', models.CharField(blank=True, max_length=40, verbose_name='phone')),
                ('mobile', models.CharField(blank=True, max_length=40, verbose_name='mobile')),
                ('description', models.TextField(blank=True, verbose_name='description')),
                ('account', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='contacts', to='customers.account', verbose_name='account')),
                ('created_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('modified_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='owner')),
                ('unit', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='identity.businessunit', verbose_name='business unit')),
            ],
            options={
                'verbose_name': 'contact',
                'verbose_name_plural': 'contacts',
                'indexes': [django.contrib.postgres.indexes.GinIndex(django.contrib.postgres.indexes.OpClass(django.db.models.functions.text.Upper('name'), name='gin_trgm_ops'), name='contact_name_trgm'), models.Index(django.db.models.functions.text.Lower('email'), name='contact_email'), models.Index(fields=['phone'], name='contact_phone'), models.Index(fields=['mobile'], name='contact_mobile'), models.Index(fields=['owner', 'name', 'id'], name='contact_owner_name'), models.Index(fields=['unit', 'name', 'id'], name='contact_unit_name'), models.Index(fields=['-created_at', '-id'], name='contact_created')],
            },
        ),
        migrations.CreateModel(
            name='ContactHistory',
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
                ('job_title', models.CharField(blank=True, max_length=120, verbose_name='job title')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='email')),
                ('phone', models.CharField(blank=True, max_length=40, verbose_name='phone')),
                ('mobile', models.CharField(blank=True, max_length=40, verbose_name='mobile')),
                ('description', models.TextField(blank=True, verbose_name='description')),
                ('account', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='customers.account', verbose_name='account')),
                ('created_by', models.ForeignKey(db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('modified_by', models.ForeignKey(db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('owner', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='owner')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='customers.contact')),
                ('unit', models.ForeignKey(db_constraint=False, editable=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='identity.businessunit', verbose_name='business unit')),
            ],
            options={
                'abstract': False,
                'indexes': [models.Index(fields=['pgh_obj_id', 'pgh_id'], name='customers_c_pgh_obj_73febc_idx')],
            },
        ),
        triggers.AddTrigger(
            model_name='account',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "customers_accounthistory" ("annual_revenue", "billing_city", "billing_country", "billing_postal_code", "billing_region", "billing_street", "created_at", "created_by_id", "currency", "custom", "delivery_city", "delivery_country", "delivery_postal_code", "delivery_region", "delivery_street", "description", "email", "employees", "founded", "id", "industry", "modified_at", "modified_by_id", "name", "number", "owner_id", "parent_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "price_list_id", "unit_id", "version", "website") SELECT new_values."annual_revenue", new_values."billing_city", new_values."billing_country", new_values."billing_postal_code", new_values."billing_region", new_values."billing_street", new_values."created_at", new_values."created_by_id", new_values."currency", new_values."custom", new_values."delivery_city", new_values."delivery_country", new_values."delivery_postal_code", new_values."delivery_region", new_values."delivery_street", new_values."description", new_values."email", new_values."employees", new_values."founded", new_values."id", new_values."industry", new_values."modified_at", new_values."modified_by_id", new_values."name", new_values."number", new_values."owner_id", new_values."parent_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'insert\', new_values."id", new_values."phone", new_values."price_list_id", new_values."unit_id", new_values."version", new_values."website" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='4f62d6f9d2c845911690c78d7fc5841277afe80b', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_c7393', referencing='REFERENCING NEW TABLE AS new_values ', table='customers_account', when='AFTER')),
        ),
        triggers.AddTrigger(
            model_name='account',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "customers_accounthistory" ("annual_revenue", "billing_city", "billing_country", "billing_postal_code", "billing_region", "billing_street", "created_at", "created_by_id", "currency", "custom", "delivery_city", "delivery_country", "delivery_postal_code", "delivery_region", "delivery_street", "description", "email", "employees", "founded", "id", "industry", "modified_at", "modified_by_id", "name", "number", "owner_id", "parent_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "price_list_id", "unit_id", "version", "website") SELECT new_values."annual_revenue", new_values."billing_city", new_values."billing_country", new_values."billing_postal_code", new_values."billing_region", new_values."billing_street", new_values."created_at", new_values."created_by_id", new_values."currency", new_values."custom", new_values."delivery_city", new_values."delivery_country", new_values."delivery_postal_code", new_values."delivery_region", new_values."delivery_street", new_values."description", new_values."email", new_values."employees", new_values."founded", new_values."id", new_values."industry", new_values."modified_at", new_values."modified_by_id", new_values."name", new_values."number", new_values."owner_id", new_values."parent_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', new_values."id", new_values."phone", new_values."price_list_id", new_values."unit_id", new_values."version", new_values."website" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='ce3484e95f20b3c6e2c1ac175c6caf4c606300b4', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_2fc5e', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='customers_account', when='AFTER')),
        ),
        triggers.AddTrigger(
            model_name='account',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "customers_accounthistory" ("annual_revenue", "billing_city", "billing_country", "billing_postal_code", "billing_region", "billing_street", "created_at", "created_by_id", "currency", "custom", "delivery_city", "delivery_country", "delivery_postal_code", "delivery_region", "delivery_street", "description", "email", "employees", "founded", "id", "industry", "modified_at", "modified_by_id", "name", "number", "owner_id", "parent_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "price_list_id", "unit_id", "version", "website") SELECT old_values."annual_revenue", old_values."billing_city", old_values."billing_country", old_values."billing_postal_code", old_values."billing_region", old_values."billing_street", old_values."created_at", old_values."created_by_id", old_values."currency", old_values."custom", old_values."delivery_city", old_values."delivery_country", old_values."delivery_postal_code", old_values."delivery_region", old_values."delivery_street", old_values."description", old_values."email", old_values."employees", old_values."founded", old_values."id", old_values."industry", old_values."modified_at", old_values."modified_by_id", old_values."name", old_values."number", old_values."owner_id", old_values."parent_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', old_values."id", old_values."phone", old_values."price_list_id", old_values."unit_id", old_values."version", old_values."website" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='75189f08b85dad83f436e98e0f51550ebb750eb3', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_e891a', referencing='REFERENCING OLD TABLE AS old_values ', table='customers_account', when='AFTER')),
        ),
        triggers.AddTrigger(
            model_name='contact',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "customers_contacthistory" ("account_id", "created_at", "created_by_id", "custom", "description", "email", "first_name", "id", "job_title", "last_name", "mobile", "modified_at", "modified_by_id", "owner_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "unit_id", "version") SELECT new_values."account_id", new_values."created_at", new_values."created_by_id", new_values."custom", new_values."description", new_values."email", new_values."first_name", new_values."id", new_values."job_title", new_values."last_name", new_values."mobile", new_values."modified_at", new_values."modified_by_id", new_values."owner_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'insert\', new_values."id", new_values."phone", new_values."unit_id", new_values."version" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='311dc2b9baa6b7456e6fba3f79789f67a238d676', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_84620', referencing='REFERENCING NEW TABLE AS new_values ', table='customers_contact', when='AFTER')),
        ),
        triggers.AddTrigger(
            model_name='contact',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "customers_contacthistory" ("account_id", "created_at", "created_by_id", "custom", "description", "email", "first_name", "id", "job_title", "last_name", "mobile", "modified_at", "modified_by_id", "owner_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "unit_id", "version") SELECT new_values."account_id", new_values."created_at", new_values."created_by_id", new_values."custom", new_values."description", new_values."email", new_values."first_name", new_values."id", new_values."job_title", new_values."last_name", new_values."mobile", new_values."modified_at", new_values."modified_by_id", new_values."owner_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', new_values."id", new_values."phone", new_values."unit_id", new_values."version" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='9e4b18740514b47f7616ec0997f3109cfbb79cd9', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_760d1', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='customers_contact', when='AFTER')),
        ),
        triggers.AddTrigger(
            model_name='contact',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "customers_contacthistory" ("account_id", "created_at", "created_by_id", "custom", "description", "email", "first_name", "id", "job_title", "last_name", "mobile", "modified_at", "modified_by_id", "owner_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "unit_id", "version") SELECT old_values."account_id", old_values."created_at", old_values."created_by_id", old_values."custom", old_values."description", old_values."email", old_values."first_name", old_values."id", old_values."job_title", old_values."last_name", old_values."mobile", old_values."modified_at", old_values."modified_by_id", old_values."owner_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', old_values."id", old_values."phone", old_values."unit_id", old_values."version" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='9821a6f6b1e6d4433a20269eefddf9173c48d14e', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_2a63b', referencing='REFERENCING OLD TABLE AS old_values ', table='customers_contact', when='AFTER')),
        ),
    ]
