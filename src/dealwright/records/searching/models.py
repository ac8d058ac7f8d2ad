"""What is kept so that records are found: entries, words, and what waits to be taken into either."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class SearchEntry(models.Model):
    """One record as it is searched: its title, its words, and the columns that decide who may find it.

    `key` and `number` are the title and the number of a document, normalised, for what begins with the text asked for. `words` holds each
    word after the name of its kind, and of its field where that could be hidden from someone: "account:nordhaven",
    "contact.email:annika@nordhaven.example". `digits` holds telephone numbers, each after the name of its field. Owner and
    unit are the record's own; those of the parent belong to the record that it is about.
    """

    record_id = models.UUIDField(primary_key=True)
    entity = models.CharField(max_length=60)
    title = models.CharField(max_length=300)
    key = models.CharField(max_length=300, db_collation="C")
    number = models.CharField(max_length=40, blank=True, db_collation="C")
    words = SearchVectorField()
    digits = models.TextField(blank=True)
    owner_id = models.UUIDField(null=True)
    unit_id = models.UUIDField(null=True)
    parent_type = models.CharField(max_length=60, blank=True)
    parent_id = models.UUIDField(null=True)
    parent_owner_id = models.UUIDField(null=True)
    parent_unit_id = models.UUIDField(null=True)

    class Meta:
        verbose_name = _("search entry")
        verbose_name_plural = _("search entries")
        indexes = [
            # every search reads what is pending, so it is kept short
            GinIndex(fields=["words"], name="search_entry_words", gin_pending_list_limit=64),
            GinIndex(
                OpClass(F("digits"), name="gin_trgm_ops"),
                name="search_entry_digits",
                condition=~Q(digits=""),
            ),
            models.Index(fields=["entity", "key", "record_id"], name="search_entry_key"),
            models.Index(
                fields=["entity", "number"], name="search_entry_number", condition=~Q(number="")
            ),
            models.Index(fields=["owner_id", "entity", "record_id"], name="search_entry_own"),
            models.Index(fields=["entity", "record_id"], name="search_entry_newest"),
            models.Index(fields=["unit_id"], name="search_entry_unit"),
            models.Index(
                fields=["parent_owner_id"],
                name="search_entry_parent_owner",
                condition=Q(parent_owner_id__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class SearchWord(models.Model):
    """A word that stands in records, and how often it was met, by kind and field ("account", "lead.company").

    It corrects typing errors and knows of what words a fragment is part. It is learnt a moment after the record was
    written, and may outlive it.
    """

    scope = models.CharField(max_length=120)
    word = models.CharField(max_length=60)
    count = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("search word")
        verbose_name_plural = _("search words")
        constraints = [models.UniqueConstraint(fields=["scope", "word"], name="search_word_once")]
        indexes = [GinIndex(OpClass(F("word"), name="gin_trgm_ops"), name="search_word_parts")]

    def __str__(self) -> str:
        return self.word


class SearchMark(models.Model):
    """A record that was written and whose entry is not yet. Triggers set it; the transaction that wrote takes it away.

    A mark that stays is of something that wrote past the house's verbs; a job takes it up.
    """

    id = models.BigAutoField(primary_key=True)
    entity = models.CharField(max_length=60)
    record_id = models.UUIDField()
    transaction = models.BigIntegerField()

    class Meta:
        verbose_name = _("search mark")
        verbose_name_plural = _("search marks")
        indexes = [models.Index(fields=["transaction"], name="search_mark_transaction")]

    def __str__(self) -> str:
        return f"{self.entity} {self.record_id}"


class SearchNews(models.Model):
    """Words of entries that were written, waiting to be learnt. One row per batch, so that writers never meet."""

    id = models.BigAutoField(primary_key=True)
    words = ArrayField(models.TextField())

    class Meta:
        verbose_name = _("search news")
        verbose_name_plural = _("search news")

    def __str__(self) -> str:
        return " ".join(self.words)


class SearchProgress(models.Model):
    """How far the records of a kind have been gone through, and with which declaration of what is searched in them."""

    entity = models.CharField(max_length=60, primary_key=True)
    declaration = models.CharField(max_length=64)
    reached = models.UUIDField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("search progress")
        verbose_name_plural = _("search progress")

    def __str__(self) -> str:
        return self.entity
