"""Panels, dialogs and the line editor of deals; what the declared pages do not cover."""
