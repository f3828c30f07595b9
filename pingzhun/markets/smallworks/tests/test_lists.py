"""What each actor finds: lists, filters, papers, and who may read what (R9, R24, R25, R35)."""

import pytest
from django.urls import reverse

from pingzhun.documents.seals.verifying import seals_of
from pingzhun.filings import deeds
from pingzhun.filings.driving import submit
from pingzhun.filings.models import Filing
from pingzhun.filings.queries import visible, visible_cases
from pingzhun.filings.tests import signers
from pingzhun.markets.smallworks.course import ProjectState
from pingzhun.markets.smallworks.demo import steps
from pingzhun.markets.smallworks.demo.steps import again
from pingzhun.markets.smallworks.desks.selection import AwardDesk
from pingzhun.markets.smallworks.models import Project
from pingzhun.regimes import clock

S = ProjectState


def titles(client, player, name: str, query: str = "") -> list[str]:
    client.force_login(player.filer)
    response = client.get(reverse(f"desks:smallworks.{name}") + query)
    return [case.title for case, *_ in response.context["rows"]]


def text(client, url: str) -> str:
    return client.get(url).content.decode()


@pytest.mark.covers("R9")
def test_the_authority_finds_projects_by_every_condition_of_the_manual(cast, client, now):
    road = steps.publish(cast, steps.register(cast))
    steps.register(cast, name="怀北镇办公楼粉刷工程", work_type="decoration", owner_name="怀北镇人民政府")
    steps.award_emergency(cast)
    everything = ["怀北镇办公楼粉刷工程", road.title]
    assert titles(client, cast.authority, "small-projects") == everything
    assert titles(client, cast.other_authority, "small-projects") == []
    today, later = f"{now:%Y-%m-%d}", f"{now + steps.timedelta(days=30):%Y-%m-%d}"
    for query, found in {
        f"code={road.code}": [road.title],
        "title=粉刷": everything[:1],
        "owner_name=范各庄": [road.title],
        "work_type=municipal": [road.title],
        "state=enrolling": [road.title],
        "state=rated": [],
        f"opens={today}": everything,
        f"opens={later}": [],
        f"closes={later}": everything,
        f"closes={today}": [],
    }.items():
        assert titles(client, cast.authority, "small-projects", f"?{query}") == found, query
    assert titles(client, cast.authority, "emergency-projects") == ["雁栖镇山洪冲毁护坡抢修工程"]
    page = text(client, reverse("console:case", args=[road.pk]))
    assert "雁栖镇范各庄村民委员会" in page


@pytest.mark.covers("R35")
def test_the_town_finds_what_it_has_entrusted_and_can_only_read_it(cast, client):
    steps.register(cast)
    entrusted = steps.register(cast, agent=cast.agent, name="委托的工程")
    assert titles(client, cast.town, "entrusted-projects") == ["委托的工程"]
    assert titles(client, cast.other_town, "entrusted-projects") == []
    client.force_login(cast.town.filer)
    page = text(client, reverse("desks:smallworks.entrusted-projects"))
    assert cast.agent.organisation.name in page
    assert "begin/" not in page
    assert client.get(reverse("console:case", args=[entrusted.pk])).status_code == 200


@pytest.mark.covers("R24")
def test_a_company_follows_what_it_has_enrolled_for(cast, client):
    """From 已报名 to the outcome, each in a word; the project page has the whole course."""
    project = steps.publish(cast, steps.register(cast))
    for company in (cast.yanbei, cast.huaihe, cast.changcheng):
        steps.enrol(project, company)

    def outcomes() -> list[str]:
        found = []
        for company in (cast.yanbei, cast.huaihe, cast.changcheng):
            client.force_login(company.filer)
            page = client.get(reverse("desks:smallworks.my-enrolments"))
            ((_, cells, _),) = page.context["rows"]
            found.append(dict(cells)["报名结果"])
        return found

    assert outcomes() == ["已报名"] * 3
    project = steps.examine(cast, steps.pass_deadline(project), failed=[cast.changcheng])
    failed = "资格审查不通过：资质等级不符合公告要求"
    assert outcomes() == ["资格审查通过", "资格审查通过", failed]
    steps.award(cast, project, cast.yanbei)
    assert outcomes() == ["中选", "未中选", failed]
    client.force_login(cast.yanbei.filer)
    page = text(client, reverse("console:case", args=[project.pk]))
    assert "报名回执单" in page
    assert "比选中选" in page


