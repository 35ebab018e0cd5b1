"""docs/deploy.md and examples/deploy: what they name is there, and the files fit together."""

from __future__ import annotations

import base64
import re
import shlex
from pathlib import Path
from typing import Any

import pytest
import yaml  # type: ignore[import-untyped]

from cli.settings import SETTINGS
from history import open_key
from server.settings import Settings
from tests.docs.pages import ROOT, page

FOLDER = ROOT / "examples" / "deploy"
FILES = sorted(path for path in FOLDER.iterdir() if path.is_file())
SHUTDOWN = int(Settings(Path("a.route"), "sheets").shutdown_seconds)


def documents(name: str) -> list[Any]:
    return list(yaml.safe_load_all((FOLDER / name).read_text(encoding="utf-8")))


@pytest.mark.parametrize("path", [ROOT / "docs" / "deploy.md", *FILES], ids=lambda path: path.name)
def test_every_variable_is_a_setting(path: Path) -> None:
    named = set(re.findall(r"\bROUTEBOOK_([A-Z_]+)\b", path.read_text(encoding="utf-8")))
    assert {name.lower() for name in named} <= SETTINGS.keys()


def test_every_file_is_linked() -> None:
    for path in FILES:
        if path.suffix != ".dockerignore":
            assert f"(../examples/deploy/{path.name})" in page("deploy.md")


def test_the_example_of_a_key_makes_one() -> None:
    assert "openssl rand -base64 32" in page("deploy.md")
    open_key(base64.b64encode(bytes(32)).decode())


# Compose ----------------------------------------------------------------------------------------


def test_compose() -> None:
    [compose] = documents("compose.yaml")
    services = compose["services"]
    routebook = services["routebook"]
    environment = routebook["environment"]
    assert set(routebook["depends_on"]) < set(services)
    assert (FOLDER / routebook["build"]["context"] / routebook["build"]["dockerfile"]).is_file()
    host = environment["ROUTEBOOK_DATABASE_URL"].partition("@")[2].partition("/")[0]
    assert host in services
    assert int(environment["ROUTEBOOK_WORKERS"]) == 4
    mounted = {volume.partition(":")[0] for each in services.values() for volume in each["volumes"]}
    assert {name for name in mounted if "/" not in name} == set(compose["volumes"])
    assert int(routebook["stop_grace_period"].removesuffix("s")) > SHUTDOWN


# Kubernetes -------------------------------------------------------------------------------------


def test_kubernetes() -> None:
    kinds = {each["kind"]: each for each in documents("kubernetes.yaml")}
    assert kinds.keys() == {"Deployment", "Service", "PodDisruptionBudget"}
    spec = kinds["Deployment"]["spec"]
    pod = spec["template"]["spec"]
    labels = spec["template"]["metadata"]["labels"]
    assert spec["selector"]["matchLabels"] == labels
    assert kinds["Service"]["spec"]["selector"] == labels
    assert kinds["PodDisruptionBudget"]["spec"]["selector"]["matchLabels"] == labels
    assert kinds["PodDisruptionBudget"]["spec"]["minAvailable"] < spec["replicas"]
    [container] = pod["containers"]
    assert {each["name"] for each in container["volumeMounts"]} == {
        each["name"] for each in pod["volumes"]
    }
    waits = int(container["lifecycle"]["preStop"]["exec"]["command"][-1])
    assert pod["terminationGracePeriodSeconds"] > waits + SHUTDOWN


def test_the_secret_that_the_page_makes_has_what_the_pods_read() -> None:
    text = page("deploy.md")
    made = set(re.findall(r"--from-literal=([a-z-]+)=", text))
    made |= set(re.findall(r"--from-file=(\S+)", text))
    read = set(re.findall(r"key: ([a-z.-]+)", (FOLDER / "kubernetes.yaml").read_text("utf-8")))
    assert made == read


def test_the_probes_ask_for_what_the_server_answers() -> None:
    container = documents("kubernetes.yaml")[0]["spec"]["template"]["spec"]["containers"][0]
    probes = {name: each["httpGet"]["path"] for name, each in container.items() if "Probe" in name}
    assert probes == {
        "startupProbe": "/readyz",
        "readinessProbe": "/readyz",
        "livenessProbe": "/healthz",
    }
    assert all(f"`GET {path}`" in page("deploy.md") for path in probes.values())


# systemd ----------------------------------------------------------------------------------------


def test_the_unit() -> None:
    lines = (FOLDER / "routebook.service").read_text(encoding="utf-8").splitlines()
    pairs = [line.partition("=")[::2] for line in lines if "=" in line and line[0] != "#"]
    unit = dict(pairs)
    assert shlex.split(unit["ExecStart"])[1:] == ["serve"]
    environment = dict(value.partition("=")[::2] for name, value in pairs if name == "Environment")
    folder = f"/var/lib/{unit['StateDirectory']}/"
    assert environment["ROUTEBOOK_DATABASE_URL"].startswith(f"sqlite:///{folder}")
    assert environment["ROUTEBOOK_API_KEYS_FILE"].startswith(folder)
    assert environment["ROUTEBOOK_ENCRYPTION_KEY_FILE"].startswith(folder)
    assert int(unit["TimeoutStopSec"]) > SHUTDOWN
