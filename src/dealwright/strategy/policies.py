"""Who may shape how the organisation sells. Everyone who sells may read it."""

from dealwright.core.actor import Actor
from dealwright.identity import access
from dealwright.identity.privileges import Privilege
from dealwright.strategy.models import SalesProcess, Stage

PROCESS = "strategy.salesprocess"
STAGE = "strategy.stage"


def can_read_processes(actor: Actor) -> bool:
    return access.may(actor, Privilege.READ, PROCESS)


def can_create_process(actor: Actor) -> bool:
    return access.may(actor, Privilege.CREATE, PROCESS)


def can_edit_process(actor: Actor, _process: SalesProcess) -> bool:
    return access.may(actor, Privilege.WRITE, PROCESS)


def can_remove_process(actor: Actor, process: SalesProcess) -> bool:
    return access.may(actor, Privilege.DELETE, PROCESS) and not process.is_default


def can_create_stage(actor: Actor) -> bool:
    return access.may(actor, Privilege.CREATE, STAGE)


def can_edit_stage(actor: Actor, _stage: Stage) -> bool:
    return access.may(actor, Privilege.WRITE, STAGE)


def can_remove_stage(actor: Actor, _stage: Stage) -> bool:
    return access.may(actor, Privilege.DELETE, STAGE)
