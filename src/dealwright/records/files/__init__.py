"""Files on records: versions, bytes that are stored once, where they lie, what they are, whether they are harmless.

A file belongs to one record and knows no rights of its own: whoever may read the record reads its files, whoever may
change it adds, replaces and removes them. Its bytes are a *blob*, kept once however many files have them; what lies
in storage without a blob, on its way in or out, is a *parcel*.
"""
