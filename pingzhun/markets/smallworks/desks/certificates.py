"""企业CA管理 (R17): the page of the organisation's certificates, where the manual looks for it."""

from pingzhun.directory.actors import Actor
from pingzhun.filings.desks import Link
from pingzhun.markets.smallworks.market import COMPANIES, TOWN


class CertificatesLink(Link, abstract=True):
    url_name = "certificates:certificates"
    order = 77

    def is_for(self, actor: Actor) -> bool:
        return actor.is_manager


class CompanyCertificatesLink(CertificatesLink):
    title = "企业CA管理"
    menu = "名册库信息管理/企业CA管理"
    kinds = COMPANIES


class TownCertificatesLink(CertificatesLink):
    title = "CA管理"
    menu = "街镇信息管理/CA管理"
    kinds = (TOWN,)
