"""Settings: who said what, what is refused and where, what stays hidden."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from scheduler import origins
from scheduler.config import Settings, environment, load
from timeline.errors import ConfigError


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in Settings.model_fields:
        monkeypatch.delenv(f"YEONPYO_{name.upper()}", raising=False)
    return tmp_path


def write(home: Path, *lines: str) -> None:
    (home / "config.toml").write_text("\n".join(lines), "utf-8")


def shown(settings: Settings, **flags: Any) -> dict[str, tuple[Any, str]]:
    return {row.key: (row.value, row.origin) for row in origins.told(settings, flags)}


def test_flags_win_over_the_environment_and_that_over_the_file(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(home, "# ours", 'name = "가람"', "port = 1", "tick = 3")
    monkeypatch.setenv("YEONPYO_PORT", "2")
    monkeypatch.setenv("YEONPYO_TICK", "4")
    told = shown(load(home=home, port=3), home=home, port=3)
    assert told["port"] == (3, "--port")
    assert told["tick"] == (4.0, "YEONPYO_TICK")
    assert told["name"] == ("가람", f"{home}/config.toml:2")
    assert told["host"] == ("127.0.0.1", "default")


WRONG = {
    "prot = 1": ("config.toml:2: prot: no such setting; port is one", {}),
    "port = 70000": ("config.toml:2: port: Input should be less than or equal to 65535", {}),
    "tick = 3 3": ("config.toml: no TOML", {}),
    "[port]\nof = 3": ("config.toml:2: port:", {}),
    "tick = 1": ("YEONPYO_TICK: tick: Input should be less than or equal to 60", {"YEONPYO_TICK": "99"}),
    "": ("YEONPYO_WEBHOOK_URL_FILE: /nowhere/at/all cannot be read", {"YEONPYO_WEBHOOK_URL_FILE": "/nowhere/at/all"}),
}  # fmt: skip


@pytest.mark.parametrize("line", WRONG)
def test_what_is_wrong_is_refused_where_it_stands(
    home: Path, monkeypatch: pytest.MonkeyPatch, line: str
) -> None:
    said, variables = WRONG[line]
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    write(home, "backups = 3", line)
    with pytest.raises(ConfigError) as refused:
        load(home=home)
    assert said in str(refused.value)


def test_a_secret_comes_from_a_file_and_is_shown_to_nobody(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (home / "hook").write_text("https://chat.example/hook/s3cret\n")
    monkeypatch.setenv("YEONPYO_WEBHOOK_URL_FILE", str(home / "hook"))
    write(home, 'metrics_token = "s3cret"', 'db = "postgresql://reader:s3cret@db.example/timeline"')
    settings = load(home=home)
    assert settings.webhook_url == "https://chat.example/hook/s3cret"
    told = shown(settings)
    assert told["webhook_url"] == ("(hidden)", "YEONPYO_WEBHOOK_URL_FILE")
    assert "s3cret" not in str(told)
    assert "db.example" in told["db"][0]
    assert "YEONPYO_WEBHOOK_URL" not in environment(settings)


def test_a_child_runs_under_the_same_settings(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(home, 'seeds = ["/a", "/b"]', 'allow_networks = ["10.0.0.0/8"]', "tick = 3")
    settings = load(home=home, port=9)
    for name, value in environment(settings).items():
        monkeypatch.setenv(name, value)
    (home / "config.toml").unlink()
    again = load(home=home)
    assert (again.seeds, again.allow_networks, again.tick, again.port) == (
        settings.seeds,
        settings.allow_networks,
        3,
        9,
    )


def test_folders_are_systemds_then_xdgs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("YEONPYO_HOME", raising=False)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    settings = load()
    assert settings.data_folder == tmp_path / "data" / "yeonpyo"
    assert settings.config_folder == tmp_path / "config" / "yeonpyo"
    assert settings.cache_folder == tmp_path / "cache" / "yeonpyo"
    monkeypatch.setenv("STATE_DIRECTORY", f"{tmp_path}/state:{tmp_path}/other")
    monkeypatch.setenv("CONFIGURATION_DIRECTORY", f"{tmp_path}/etc")
    settings = load()
    assert (settings.data_folder, settings.config_folder) == (tmp_path / "state", tmp_path / "etc")


@pytest.mark.long
@pytest.mark.sqlite
def test_a_folder_that_everybody_can_write_is_refused(yeonpyo: Any, folder: Path) -> None:
    yeonpyo.run("seed", str(folder))
    yeonpyo.home.chmod(0o777)
    for words in (("config", "check"), ("serve",)):
        assert "chmod o-w" in yeonpyo.run(*words, code=2).stderr


def test_check_tells_what_a_start_would(yeonpyo: Any) -> None:
    yeonpyo.environment["YEONPYO_SITS"] = "all"
    told = yeonpyo.run("config", "check", "--json")
    document = json.loads(told.stdout)
    assert (document["schema"], document["ok"]) == (1, True)
    assert "YEONPYO_SITS is no setting; YEONPYO_SITES is" in document["notes"]
    (yeonpyo.home / "sites").mkdir(parents=True)
    (yeonpyo.home / "sites" / "garam.toml").write_text(
        'name = "가람"\nfamily = "aid"\nbase = "https://garam.example"\nlists = ["/"]\ncolour = 1\n'
    )
    assert "garam.toml:5" in yeonpyo.run("config", "check", code=2).stderr
