"""基础数据/服务目录 and 资质类型 (Y29)."""

import pytest
from django.test import Client
from django.urls import reverse

from pingzhun.directory.models import QualificationType, ServiceType
from pingzhun.directory.queries import offers
from pingzhun.filings.driving import FormRefused, submit
from pingzhun.filings.models import Filing
from pingzhun.markets.intermediary.desks.catalogue import (
    QualificationTypeEntryDesk,
    QualificationTypeRetirementDesk,
    ServiceTypeEntryDesk,
    ServiceTypeRetirementDesk,
)
from pingzhun.markets.intermediary.desks.scope import ScopeAdditionDesk


@pytest.mark.covers("Y29")
def test_a_new_service_can_be_chosen_at_once(cast):
    data = {"parent": cast.services["测绘服务"], "code": "ｚｊ０３０４", "name": "无人机航测"}
    submit(ServiceTypeEntryDesk, cast.administrator.files, data)
    added = ServiceType.objects.get(code="ZJ0304")
    assert (added.name, added.parent) == ("无人机航测", cast.services["测绘服务"])
    submit(ScopeAdditionDesk, cast.mogao.files, {"services": [added], "note": ""})


@pytest.mark.covers("Y29")
def test_a_retired_service_can_no_longer_be_chosen_but_what_was_granted_stays(cast):
    surveying = cast.services["工程测量"]
    data = {"service_type": surveying, "reason": "并入工程勘察"}
    submit(ServiceTypeRetirementDesk, cast.administrator.files, data)
    with pytest.raises(FormRefused):
        submit(ScopeAdditionDesk, cast.hengxin.files, {"services": [surveying], "note": ""})
    assert offers(cast.mogao.organisation, surveying)
    with pytest.raises(FormRefused) as refused:
        submit(ServiceTypeRetirementDesk, cast.administrator.files, data)
    assert refused.value.errors == {"service_type": ["该服务类型已经停用。"]}


@pytest.mark.covers("Y29")
@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"code": "ZJ0301"}, "code", "编码 ZJ0301 已用于“工程测量”，请换一个。"),
        ({"code": "ZJ-03"}, "code", "编码只能由数字和字母组成。"),
        ({"name": "不动产测绘"}, "name", "“测绘服务”下已有“不动产测绘”。"),
    ],
)
def test_what_is_wrong_with_a_new_entry_is_said_at_its_field(cast, changes, field, sentence):
    data = {"parent": cast.services["测绘服务"], "code": "ZJ0399", "name": "无人机航测"} | changes
    with pytest.raises(FormRefused) as refused:
        submit(ServiceTypeEntryDesk, cast.administrator.files, data)
    assert refused.value.errors == {field: [sentence]}


@pytest.mark.covers("Y29")
def test_a_type_with_services_in_use_is_not_retired(cast):
    data = {"service_type": cast.services["测绘服务"], "reason": "不再使用"}
    with pytest.raises(FormRefused) as refused:
        submit(ServiceTypeRetirementDesk, cast.administrator.files, data)
    assert refused.value.errors == {"service_type": ["“测绘服务”下还有在用的服务类型，请先停用它们。"]}
    assert ServiceType.objects.get(name="测绘服务").is_active


@pytest.mark.covers("Y29")
def test_grades_are_added_and_retired(cast):
    submit(
        QualificationTypeEntryDesk, cast.administrator.files, {"family": "测绘", "grade": "丙级", "rank": 3}
    )
    added = QualificationType.objects.get(family="测绘", rank=3)
    with pytest.raises(FormRefused) as refused:
        submit(
            QualificationTypeEntryDesk,
            cast.administrator.files,
            {"family": "测绘", "grade": "丁级", "rank": 3},
        )
    assert refused.value.errors == {"rank": ["“测绘”的第 3 级已是“丙级”。"]}
    data = {"qualification_type": added, "reason": "国家已取消丙级"}
    submit(QualificationTypeRetirementDesk, cast.administrator.files, data)
    added.refresh_from_db()
    assert not added.is_active


@pytest.mark.covers("Y29")
def test_the_administrator_works_from_the_pages_and_an_agency_may_not(cast):
    client = Client()
    client.force_login(cast.administrator.filer)
    catalogue = reverse("desks:intermediary.service-type-entry.list")
    shown = client.get(catalogue).content.decode()
    assert all(name in shown for name in ("工程造价咨询", "工程测量", "停用"))
    assert (
        "工程造价咨询"
        in client.get(reverse("desks:intermediary.qualification-type-entry.list")).content.decode()
    )
    given = {"service_type": cast.services["工程测量"].pk}
    begun = client.post(reverse("desks:intermediary.service-type-retirement.begin"), given)
    done = client.post(begun["Location"], given | {"reason": "并入工程勘察", "action": "submit"}, follow=True)
    assert "已停用该服务类型。" in done.content.decode()
    assert not ServiceType.objects.get(name="工程测量").is_active
    client.force_login(cast.hengxin.filer)
    assert client.get(catalogue).status_code == 403
    assert client.post(reverse("desks:intermediary.service-type-retirement.begin"), given).status_code == 403
    assert Filing.objects.filter(desk=ServiceTypeRetirementDesk.key).count() == 1
