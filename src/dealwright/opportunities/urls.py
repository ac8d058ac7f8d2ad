"""Addresses of deals and competitors."""

from django.urls import path

from dealwright.opportunities import pages
from dealwright.opportunities.views import lines, panels, people, stages

app_name = "opportunities"
ONE = "opportunities/<uuid:pk>/"

urlpatterns = [
    *pages.OPPORTUNITIES.urls("opportunities/", name="opportunities"),
    *pages.BOARD.urls("opportunities/board/", name="board"),
    *pages.OPPORTUNITY_PAGE.urls(ONE, name="opportunity"),
    path(f"{ONE}stages/<uuid:stage>", stages.to_stage, name="to_stage"),
    path(f"{ONE}customer", panels.customer_of, name="customer_of"),
    path(f"{ONE}lines", lines.lines_of, name="lines_of"),
    path(f"{ONE}lines/add", lines.add_line, name="add_line"),
    path(f"{ONE}lines/offer", lines.take_offer, name="take_offer"),
    path(f"{ONE}lines/<uuid:line>", lines.change_line, name="change_line"),
    path(f"{ONE}lines/<uuid:line>/remove", lines.remove_line, name="remove_line"),
    path(f"{ONE}revenue/<str:source>", lines.take_revenue, name="take_revenue"),
    path(f"{ONE}stakeholders", panels.stakeholders_of, name="stakeholders_of"),
    path(f"{ONE}stakeholders/add", people.add_stakeholder, name="add_stakeholder"),
    path(f"{ONE}stakeholders/<uuid:stake>", people.change_stakeholder, name="change_stakeholder"),
    path(
        f"{ONE}stakeholders/<uuid:stake>/remove",
        people.remove_stakeholder,
        name="remove_stakeholder",
    ),
    path(f"{ONE}competitors", panels.competitors_of, name="competitors_of"),
    path(f"{ONE}competitors/add", people.add_competitor, name="add_competitor"),
    path(
        f"{ONE}competitors/<uuid:rival>/remove",
        people.remove_competitor,
        name="remove_competitor",
    ),
    *pages.COMPETITORS.urls("competitors/", name="competitors"),
    *pages.COMPETITOR_PAGE.urls("competitors/<uuid:pk>/", name="competitor"),
    path("competitors/<uuid:pk>/opportunities", panels.of_competitor, name="of_competitor"),
    path("accounts/<uuid:pk>/opportunities", panels.of_account, name="of_account"),
    path("contacts/<uuid:pk>/opportunities", panels.of_contact, name="of_contact"),
    path("leads/<uuid:pk>/opportunities", panels.of_lead, name="of_lead"),
    path("home/pipeline", panels.my_pipeline, name="my_pipeline"),
]
