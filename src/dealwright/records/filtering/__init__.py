"""The filter language: `state = open and (close_on in this quarter or owner = me)`.

One grammar, one tree, one compiler, for whoever narrows rows: lists, saved views, REST, segments, automation, reports.

    text ── parsing ──> tree ── checking ──> tests ── gathering ──> links ── compiling ──> Q
      ^──── printing ────'

`tree` knows no kinds of record, so that a page can show it as chips and write it back. `checking` knows the kind as
the reader sees it (`Entity.seen_by`), `compiling` the rows that the reader may read. `compiling.condition` goes all
the way. No kind of record is named here.
"""
