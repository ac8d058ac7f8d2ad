"""Triggers in migrations, in place of those of `pgtrigger.migrations`, which `makemigrations` writes.

Those draw all models anew for each trigger, though no field changes; with hundreds of triggers and every table linked to
people that was half of what a first start took.
"""

from django.db.migrations.state import ProjectState
from pgtrigger import migrations


class AddTrigger(migrations.AddTrigger):
    """Install a trigger."""

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Note the trigger; the models stay as they are drawn."""
        options = state.models[app_label, self.model_name].options
        options["triggers"] = [*options.get("triggers", []), self.trigger]


class RemoveTrigger(migrations.RemoveTrigger):
    """Drop a trigger."""

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Forget the trigger; the models stay as they are drawn."""
        options = state.models[app_label, self.model_name].options
        options["triggers"] = [each for each in options["triggers"] if each.name != self.name]
