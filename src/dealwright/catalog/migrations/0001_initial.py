import dealwright.core.ids
import django.contrib.postgres.indexes
import django.core.validators
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
            name='PriceList',
            fields=[
                ('id', models.UUIDField(default=dealwright.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('created_at', models.DateTimeField(editable=False, verbose_name='created')),
                ('modified_at', models.DateTimeField(editable=False, verbose_name='changed')),
                ('custom', models.JSONField(blank=True, default=dict, editable=False)),
                ('name', models.CharField(max_length=120, verbose_name='name')),
                ('currency', models.CharField(max_length=3, verbose_name='currency')),
                ('valid_from', models.DateField(verbose_name='valid from')),
                ('valid_to', models.DateField(blank=True, null=True, verbose_name='valid to')),
                ('is_default', models.BooleanField(default=False, verbose_name='default for its currency')),
                ('is_active', models.BooleanField(default=True, verbose_name='active')),
                ('created_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('modified_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'price list',
                'verbose_name_plural': 'price lists',
                'constraints': [models.UniqueConstraint(django.db.models.functions.text.Upper('name'), name='price_list_name_once', violation_error_message='There is a price list with this name already.'), models.UniqueConstraint(condition=models.Q(('is_default', True)), fields=('currency',), name='price_list_one_default', violation_error_message='This currency has a default price list already.'), models.CheckConstraint(condition=models.Q(('valid_to__isnull', True), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='price_list_dates', violation_error_message='The last day lies before the first.'), models.CheckConstraint(condition=models.Q(('currency__regex', '^[A-Z]{3}$')), name='price_list_currency', violation_error_message='A currency is three capital letters.')],
            },
        ),
        migrations.CreateModel(
            name='PriceListHistory',
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
                ('name', models.CharField(max_length=120, verbose_name='name')),
                ('currency', models.CharField(max_length=3, verbose_name='currency')),
                ('valid_from', models.DateField(verbose_name='valid from')),
                ('valid_to', models.DateField(blank=True, null=True, verbose_name='valid to')),
                ('is_default', models.BooleanField(default=False, verbose_name='default for its currency')),
                ('is_active', models.BooleanField(default=True, verbose_name='active')),
                ('created_by', models.ForeignKey(db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('modified_by', models.ForeignKey(db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('pgh_obj', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='catalog.pricelist')),
            ],
            options={
                'abstract': False,
                'indexes': [models.Index(fields=['pgh_obj_id', 'pgh_id'], name='catalog_pri_pgh_obj_f22fd5_idx')],
            },
        ),
        migrations.CreateModel(
            name='PriceListItem',
            fields=[
                ('id', models.UUIDField(default=dealwright.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('created_at', models.DateTimeField(editable=False, verbose_name='created')),
                ('modified_at', models.DateTimeField(editable=False, verbose_name='changed')),
                ('custom', models.JSONField(blank=True, default=dict, editable=False)),
                ('price', models.DecimalField(decimal_places=4, max_digits=18, verbose_name='price')),
                ('created_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('modified_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('price_list', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='items', to='catalog.pricelist', verbose_name='price list')),
            ],
            options={
                'verbose_name': 'price list item',
                'verbose_name_plural': 'price list items',
                'constraints': [models.CheckConstraint(condition=models.Q(('price__gte', 0)), name='price_list_item_price', violation_error_message='A price is zero or more.')],
            },
        ),
        migrations.CreateModel(
            name='Product',
            fields=[
                ('id', models.UUIDField(default=dealwright.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('created_at', models.DateTimeField(editable=False, verbose_name='created')),
                ('modified_at', models.DateTimeField(editable=False, verbose_name='changed')),
                ('custom', models.JSONField(blank=True, default=dict, editable=False)),
                ('code', models.CharField(max_length=40, verbose_name='code')),
                ('name', models.CharField(max_length=200, verbose_name='name')),
                ('description', models.TextField(blank=True, verbose_name='description')),
                ('kind', models.CharField(choices=[('goods', 'goods'), ('service', 'service')], default='goods', max_length=10, verbose_name='kind')),
                ('state', models.CharField(choices=[('active', 'active'), ('retired', 'retired')], default='active', max_length=10, verbose_name='state')),
                ('family', models.CharField(blank=True, max_length=80, verbose_name='family')),
                ('list_price', models.DecimalField(decimal_places=4, max_digits=18, validators=[django.core.validators.MinValueValidator(0)], verbose_name='list price')),
                ('current_cost', models.DecimalField(blank=True, decimal_places=4, max_digits=18, null=True, verbose_name='current cost')),
                ('standard_cost', models.DecimalField(blank=True, decimal_places=4, max_digits=18, null=True, verbose_name='standard cost')),
                ('tax_rate', models.DecimalField(decimal_places=3, default=0, max_digits=6, verbose_name='tax rate, %')),
                ('created_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('modified_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'product',
                'verbose_name_plural': 'products',
                'indexes': [django.contrib.postgres.indexes.GinIndex(django.contrib.postgres.indexes.OpClass(django.db.models.functions.text.Upper('name'), name='gin_trgm_ops'), name='product_name_trgm'), django.contrib.postgres.indexes.GinIndex(django.contrib.postgres.indexes.OpClass(django.db.models.functions.text.Upper('code'), name='gin_trgm_ops'), name='product_code_trgm')],
                'constraints': [models.UniqueConstraint(django.db.models.functions.text.Upper('code'), name='product_code_once', violation_error_message='There is a product with this code already.'), models.CheckConstraint(condition=models.Q(('list_price__gte', 0)), name='product_list_price', violation_error_message='A price is zero or more.'), models.CheckConstraint(condition=models.Q(models.Q(('current_cost__isnull', True), ('current_cost__gte', 0), _connector='OR'), models.Q(('standard_cost__isnull', True), ('standard_cost__gte', 0), _connector='OR')), name='product_costs', violation_error_message='A cost is zero or more.'), models.CheckConstraint(condition=models.Q(('tax_rate__gte', 0), ('tax_rate__lte', 100)), name='product_tax_rate', violation_error_message='A tax rate lies between 0 and 100 %%.')],
            },
        ),
        migrations.CreateModel(
            name='PriceListItemHistory',
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
                ('price', models.DecimalField(decimal_places=4, max_digits=18, verbose_name='price')),
                ('created_by', models.ForeignKey(db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('modified_by', models.ForeignKey(db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('pgh_obj', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='catalog.pricelistitem')),
                ('price_list', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='catalog.pricelist', verbose_name='price list')),
                ('product', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='catalog.product', verbose_name='product')),
            ],
            options={
                'abstract': False,
                'indexes': [models.Index(fields=['pgh_obj_id', 'pgh_id'], name='catalog_pri_pgh_obj_1b862b_idx')],
            },
        ),
        migrations.AddField(
            model_name='pricelistitem',
            name='product',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='price_list_items', to='catalog.product', verbose_name='product'),
        ),
        migrations.CreateModel(
            name='QuantityBreak',
            fields=[
                ('id', models.UUIDField(default=dealwright.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('created_at', models.DateTimeField(editable=False, verbose_name='created')),
                ('modified_at', models.DateTimeField(editable=False, verbose_name='changed')),
                ('custom', models.JSONField(blank=True, default=dict, editable=False)),
                ('from_quantity', models.DecimalField(decimal_places=4, max_digits=14, verbose_name='from quantity')),
                ('method', models.CharField(choices=[('unit_price', 'unit price'), ('percent_off', 'percent off'), ('amount_off', 'amount off')], default='unit_price', max_length=12, verbose_name='method')),
                ('value', models.DecimalField(decimal_places=4, max_digits=18, verbose_name='value')),
                ('created_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('item', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='breaks', to='catalog.pricelistitem', verbose_name='price list item')),
                ('modified_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'quantity break',
                'verbose_name_plural': 'quantity breaks',
                'constraints': [models.UniqueConstraint(fields=('item', 'from_quantity'), name='quantity_break_once', violation_error_message='There is a break at this quantity already.'), models.CheckConstraint(condition=models.Q(('from_quantity__gt', 0)), name='quantity_break_from', violation_error_message='A break starts above zero.'), models.CheckConstraint(condition=models.Q(('value__gte', 0), models.Q(models.Q(('method', 'percent_off'), _negated=True), ('value__lte', 100), _connector='OR')), name='quantity_break_value', violation_error_message='A price or amount is zero or more, a percentage at most 100.')],
            },
        ),
        migrations.CreateModel(
            name='QuantityBreakHistory',
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
                ('from_quantity', models.DecimalField(decimal_places=4, max_digits=14, verbose_name='from quantity')),
                ('method', models.CharField(choices=[('unit_price', 'unit price'), ('percent_off', 'percent off'), ('amount_off', 'amount off')], default='unit_price', max_length=12, verbose_name='method')),
                ('value', models.DecimalField(decimal_places=4, max_digits=18, verbose_name='value')),
                ('created_by', models.ForeignKey(db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('item', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='catalog.pricelistitem', verbose_name='price list item')),
                ('modified_by', models.ForeignKey(db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('pgh_obj', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='catalog.quantitybreak')),
            ],
            options={
                'abstract': False,
                'indexes': [models.Index(fields=['pgh_obj_id', 'pgh_id'], name='catalog_qua_pgh_obj_f0a399_idx')],
            },
        ),
        migrations.CreateModel(
            name='Unit',
            fields=[
                ('id', models.UUIDField(default=dealwright.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('created_at', models.DateTimeField(editable=False, verbose_name='created')),
                ('modified_at', models.DateTimeField(editable=False, verbose_name='changed')),
                ('custom', models.JSONField(blank=True, default=dict, editable=False)),
                ('code', models.CharField(max_length=10, verbose_name='code')),
                ('name', models.CharField(max_length=60, verbose_name='name')),
                ('decimals', models.PositiveSmallIntegerField(default=0, verbose_name='decimals')),
                ('created_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('modified_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'unit',
                'verbose_name_plural': 'units',
                'constraints': [models.UniqueConstraint(django.db.models.functions.text.Upper('code'), name='unit_code_once', violation_error_message='There is a unit with this code already.'), models.CheckConstraint(condition=models.Q(('decimals__lte', 4)), name='unit_decimals')],
            },
        ),
        migrations.CreateModel(
            name='ProductHistory',
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
                ('code', models.CharField(max_length=40, verbose_name='code')),
                ('name', models.CharField(max_length=200, verbose_name='name')),
                ('description', models.TextField(blank=True, verbose_name='description')),
                ('kind', models.CharField(choices=[('goods', 'goods'), ('service', 'service')], default='goods', max_length=10, verbose_name='kind')),
                ('state', models.CharField(choices=[('active', 'active'), ('retired', 'retired')], default='active', max_length=10, verbose_name='state')),
                ('family', models.CharField(blank=True, max_length=80, verbose_name='family')),
                ('list_price', models.DecimalField(decimal_places=4, max_digits=18, validators=[django.core.validators.MinValueValidator(0)], verbose_name='list price')),
                ('current_cost', models.DecimalField(blank=True, decimal_places=4, max_digits=18, null=True, verbose_name='current cost')),
                ('standard_cost', models.DecimalField(blank=True, decimal_places=4, max_digits=18, null=True, verbose_name='standard cost')),
                ('tax_rate', models.DecimalField(decimal_places=3, default=0, max_digits=6, verbose_name='tax rate, %')),
                ('created_by', models.ForeignKey(db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('modified_by', models.ForeignKey(db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('pgh_obj', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='catalog.product')),
                ('unit', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='catalog.unit', verbose_name='unit')),
            ],
            options={
                'abstract': False,
                'indexes': [models.Index(fields=['pgh_obj_id', 'pgh_id'], name='catalog_pro_pgh_obj_4fb6f8_idx')],
            },
        ),
        migrations.AddField(
            model_name='product',
            name='unit',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='products', to='catalog.unit', verbose_name='unit'),
        ),
        migrations.CreateModel(
            name='UnitHistory',
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
                ('code', models.CharField(max_length=10, verbose_name='code')),
                ('name', models.CharField(max_length=60, verbose_name='name')),
                ('decimals', models.PositiveSmallIntegerField(default=0, verbose_name='decimals')),
                ('created_by', models.ForeignKey(db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('modified_by', models.ForeignKey(db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('pgh_obj', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='catalog.unit')),
            ],
            options={
                'abstract': False,
                'indexes': [models.Index(fields=['pgh_obj_id', 'pgh_id'], name='catalog_uni_pgh_obj_6e076b_idx')],
            },
        ),
        triggers.AddTrigger(
            model_name='pricelist',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "catalog_pricelisthistory" ("created_at", "created_by_id", "currency", "custom", "id", "is_active", "is_default", "modified_at", "modified_by_id", "name", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "valid_from", "valid_to", "version") SELECT new_values."created_at", new_values."created_by_id", new_values."currency", new_values."custom", new_values."id", new_values."is_active", new_values."is_default", new_values."modified_at", new_values."modified_by_id", new_values."name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'insert\', new_values."id", new_values."valid_from", new_values."valid_to", new_values."version" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='d60c0ba9533e26443dea62d80afaa9b64edc0e55', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_5a322', referencing='REFERENCING NEW TABLE AS new_values ', table='catalog_pricelist', when='AFTER')),
        ),
        triggers.AddTrigger(
            model_name='pricelist',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "catalog_pricelisthistory" ("created_at", "created_by_id", "currency", "custom", "id", "is_active", "is_default", "modified_at", "modified_by_id", "name", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "valid_from", "valid_to", "version") SELECT new_values."created_at", new_values."created_by_id", new_values."currency", new_values."custom", new_values."id", new_values."is_active", new_values."is_default", new_values."modified_at", new_values."modified_by_id", new_values."name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', new_values."id", new_values."valid_from", new_values."valid_to", new_values."version" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='e0562fa9ac5684cc013b1a6bf64d1e294831bfa9', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_8ec16', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='catalog_pricelist', when='AFTER')),
        ),
        triggers.AddTrigger(
            model_name='pricelist',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "catalog_pricelisthistory" ("created_at", "created_by_id", "currency", "custom", "id", "is_active", "is_default", "modified_at", "modified_by_id", "name", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "valid_from", "valid_to", "version") SELECT old_values."created_at", old_values."created_by_id", old_values."currency", old_values."custom", old_values."id", old_values."is_active", old_values."is_default", old_values."modified_at", old_values."modified_by_id", old_values."name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', old_values."id", old_values."valid_from", old_values."valid_to", old_values."version" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='b3f5f7a55e8d034ebdfd9871b2f61d0fc2f4661a', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_adb3c', referencing='REFERENCING OLD TABLE AS old_values ', table='catalog_pricelist', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='pricelistitem',
            constraint=models.UniqueConstraint(fields=('price_list', 'product'), name='price_list_item_once', violation_error_message='This product is on the list already.'),
        ),
        triggers.AddTrigger(
            model_name='pricelistitem',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "catalog_pricelistitemhistory" ("created_at", "created_by_id", "custom", "id", "modified_at", "modified_by_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "price", "price_list_id", "product_id", "version") SELECT new_values."created_at", new_values."created_by_id", new_values."custom", new_values."id", new_values."modified_at", new_values."modified_by_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'insert\', new_values."id", new_values."price", new_values."price_list_id", new_values."product_id", new_values."version" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='4e74b6350b48e65471140bc04b1a19c8e6e93db4', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_af35d', referencing='REFERENCING NEW TABLE AS new_values ', table='catalog_pricelistitem', when='AFTER')),
        ),
        triggers.AddTrigger(
            model_name='pricelistitem',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "catalog_pricelistitemhistory" ("created_at", "created_by_id", "custom", "id", "modified_at", "modified_by_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "price", "price_list_id", "product_id", "version") SELECT new_values."created_at", new_values."created_by_id", new_values."custom", new_values."id", new_values."modified_at", new_values."modified_by_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', new_values."id", new_values."price", new_values."price_list_id", new_values."product_id", new_values."version" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='b10517d2a264409b047d17a57841442e5c05ce18', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_f920b', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='catalog_pricelistitem', when='AFTER')),
        ),
        triggers.AddTrigger(
            model_name='pricelistitem',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "catalog_pricelistitemhistory" ("created_at", "created_by_id", "custom", "id", "modified_at", "modified_by_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "price", "price_list_id", "product_id", "version") SELECT old_values."created_at", old_values."created_by_id", old_values."custom", old_values."id", old_values."modified_at", old_values."modified_by_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', old_values."id", old_values."price", old_values."price_list_id", old_values."product_id", old_values."version" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='96218ecbc88db32f1d4297d7eb0acf5889caa85f', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_16429', referencing='REFERENCING OLD TABLE AS old_values ', table='catalog_pricelistitem', when='AFTER')),
        ),
        triggers.AddTrigger(
            model_name='quantitybreak',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "catalog_quantitybreakhistory" ("created_at", "created_by_id", "custom", "from_quantity", "id", "item_id", "method", "modified_at", "modified_by_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "value", "version") SELECT new_values."created_at", new_values."created_by_id", new_values."custom", new_values."from_quantity", new_values."id", new_values."item_id", new_values."method", new_values."modified_at", new_values."modified_by_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'insert\', new_values."id", new_values."value", new_values."version" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='fa7868d35e729213b7a78bc956166ce74e3ea28d', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_458d1', referencing='REFERENCING NEW TABLE AS new_values ', table='catalog_quantitybreak', when='AFTER')),
        ),
        triggers.AddTrigger(
            model_name='quantitybreak',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "catalog_quantitybreakhistory" ("created_at", "created_by_id", "custom", "from_quantity", "id", "item_id", "method", "modified_at", "modified_by_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "value", "version") SELECT new_values."created_at", new_values."created_by_id", new_values."custom", new_values."from_quantity", new_values."id", new_values."item_id", new_values."method", new_values."modified_at", new_values."modified_by_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', new_values."id", new_values."value", new_values."version" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='bf90c6119d5c0573f8d32c506617bdf001c4681b', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_83640', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='catalog_quantitybreak', when='AFTER')),
        ),
        triggers.AddTrigger(
            model_name='quantitybreak',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "catalog_quantitybreakhistory" ("created_at", "created_by_id", "custom", "from_quantity", "id", "item_id", "method", "modified_at", "modified_by_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "value", "version") SELECT old_values."created_at", old_values."created_by_id", old_values."custom", old_values."from_quantity", old_values."id", old_values."item_id", old_values."method", old_values."modified_at", old_values."modified_by_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', old_values."id", old_values."value", old_values."version" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='0265cff45c312fb4b1e3170fae571904ee25bf5d', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_89060', referencing='REFERENCING OLD TABLE AS old_values ', table='catalog_quantitybreak', when='AFTER')),
        ),
        triggers.AddTrigger(
            model_name='unit',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "catalog_unithistory" ("code", "created_at", "created_by_id", "custom", "decimals", "id", "modified_at", "modified_by_id", "name", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "version") SELECT new_values."code", new_values."created_at", new_values."created_by_id", new_values."custom", new_values."decimals", new_values."id", new_values."modified_at", new_values."modified_by_id", new_values."name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'insert\', new_values."id", new_values."version" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='3c806afc4ddb88053cb68f6e58106622c7a7920b', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_f03e5', referencing='REFERENCING NEW TABLE AS new_values ', table='catalog_unit', when='AFTER')),
        ),
        triggers.AddTrigger(
            model_name='unit',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "catalog_unithistory" ("code", "created_at", "created_by_id", "custom", "decimals", "id", "modified_at", "modified_by_id", "name", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "version") SELECT new_values."code", new_values."created_at", new_values."created_by_id", new_values."custom", new_values."decimals", new_values."id", new_values."modified_at", new_values."modified_by_id", new_values."name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', new_values."id", new_values."version" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='6c734c819f3d7d145c8c2922ac31a2d645601f6c', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_6a480', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='catalog_unit', when='AFTER')),
        ),
        triggers.AddTrigger(
            model_name='unit',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "catalog_unithistory" ("code", "created_at", "created_by_id", "custom", "decimals", "id", "modified_at", "modified_by_id", "name", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "version") SELECT old_values."code", old_values."created_at", old_values."created_by_id", old_values."custom", old_values."decimals", old_values."id", old_values."modified_at", old_values."modified_by_id", old_values."name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', old_values."id", old_values."version" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='f19af1c3e185812f44813d23f2abb9680925a50c', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_06fe2', referencing='REFERENCING OLD TABLE AS old_values ', table='catalog_unit', when='AFTER')),
        ),
        triggers.AddTrigger(
            model_name='product',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "catalog_producthistory" ("code", "created_at", "created_by_id", "current_cost", "custom", "description", "family", "id", "kind", "list_price", "modified_at", "modified_by_id", "name", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "standard_cost", "state", "tax_rate", "unit_id", "version") SELECT new_values."code", new_values."created_at", new_values."created_by_id", new_values."current_cost", new_values."custom", new_values."description", new_values."family", new_values."id", new_values."kind", new_values."list_price", new_values."modified_at", new_values."modified_by_id", new_values."name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'insert\', new_values."id", new_values."standard_cost", new_values."state", new_values."tax_rate", new_values."unit_id", new_values."version" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='8142277f2fa64722e24e3eb3a93185e5a3e35c2e', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_ae3fa', referencing='REFERENCING NEW TABLE AS new_values ', table='catalog_product', when='AFTER')),
        ),
        triggers.AddTrigger(
            model_name='product',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "catalog_producthistory" ("code", "created_at", "created_by_id", "current_cost", "custom", "description", "family", "id", "kind", "list_price", "modified_at", "modified_by_id", "name", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "standard_cost", "state", "tax_rate", "unit_id", "version") SELECT new_values."code", new_values."created_at", new_values."created_by_id", new_values."current_cost", new_values."custom", new_values."description", new_values."family", new_values."id", new_values."kind", new_values."list_price", new_values."modified_at", new_values."modified_by_id", new_values."name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', new_values."id", new_values."standard_cost", new_values."state", new_values."tax_rate", new_values."unit_id", new_values."version" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='480fdd61c328929e51ec410917c1f8f5498b840b', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_580c5', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='catalog_product', when='AFTER')),
        ),
        triggers.AddTrigger(
            model_name='product',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "catalog_producthistory" ("code", "created_at", "created_by_id", "current_cost", "custom", "description", "family", "id", "kind", "list_price", "modified_at", "modified_by_id", "name", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "standard_cost", "state", "tax_rate", "unit_id", "version") SELECT old_values."code", old_values."created_at", old_values."created_by_id", old_values."current_cost", old_values."custom", old_values."description", old_values."family", old_values."id", old_values."kind", old_values."list_price", old_values."modified_at", old_values."modified_by_id", old_values."name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', old_values."id", old_values."standard_cost", old_values."state", old_values."tax_rate", old_values."unit_id", old_values."version" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='d9c744092aa92baadde691211a40e0295c1a60d0', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_a763a', referencing='REFERENCING OLD TABLE AS old_values ', table='catalog_product', when='AFTER')),
        ),
    ]
