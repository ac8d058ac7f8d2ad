"""The records app."""

from importlib import import_module

from django.apps import AppConfig
from django.core.signals import request_started

from dealwright.core import broadcast, constraints


class RecordsConfig(AppConfig):
    name = "dealwright.records"
    label = "records"

    def ready(self) -> None:
        from dealwright.core.action import at_the_end  # noqa: PLC0415  as below
        from dealwright.records.changesets import references  # noqa: PLC0415  the same
        from dealwright.records.custom import current, linking  # noqa: PLC0415  the same
        from dealwright.records.files import queries as files  # noqa: PLC0415  likewise
        from dealwright.records.files.models import File  # noqa: PLC0415  likewise
        from dealwright.records.merging import kinds  # noqa: F401, PLC0415  known before any merge is undone
        from dealwright.records.models import CustomLink  # noqa: PLC0415  the same
        from dealwright.records.searching import keeping  # noqa: PLC0415  as above

        import_module("dealwright.records.sharing").offer()
        references.also(CustomLink, linking.naming)
        constraints.also(current.taken)
        broadcast.listen(current.TOPIC, current.hear)
        broadcast.start()
        import_module("dealwright.records.handlers")
        request_started.connect(current.forget)
        references.also(File, files.naming)
        at_the_end(keeping.keep)
        import_module("dealwright.records.notifications.following").offer()
        import_module("dealwright.records.notifications.handlers")
