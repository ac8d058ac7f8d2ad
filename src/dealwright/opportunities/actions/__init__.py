"""Everything people do to deals; pages, routes, jobs and other contexts come through here."""

from dealwright.opportunities.actions.assigning import assign, assign_many
from dealwright.opportunities.actions.closing import lose, reopen, win
from dealwright.opportunities.actions.competitors import (
    add_competitor,
    create_competitor,
    create_competitors,
    delete_competitor,
    remove_competitor,
    update_competitor,
)
from dealwright.opportunities.actions.creating import clone, create, create_many, name_of_copy
from dealwright.opportunities.actions.earlier import ToldStage, tell_stages
from dealwright.opportunities.actions.editing import delete, follow_quote, update
from dealwright.opportunities.actions.history import Chronicle, Step, create_with_past
from dealwright.opportunities.actions.lines import add_line, remove_line, set_lines, update_line
from dealwright.opportunities.actions.moving import lock_open
from dealwright.opportunities.actions.qualifying import Qualified, name_for, qualify
from dealwright.opportunities.actions.restoring import restore
from dealwright.opportunities.actions.stages import move_stage, place
from dealwright.opportunities.actions.stakeholders import (
    add_stakeholder,
    change_stakeholder,
    remove_stakeholder,
)

__all__ = [
    "Chronicle",
    "Qualified",
    "Step",
    "ToldStage",
    "add_competitor",
    "add_line",
    "add_stakeholder",
    "assign",
    "assign_many",
    "change_stakeholder",
    "clone",
    "create",
    "create_competitor",
    "create_competitors",
    "create_many",
    "create_with_past",
    "delete",
    "delete_competitor",
    "follow_quote",
    "lock_open",
    "lose",
    "move_stage",
    "name_for",
    "name_of_copy",
    "place",
    "qualify",
    "remove_competitor",
    "remove_line",
    "remove_stakeholder",
    "reopen",
    "restore",
    "set_lines",
    "tell_stages",
    "update",
    "update_competitor",
    "update_line",
    "win",
]
