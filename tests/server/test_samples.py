"""/v1/samples: records from CSV files, with names that people know them by."""

from collections.abc import Callable
from pathlib import Path

from starlette.testclient import TestClient

from server.samples import read_samples
from server.service import Service


def test_samples_are_records_with_a_name(tmp_path: Path) -> None:
    (tmp_path / "b.csv").write_text(
        "\ufefffirstname,lastname,company,email\nKim,Lee,Acme,k@a.example\n,,Initech,\n,,,x@y.example\n"
    )
    (tmp_path / "a.csv").write_text("State,Account Name\nCA,Globex\nNV,\n,\n\n")
    (tmp_path / "c.csv").write_bytes(b"\xff\xfe broken")
    (tmp_path / "note.txt").write_text("not,a,sample")
    assert read_samples(tmp_path) == [
        {"name": "Globex", "fields": {"State": "CA", "Account Name": "Globex"}},
        {"name": "a 2", "fields": {"State": "NV"}},
        {
            "name": "Kim Lee, Acme",
            "fields": {
                "firstname": "Kim", "lastname": "Lee", "company": "Acme", "email": "k@a.example",
            },
        },
        {"name": "Initech", "fields": {"company": "Initech"}},
        {"name": "x@y.example", "fields": {"email": "x@y.example"}},
    ]  # fmt: skip


def test_the_endpoint_lists_them_or_nothing(
    make_service: Callable[..., Service],
    open_client: Callable[[Service], TestClient],
    client: TestClient,
    tmp_path: Path,
) -> None:
    assert client.get("/v1/samples").json() == []
    folder = tmp_path / "leads"
    assert open_client(make_service(samples=folder)).get("/v1/samples").json() == []
    folder.mkdir()
    (folder / "a.csv").write_text("State\n" + "CA\n" * 600)
    assert len(open_client(make_service(samples=folder)).get("/v1/samples").json()) == 500
