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
        ('customers', '0001_initial'),
        ('identity', '0001_initial'),
        ('identity', '__first__'),
        ('opportunities', '0001_initial'),
        ('quotes', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Order',
            fields=[
                ('id', models.UUIDField(default=dealwright.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('created_at', models.DateTimeField(editable=False, verbose_name='created')),
                ('modified_at', models.DateTimeField(editable=False, verbose_name='changed')),
                ('custom', models.JSONField(blank=True, default=dict, editable=False)),
                ('number', models.CharField(editable=False, max_length=20, unique=True, verbose_name='number')),
                ('name', models.CharField(max_length=200, verbose_name='name')),
                ('state', models.CharField(choices=[('new', 'new'), ('confirmed', 'confirmed'), ('fulfilled', 'fulfilled'), ('cancelled', 'cancelled')], default='new', editable=False, max_length=9, verbose_name='state')),
                ('client_reference', models.CharField(blank=True, max_length=80, verbose_name="client's reference")),
                ('delivery_on', models.DateField(blank=True, null=True, verbose_name='delivery date')),
                ('note', models.TextField(blank=True, max_length=5000, verbose_name='note')),
                ('payment_terms', models.CharField(blank=True, editable=False, max_length=200, verbose_name='payment terms')),
                ('currency', models.CharField(editable=False, max_length=3, verbose_name='currency')),
                ('rate', models.DecimalField(decimal_places=8, default=1, editable=False, max_digits=18, verbose_name='rate')),
                ('discount_total', models.DecimalField(decimal_places=4, editable=False, max_digits=20, verbose_name='total discount')),
                ('net', models.DecimalField(decimal_places=4, editable=False, max_digits=20, verbose_name='net')),
                ('freight', models.DecimalField(decimal_places=4, editable=False, max_digits=20, verbose_name='freight')),
                ('tax_total', models.DecimalField(decimal_places=4, editable=False, max_digits=20, verbose_name='tax')),
                ('total', models.DecimalField(decimal_places=4, editable=False, max_digits=20, verbose_name='total')),
                ('confirmed_at', models.DateTimeField(editable=False, null=True, verbose_name='confirmed')),
                ('fulfilled_at', models.DateTimeField(editable=False, null=True, verbose_name='fulfilled')),
                ('cancelled_at', models.DateTimeField(editable=False, null=True, verbose_name='cancelled')),
                ('cancel_reason', models.CharField(blank=True, editable=False, max_length=500, verbose_name='cancelled because')),
                ('account', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='orders', to='customers.account', verbose_name='account')),
                ('contact', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='orders', to='customers.contact', verbose_name='contact')),
                ('created_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('modified_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('opportunity', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='orders', to='opportunities.opportunity', verbose_name='opportunity')),
                ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='owner')),
                ('quote', models.OneToOneField(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='order', to='quotes.quote', verbose_name='quote')),
                ('unit', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='identity.businessunit', verbose_name='business unit')),
            ],
            options={
                'verbose_name': 'order',
                'verbose_name_plural': 'orders',
                'indexes': [django.contrib.postgres.indexes.GinIndex(django.contrib.postgres.indexes.OpClass(django.db.models.functions.text.Upper('name'), name='gin_trgm_ops'), name='order_name_trgm'), django.contrib.postgres.indexes.GinIndex(django.contrib.postgres.indexes.OpClass(django.db.models.functions.text.Upper('number'), name='gin_trgm_ops'), name='order_number_trgm'), models.Index(fields=['owner', '-created_at', '-id'], name='order_owner_created'), models.Index(fields=['unit', '-created_at', '-id'], name='order_unit_created'), models.Index(fields=['-created_at', '-id'], name='order_created')],
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['new', 'confirmed', 'fulfilled', 'cancelled'])), name='order_state'), models.CheckConstraint(condition=models.Q(models.Q(('cancelled_at__isnull', True), ('confirmed_at__isnull', True), ('fulfilled_at__isnull', True), ('state', 'new')), models.Q(('cancelled_at__isnull', True), ('confirmed_at__isnull', False), ('fulfilled_at__isnull', True), ('state', 'confirmed')), models.Q(('cancelled_at__isnull', True), ('confirmed_at__isnull', False), ('fulfilled_at__isnull', False), ('state', 'fulfilled')), models.Q(('cancelled_at__isnull', False), ('fulfilled_at__isnull', True), ('state', 'cancelled')), _connector='OR'), name='order_moments'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'cancelled'), models.Q(('cancel_reason', ''), _negated=True)), models.Q(models.Q(('state', 'cancelled'), _negated=True), ('cancel_reason', '')), _connector='OR'), name='order_cancel_reason', violation_error_message='A cancelled order says why.'), models.CheckConstraint(condition=models.Q(('freight__gte', 0), ('net__gte', 0), ('total__gte', 0)), name='order_amounts')],
            },
        ),
        migrations.CreateModel(
            name='OrderHistory',
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
                ('state', models.CharField(choices=[('new', 'new'), ('confirmed', 'confirmed'), ('fulfilled', 'fulfilled'), ('cancelled', 'cancelled')], default='new', editable=False, max_length=9, verbose_name='state')),
                ('client_reference', models.CharField(blank=True, max_length=80, verbose_name="client's reference")),
                ('delivery_on', models.DateField(blank=True, null=True, verbose_name='delivery date')),
                ('note', models.TextField(blank=True, max_length=5000, verbose_name='note')),
                ('payment_terms', models.CharField(blank=True, editable=False, max_length=200, verbose_name='payment terms')),
                ('currency', models.CharField(editable=False, max_length=3, verbose_name='currency')),
                ('rate', models.DecimalField(decimal_places=8, default=1, editable=False, max_digits=18, verbose_name='rate')),
                ('discount_total', models.DecimalField(decimal_places=4, editable=False, max_digits=20, verbose_name='total discount')),
                ('net', models.DecimalField(decimal_places=4, editable=False, max_digits=20, verbose_name='net')),
                ('freight', models.DecimalField(decimal_places=4, editable=False, max_digits=20, verbose_name='freight')),
                ('tax_total', models.DecimalField(decimal_places=4, editable=False, max_digits=20, verbose_name='tax')),
                ('total', models.DecimalField(decimal_places=4, editable=False, max_digits=20, verbose_name='total')),
                ('confirmed_at', models.DateTimeField(editable=False, null=True, verbose_name='confirmed')),
                ('fulfilled_at', models.DateTimeField(editable=False, null=True, verbose_name='fulfilled')),
                ('cancelled_at', models.DateTimeField(editable=False, null=True, verbose_name='cancelled')),
                ('cancel_reason', models.CharField(blank=True, editable=False, max_length=500, verbose_name='cancelled because')),
                ('account', models.ForeignKey(db_constraint=False, editable=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='customers.account', verbose_name='account')),
                ('contact', models.ForeignKey(db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='customers.contact', verbose_name='contact')),
                ('created_by', models.ForeignKey(db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('modified_by', models.ForeignKey(db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('opportunity', models.ForeignKey(db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='opportunities.opportunity', verbose_name='opportunity')),
                ('owner', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='owner')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='orders.order')),
                ('quote', models.ForeignKey(db_constraint=False, editable=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='quotes.quote', verbose_name='quote')),
                ('unit', models.ForeignKey(db_constraint=False, editable=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='identity.businessunit', verbose_name='business unit')),
            ],
            options={
                'abstract': False,
                'indexes': [models.Index(fields=['pgh_obj_id', 'pgh_id'], name='orders_orde_pgh_obj_aa956b_idx')],
            },
        ),
        migrations.CreateModel(
            name='OrderLine',
            fields=[
                ('id', models.UUIDField(default=dealwright.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('position', models.PositiveIntegerField(verbose_name='position')),
                ('section', models.CharField(blank=True, max_length=120, verbose_name='section')),
                ('code', models.CharField(blank=True, max_length=40, verbose_name='code')),
                ('name', models.CharField(max_length=300, verbose_name='name')),
                ('description', models.TextField(blank=True, verbose_name='description')),
                ('quantity', models.DecimalField(decimal_places=4, max_digits=14, verbose_name='quantity')),
                ('unit', models.CharField(blank=True, max_length=10, verbose_name='unit')),
                ('unit_price', models.DecimalField(decimal_places=10, max_digits=24, verbose_name='unit price')),
                ('tax_rate', models.DecimalField(decimal_places=3, max_digits=6, verbose_name='tax, %')),
                ('unit_cost', models.DecimalField(decimal_places=4, max_digits=18, null=True, verbose_name='unit cost')),
                ('net', models.DecimalField(decimal_places=4, max_digits=20, verbose_name='net')),
                ('discount_share', models.DecimalField(decimal_places=4, max_digits=20, verbose_name='share of the total discount')),
                ('tax', models.DecimalField(decimal_places=4, max_digits=20, verbose_name='tax')),
                ('total', models.DecimalField(decimal_places=4, max_digits=20, verbose_name='total')),
                ('order', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='lines', to='orders.order')),
                ('product', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='catalog.product')),
            ],
            options={
                'verbose_name': 'order line',
                'verbose_name_plural': 'order lines',
                'constraints': [models.UniqueConstraint(fields=('order', 'position'), name='order_line_place'), models.CheckConstraint(condition=models.Q(('quantity__gt', 0)), name='order_line_quantity')],
            },
        ),
        migrations.CreateModel(
            name='OrderLineHistory',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('id', models.UUIDField(default=dealwright.core.ids.new_id, editable=False, serialize=False)),
                ('position', models.PositiveIntegerField(verbose_name='position')),
                ('section', models.CharField(blank=True, max_length=120, verbose_name='section')),
                ('code', models.CharField(blank=True, max_length=40, verbose_name='code')),
                ('name', models.CharField(max_length=300, verbose_name='name')),
                ('description', models.TextField(blank=True, verbose_name='description')),
                ('quantity', models.DecimalField(decimal_places=4, max_digits=14, verbose_name='quantity')),
                ('unit', models.CharField(blank=True, max_length=10, verbose_name='unit')),
                ('unit_price', models.DecimalField(decimal_places=10, max_digits=24, verbose_name='unit price')),
                ('tax_rate', models.DecimalField(decimal_places=3, max_digits=6, verbose_name='tax, %')),
                ('unit_cost', models.DecimalField(decimal_places=4, max_digits=18, null=True, verbose_name='unit cost')),
                ('net', models.DecimalField(decimal_places=4, max_digits=20, verbose_name='net')),
                ('discount_share', models.DecimalField(decimal_places=4, max_digits=20, verbose_name='share of the total discount')),
                ('tax', models.DecimalField(decimal_places=4, max_digits=20, verbose_name='tax')),
                ('total', models.DecimalField(decimal_places=4, max_digits=20, verbose_name='total')),
                ('order', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='orders.order')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='orders.orderline')),
                ('product', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='catalog.product')),
            ],
            options={
                'abstract': False,
                'indexes': [models.Index(fields=['pgh_obj_id', 'pgh_id'], name='orders_orde_pgh_obj_82e401_idx')],
            },
        ),
        triggers.AddTrigger(
            model_name='order',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "orders_orderhistory" ("account_id", "cancel_reason", "cancelled_at", "client_reference", "confirmed_at", "contact_id", "created_at", "created_by_id", "currency", "custom", "delivery_on", "discount_total", "freight", "fulfilled_at", "id", "modified_at", "modified_by_id", "name", "net", "note", "number", "opportunity_id", "owner_id", "payment_terms", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "quote_id", "rate", "state", "tax_total", "total", "unit_id", "version") SELECT new_values."account_id", new_values."cancel_reason", new_values."cancelled_at", new_values."client_reference", new_values."confirmed_at", new_values."contact_id", new_values."created_at", new_values."created_by_id", new_values."currency", new_values."custom", new_values."delivery_on", new_values."discount_total", new_values."freight", new_values."fulfilled_at", new_values."id", new_values."modified_at", new_values."modified_by_id", new_values."name", new_values."net", new_values."note", new_values."number", new_values."opportunity_id", new_values."owner_id", new_values."payment_terms", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'insert\', new_values."id", new_values."quote_id", new_values."rate", new_values."state", new_values."tax_total", new_values."total", new_values."unit_id", new_values."version" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='f12e773f533ef15c5cc9b5645129e560939d2227', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_eb763', referencing='REFERENCING NEW TABLE AS new_values ', table='orders_order', when='AFTER')),
        ),
        triggers.AddTrigger(
            model_name='order',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "orders_orderhistory" ("account_id", "cancel_reason", "cancelled_at", "client_reference", "confirmed_at", "contact_id", "created_at", "created_by_id", "currency", "custom", "delivery_on", "discount_total", "freight", "fulfilled_at", "id", "modified_at", "modified_by_id", "name", "net", "note", "number", "opportunity_id", "owner_id", "payment_terms", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "quote_id", "rate", "state", "tax_total", "total", "unit_id", "version") SELECT new_values."account_id", new_values."cancel_reason", new_values."cancelled_at", new_values."client_reference", new_values."confirmed_at", new_values."contact_id", new_values."created_at", new_values."created_by_id", new_values."currency", new_values."custom", new_values."delivery_on", new_values."discount_total", new_values."freight", new_values."fulfilled_at", new_values."id", new_values."modified_at", new_values."modified_by_id", new_values."name", new_values."net", new_values."note", new_values."number", new_values."opportunity_id", new_values."owner_id", new_values."payment_terms", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', new_values."id", new_values."quote_id", new_values."rate", new_values."state", new_values."tax_total", new_values."total", new_values."unit_id", new_values."version" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='4aff492830eaedb26faf8e0e29591baa9820527a', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_d4b84', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='orders_order', when='AFTER')),
        ),
        triggers.AddTrigger(
            model_name='order',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "orders_orderhistory" ("account_id", "cancel_reason", "cancelled_at", "client_reference", "confirmed_at", "contact_id", "created_at", "created_by_id", "currency", "custom", "delivery_on", "discount_total", "freight", "fulfilled_at", "id", "modified_at", "modified_by_id", "name", "net", "note", "number", "opportunity_id", "owner_id", "payment_terms", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "quote_id", "rate", "state", "tax_total", "total", "unit_id", "version") SELECT old_values."account_id", old_values."cancel_reason", old_values."cancelled_at", old_values."client_reference", old_values."confirmed_at", old_values."contact_id", old_values."created_at", old_values."created_by_id", old_values."currency", old_values."custom", old_values."delivery_on", old_values."discount_total", old_values."freight", old_values."fulfilled_at", old_values."id", old_values."modified_at", old_values."modified_by_id", old_values."name", old_values."net", old_values."note", old_values."number", old_values."opportunity_id", old_values."owner_id", old_values."payment_terms", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', old_values."id", old_values."quote_id", old_values."rate", old_values."state", old_values."tax_total", old_values."total", old_values."unit_id", old_values."version" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='4080b4117e97f84cd1c566ee30ed9e9be41bea2f', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_709b4', referencing='REFERENCING OLD TABLE AS old_values ', table='orders_order', when='AFTER')),
        ),
        triggers.AddTrigger(
            model_name='orderline',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "orders_orderlinehistory" ("code", "description", "discount_share", "id", "name", "net", "order_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "product_id", "quantity", "section", "tax", "tax_rate", "total", "unit", "unit_cost", "unit_price") SELECT new_values."code", new_values."description", new_values."discount_share", new_values."id", new_values."name", new_values."net", new_values."order_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'insert\', new_values."id", new_values."position", new_values."product_id", new_values."quantity", new_values."section", new_values."tax", new_values."tax_rate", new_values."total", new_values."unit", new_values."unit_cost", new_values."unit_price" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='151d0fe0e65a3c62695c5d560a3f93b3df68e9b6', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_353b8', referencing='REFERENCING NEW TABLE AS new_values ', table='orders_orderline', when='AFTER')),
        ),
        triggers.AddTrigger(
            model_name='orderline',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "orders_orderlinehistory" ("code", "description", "discount_share", "id", "name", "net", "order_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "product_id", "quantity", "section", "tax", "tax_rate", "total", "unit", "unit_cost", "unit_price") SELECT new_values."code", new_values."description", new_values."discount_share", new_values."id", new_values."name", new_values."net", new_values."order_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', new_values."id", new_values."position", new_values."product_id", new_values."quantity", new_values."section", new_values."tax", new_values."tax_rate", new_values."total", new_values."unit", new_values."unit_cost", new_values."unit_price" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='4b5a4bdc8ce72f8bc110eda0f6f00d8be7035927', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_e67df', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='orders_orderline', when='AFTER')),
        ),
        triggers.AddTrigger(
            model_name='orderline',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "orders_orderlinehistory" ("code", "description", "discount_share", "id", "name", "net", "order_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "product_id", "quantity", "section", "tax", "tax_rate", "total", "unit", "unit_cost", "unit_price") SELECT old_values."code", old_values."description", old_values."discount_share", old_values."id", old_values."name", old_values."net", old_values."order_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', old_values."id", old_values."position", old_values."product_id", old_values."quantity", old_values."section", old_values."tax", old_values."tax_rate", old_values."total", old_values."unit", old_values."unit_cost", old_values."unit_price" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='d32b3e67ffd17e64c113dbd99842a8d05ac6bfdf', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_dfb51', referencing='REFERENCING OLD TABLE AS old_values ', table='orders_orderline', when='AFTER')),
        ),
    ]
