"""The language of formula fields: read (`reading`), understood against the fields of a kind (`checking`), worked out
(`working`). Nothing is ever evaluated as Python.

    round(annual_revenue / employees, 2)
    if(account.industry = "food" and cf_seats > 10, "large", "small")
"""
