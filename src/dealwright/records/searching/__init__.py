"""Finding any record of the house by a few letters: entries, the words that are known, the question and its answer.

`entries` says what is kept of a record, `keeping` keeps it in step with the record, `asking` reads what someone typed,
`dictionary` knows words, `finding` answers, `rebuilding` fills what an earlier version did not have. It never knows a
kind by name: everything comes from the registry.
"""
