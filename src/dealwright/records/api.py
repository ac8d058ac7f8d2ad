"""REST routes of change sets: what many changes at once came to, and undoing them."""

from ninja import Router

from dealwright.records.rest import changes, contract

router = Router(tags=["Change sets"])

router.get("/changes", **contract.LIST)(changes.list_changes)
router.get("/changes/{uuid:id}", **contract.GET)(changes.get_change)
router.get("/changes/{uuid:id}/not-taken", **contract.LIST_NOT_TAKEN)(changes.list_not_taken)
router.get("/changes/{uuid:id}/undo", **contract.PREVIEW_UNDO)(changes.preview_undo)
router.post("/changes/{uuid:id}/undo", **contract.START_UNDO)(changes.start_undo)
