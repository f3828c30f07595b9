"""机构信息/密码修改 (Y6): the account's own page, under the name that the manual gives it."""

from pingzhun.filings.desks import Link
from pingzhun.markets.intermediary.market import AGENCY, ENTITY


class PasswordLink(Link):
    title = "密码修改"
    menu = "机构信息/密码修改"
    order = 81
    kinds = (AGENCY, ENTITY)
    url_name = "accounts:password_change"
