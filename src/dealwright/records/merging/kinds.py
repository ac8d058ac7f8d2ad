"""The change set of a merge."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dealwright.core.errors import Text
from dealwright.records.changesets import kinds
from dealwright.records.changesets.kinds import SetKind
from dealwright.records.changesets.models import ChangeSet
from dealwright.records.merging import queries, traces, undoing


def _into(change_set: ChangeSet) -> Text:
    """The name of the record that stayed."""
    return _("into %(name)s") % {"name": change_set.name}


def _against_undoing(change_set: ChangeSet) -> Text:
    """Merges of a chain are undone from the last to the first; an undone merge is no state to come back to."""
    if change_set.undoes_id is not None:
        return _("A merge that was undone is not done again from here: merge the records anew.")
    later = queries.merged_on(change_set)
    if later is None:
        return ""
    record, into = later
    return _("%(name)s was merged into %(into)s since. Undo that merge first.") % {
        "name": record.label,
        "into": into,
    }


MERGE = kinds.register(
    SetKind(
        key="merge",
        label=gettext_lazy("Merge"),
        icon="merge",
        take_back=undoing.take_back,
        describe=_into,
        against_undoing=_against_undoing,
        further=traces.counts,
    )
)
