"""REST routes of change sets, of files, and of the search over all kinds."""

from ninja import Router

from dealwright.records.rest import changes, contract, file_contract, files, searching

router = Router(tags=["Change sets"])

router.get("/changes", **contract.LIST)(changes.list_changes)
router.get("/changes/{uuid:id}", **contract.GET)(changes.get_change)
router.get("/changes/{uuid:id}/not-taken", **contract.LIST_NOT_TAKEN)(changes.list_not_taken)
router.get("/changes/{uuid:id}/undo", **contract.PREVIEW_UNDO)(changes.preview_undo)
router.get("/changes/{uuid:id}/undo/changed-since", **contract.LIST_CHANGED_SINCE)(
    changes.list_changed_since
)
router.post("/changes/{uuid:id}/undo", **contract.START_UNDO)(changes.start_undo)
router.get("/search", **contract.SEARCH)(searching.search)

FILE = "/files/{uuid:id}"
VERSION = f"{FILE}/versions/{{int:number}}"
of_files = Router(tags=["Files"])

of_files.get(FILE, **file_contract.GET)(files.get_file)
of_files.patch(FILE, **file_contract.RENAME)(files.rename_file)
of_files.delete(FILE, **file_contract.REMOVE)(files.remove_file)
of_files.post(f"{FILE}/put-back", **file_contract.PUT_BACK)(files.put_back_file)
of_files.get(f"{FILE}/content", **file_contract.DOWNLOAD)(files.get_content)
of_files.put(f"{FILE}/content", **file_contract.REPLACE)(files.replace_content)
of_files.get(f"{VERSION}/content", **file_contract.DOWNLOAD_VERSION)(files.get_version_content)
of_files.post(f"{VERSION}/restore", **file_contract.RESTORE)(files.restore_version)
router.add_router("", of_files)
