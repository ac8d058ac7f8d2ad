"""Fields that administrators add to the kinds of record.

Their definitions are rows (`models`), their values stand in the column `custom` of the record they belong to, links in a
table of their own besides. `current` tells what holds now; from it the registry makes each kind with its custom fields.
"""
