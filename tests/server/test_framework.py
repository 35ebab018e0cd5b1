"""/v1/framework and /v1/release: what is live, and what keeps something newer from it."""

from starlette.testclient import TestClient

from server.service import Service


def test_the_framework_is_shown_as_it_was_written(client: TestClient, service: Service) -> None:
    found = client.get("/v1/framework").json()
    text = service.settings.framework.read_text()
    assert (found["name"], found["file"], found["source"]) == ("small", "small.route", text)
    assert (found["state"], found["problems"]) == ("live", [])
    [record] = found["records"]
    assert record["name"] == "lead"
    assert record["fields"][0] == {
        "name": "email",
        "type": "email",
        "sources": ["email", "Email"],
        "private": True,
    }


def test_a_broken_framework_text_is_held_and_its_problems_shown(
    client: TestClient, service: Service
) -> None:
    before = client.get("/v1/framework").json()
    file = service.settings.framework
    file.write_text(file.read_text().replace("us_state", "us_stat"), encoding="utf-8")
    client.post("/v1/tables/refresh")
    after = client.get("/v1/framework").json()
    assert (after["state"], after["source"]) == ("held", before["source"])
    assert after["problems"][0]["file"] == "small.route"
    assert after["problems"][0]["line"] == 7
    assert client.post("/v1/route", json={"fields": {}}).status_code == 200


def test_the_release_says_its_age_and_what_is_held(client: TestClient, service: Service) -> None:
    release = service.live.release
    assert release is not None
    assert client.get("/v1/release").json() == {
        **release.public(),
        "age_seconds": 0,
        "held": [],
        "problems": [],
    }
