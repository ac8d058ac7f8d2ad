"""How people prove who they are: passwords, second factors, passkeys, sessions, identity providers.

django-allauth speaks the protocols and keeps authenticators, sessions and linked identities in its own tables; the
verbs here are the only ones that write them, and record what they did.
"""
