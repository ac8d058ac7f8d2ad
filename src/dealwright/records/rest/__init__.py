"""The REST API of every kind of record, built from the registry. `config.api` mounts it.

Answers are made from plain rows, not from model instances, and encoded once; what a body may hold is checked by
`records.shapes`; the verbs decide. No kind of record is named here.
"""

ROOT = "/api/v1"