@pytest.mark.covers("R25")
def test_before_the_deadline_only_the_number_of_companies_is_known_and_afterwards_the_list_is_printed(
    cast, client
):
    project = steps.publish(cast, steps.register(cast, agent=cast.agent))
    for company in (cast.yanbei, cast.huaihe):
        steps.enrol(project, company)
    case = reverse("console:case", args=[project.pk])
    paper = reverse("console:paper", args=[project.pk, "enrolments"])
    client.force_login(cast.agent.filer)
    assert "2 家" in text(client, reverse("desks:smallworks.enrolments"))
    assert "2 家" in text(client, case)
    assert cast.huaihe.organisation.name not in text(client, case)
    assert client.get(paper).status_code == 404
    for outsider in (cast.changcheng, cast.yanbei):
        client.force_login(outsider.filer)
        assert "2 家" not in text(client, case)
    steps.pass_deadline(project)
    for insider in (cast.agent, cast.town, cast.authority):
        client.force_login(insider.filer)
        assert cast.huaihe.organisation.name in text(client, case)
        assert client.get(paper).content.startswith(b"%PDF-")
    client.force_login(cast.yanbei.filer)
    assert cast.huaihe.organisation.name not in text(client, case)
    assert client.get(paper).status_code == 404
    client.force_login(cast.other_agent.filer)
    assert client.get(paper).status_code == 404
    number = f"{project.code}-BM1"
    assert "报名情况表" in text(client, f"{reverse('documents:verify')}?number={number}")


@pytest.mark.covers("R23")
def test_who_has_enrolled_is_read_by_nobody_else_until_enrolment_is_over(cast):
    project = steps.publish(cast, steps.register(cast, agent=cast.agent))
    filing = steps.enrol(project, cast.yanbei)
    players = {name: getattr(cast, name) for name in ("town", "agent", "authority", "huaihe", "other_agent")}

    def readers() -> set[str]:
        return {
            name for name, player in players.items() if visible(player.files).filter(pk=filing.pk).exists()
        }

    assert readers() == set()
    steps.pass_deadline(project)
    assert readers() == {"town", "agent", "authority"}


@pytest.mark.covers("R30", "R31")
def test_the_supervisor_and_the_auditor_read_what_is_filed_about_their_project_and_of_no_other(cast):
    mine = steps.build(cast, steps.run_to_award(cast))
    other = steps.run_to_award(cast, name="另一个工程")
    contract = Filing.objects.get(desk="smallworks.construction")
    for player in (cast.supervisor, cast.auditor):
        cases = visible_cases(player.files)
        assert list(cases.filter(pk__in=[mine.pk, other.pk])) == [mine.case_ptr]
        assert visible(player.files).filter(pk=contract.pk).exists()
    assert not visible(cast.huaihe.files).filter(pk=contract.pk).exists()
    assert not visible(cast.yanbei.files).filter(desk="smallworks.prequalification").exists()


@pytest.mark.covers("R27")
def test_the_award_letter_is_written_from_the_form_sealed_by_the_agency_and_public(cast, client):
    project = steps.publish(cast, steps.register(cast, agent=cast.agent))
    steps.enrol(project, cast.yanbei)
    project = steps.examine(cast, steps.pass_deadline(project))
    signers.trust_root(clock.now())
    data = {"winner": project.enrolments.get(), "price": "450000", "basis": "综合评定"}
    signer = signers.bound(cast.agent, clock.now())
    filing = submit(AwardDesk, cast.agent.files, data, case=project, signer=signer)
    deed = deeds.submitted(filing)
    assert again(project).state == S.AWARDED
    (seal,) = seals_of(deeds.content_of(deeds.latest_file(deed)), now=clock.now())
    assert (seal.intact, deed.places.get().organisation) == (True, cast.agent.organisation)
    page = text(client, f"{reverse('documents:verify')}?number={deed.number}")
    assert "中选通知书" in page
    assert Project.objects.get().filings.get(desk="smallworks.award").state == "approved"
