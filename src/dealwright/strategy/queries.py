"""Reads on processes and stages. Each is one statement; the tables are small and always in memory."""

from collections.abc import Sequence
from uuid import UUID

from django.db.models import FETCH_RAISE, Prefetch
from django.utils.translation import gettext_lazy as _

from dealwright.core.errors import RefusedError
from dealwright.strategy.models import SalesProcess, Stage

WHERE = _("Open Settings, Sales processes.")


def default_process() -> SalesProcess:
    """The process that new deals take; RefusedError before there is one."""
    found = SalesProcess.objects.filter(is_default=True).order_by("pk").first()
    if found is None:
        raise RefusedError(_("There is no sales process yet."), remedy=WHERE, code="no_process")
    return found


def stages(process: SalesProcess | UUID) -> list[Stage]:
    """The stages of a process from first to last, the process at hand on each."""
    pk = process.pk if isinstance(process, SalesProcess) else process
    found = Stage.objects.filter(process=pk).select_related("process")
    return list(found.order_by("position", "pk").fetch_mode(FETCH_RAISE))


def first_stage(process: SalesProcess | UUID | None = None) -> Stage:
    """Where a deal begins: the first stage of this process or of the default one, its process at hand.

    RefusedError when the process has no stages.
    """
    rows = Stage.objects.select_related("process")
    if process is None:
        rows = rows.filter(process__is_default=True)
    else:
        rows = rows.filter(process=process)
    found = rows.order_by("position", "pk").first()
    if found is None:
        raise RefusedError(
            _("This sales process has no stages yet."), remedy=WHERE, code="no_stage"
        )
    return found


def processes(*, active_only: bool = False) -> Sequence[SalesProcess]:
    """Every process with its stages in order (`process.stages.all()`), the default first; two statements."""
    in_order = Stage.objects.order_by("position", "pk")
    rows = SalesProcess.objects.filter(is_active=True) if active_only else SalesProcess.objects
    rows = rows.prefetch_related(Prefetch("stages", queryset=in_order))
    return list(rows.order_by("-is_default", "-is_active", "name", "pk").fetch_mode(FETCH_RAISE))
