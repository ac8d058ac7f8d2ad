"""Addresses of quotes."""

from django.urls import path

from dealwright.quotes import pages
from dealwright.quotes.views import (
    client,
    comparing,
    configuring,
    editor,
    lines,
    panels,
    pasting,
    trying,
)

app_name = "quotes"

LINE = "quotes/<uuid:pk>/lines/<uuid:line>/"

urlpatterns = [
    path("quotes/waiting", panels.waiting, name="waiting"),
    path("quotes/of-deal/<uuid:pk>", panels.of_deal, name="of_deal"),
    path("quotes/of-account/<uuid:pk>", panels.of_account, name="of_account"),
    path("quotes/agreements-of/<uuid:pk>", panels.agreements_of, name="agreements_of"),
    path("quotes/try-a-price", trying.try_price, name="try_price"),
    *pages.AGREEMENTS.urls("agreements/", name="agreements"),
    *pages.AGREEMENT.urls("agreements/<uuid:pk>/", name="agreement"),
    *pages.QUOTES.urls("quotes/", name="quotes"),
    *editor.QUOTE.urls("quotes/<uuid:pk>/", name="quote"),
    path("quotes/<uuid:pk>/pdf", editor.pdf, name="pdf"),
    path("quotes/<uuid:pk>/why", editor.why_all, name="why_all"),
    path("quotes/<uuid:pk>/difference", comparing.difference, name="difference"),
    path("quotes/<uuid:pk>/links", editor.client_links, name="links"),
    path("quotes/<uuid:pk>/lines/add", lines.add_line, name="add_line"),
    path("quotes/<uuid:pk>/lines/new", lines.write_in, name="write_in"),
    path("quotes/<uuid:pk>/lines/paste", pasting.paste, name="paste_lines"),
    path("quotes/<uuid:pk>/lines/note", lines.add_note, name="add_note"),
    path(LINE, lines.edit_line, name="line"),
    path(f"{LINE}why", editor.why, name="why"),
    path(f"{LINE}configure", configuring.configure, name="configure"),
    path(f"{LINE}choose", lines.choose_line, {"is_chosen": True}, name="choose_line"),
    path(f"{LINE}leave-out", lines.choose_line, {"is_chosen": False}, name="leave_out_line"),
    path(f"{LINE}remove", lines.remove_line, name="remove_line"),
    path(f"{LINE}move/<str:way>", lines.move_line, name="move_line"),
    path(f"{LINE}cell/<str:name>", lines.type_cell, name="cell"),
    path("q/<str:token>/", client.letter, name="client"),
    path("q/<str:token>/pdf", client.file, name="client_pdf"),
    path("q/<str:token>/accept", client.accept, name="client_accept"),
    path("q/<str:token>/decline", client.decline, name="client_decline"),
]
