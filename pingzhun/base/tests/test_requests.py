import pytest
from django.test import RequestFactory
from django.urls import reverse

from pingzhun.base.requests import address_here, number


@pytest.mark.parametrize(
    "text", [None, "", "0", "-1", "1.0", "１", "²", "1_000", "9" * 19, "9" * 5000, "x", "\x00"]
)
def test_what_names_no_row_is_0(text):
    assert number(text) == 0


def test_a_number_is_itself():
    assert number("900719925474099312") == 900719925474099312


@pytest.mark.parametrize("place", ["path", "query", "form", "field", "file"])
def test_nul_is_refused_with_a_sentence_wherever_it_stands(place, client, db):
    login = reverse("accounts:login")
    match place:
        case "path":
            response = client.get("/notices/%00/")
        case "query":
            response = client.get("/notices/?q=a%00b")
        case "form":
            response = client.post(login, {"username": "a\x00b"})
        case "field":
            response = client.post(login, {"a\x00b": "x"})
        case "file":
            response = client.post(login, {"username": "a\x00", "password": b"x"}, format="multipart")
    assert response.status_code == 400
    assert "请返回上一页" in response.content.decode()


def test_without_nul_the_same_requests_are_answered(client, db):
    assert client.get("/notices/?q=ab").status_code == 200
    assert client.post(reverse("accounts:login"), {"username": "ab"}).status_code == 200


@pytest.mark.parametrize(
    ("url", "kept"),
    [
        ("/console/?a=1", "/console/?a=1"),
        ("http://testserver/console/", "http://testserver/console/"),
        ("//evil.example/", ""),
        ("http://evil.example/", ""),
        ("http://[", ""),
        ("javascript:alert(1)", ""),
        ("1", ""),  # which Django would look for among the names of views
        ("", ""),
        (None, ""),
    ],
)
def test_only_an_address_of_this_site_is_gone_to(url, kept):
    assert address_here(url, RequestFactory().get("/")) == kept


def test_logging_out_to_what_is_no_address_goes_to_the_front_page(client, db):
    response = client.post(reverse("accounts:logout"), {"next": "1"})
    assert (response.status_code, response.url) == (302, "/")
