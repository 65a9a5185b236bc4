"""Settings: one TOML file < environment (YEONPYO_*) < flags, and the folders that everything lives in.

With a home (`--home`, YEONPYO_HOME) all is in that one folder; else the XDG directories are used.
"""

from __future__ import annotations

import os
import re
import tomllib
from difflib import get_close_matches
from ipaddress import IPv4Network, IPv6Network
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, Field, ValidationError
from pydantic.fields import FieldInfo
from pydantic_settings import (
    BaseSettings,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    SettingsError,
    TomlConfigSettingsSource,
)

from scheduler.folders import folder, home_of
from scheduler.plan import Night, night_of
from timeline.errors import ConfigError

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

    from timeline.store.place import Place


def _listed(value: Any) -> Any:
    """A list as one line of the environment: its items between commas."""
    return (
        tuple(part.strip() for part in value.split(",") if part.strip()) if isinstance(value, str) else value
    )


def _night_told(told: str) -> str:
    night_of(told)
    return told


Listed = (NoDecode, BeforeValidator(_listed))


PREFIX = "YEONPYO_"
SECRETS = (
    "db",
    "heartbeat_url",
    "webhook_url",
    "metrics_token",
)  # never shown; KEY_FILE may name a file that holds one


def _path_or_none(value: Any) -> Any:
    return None if value == "" else value


class Settings(BaseSettings):
    """What an operator may set: a line of config.toml, or YEONPYO_KEY in the environment."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, extra="forbid", frozen=True, hide_input_in_errors=True
    )

    home: Path | None = None
    db: str = ""  # sqlite:///PATH or postgresql://USER@HOST/DATABASE; empty: timeline.db in the data folder
    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65535)] = 8640
    public_url: str = ""  # how subscribers reach the feed, where it is not http://HOST:PORT
    name: str = "연표"  # of the calendar, as subscribers see it
    seeds: Annotated[tuple[Path, ...], *Listed] = ()  # watched folders; empty: the one that ships
    sites: Annotated[tuple[str, ...], *Listed] = ()  # entries of those that ship to crawl, or "all"
    seeds_interval: Annotated[int, Field(ge=1)] = 20  # seconds between two looks at a watched folder
    interval: Annotated[int, Field(ge=60)] = (
        1800  # seconds between two looks at a site, unless its entry says
    )
    quiet: Annotated[str, AfterValidator(_night_told)] = (
        "01:00-05:00"  # Seoul; sites are not asked; empty: always
    )
    source_pages: Annotated[int, Field(ge=1)] = (
        200  # pages of a site in one crawl; the rest comes at the next
    )
    batch_pages: Annotated[int, Field(ge=1)] = 5000  # pages of all sites in one crawl
    backups: Annotated[int, Field(ge=0)] = 7  # daily copies of the store that are kept; 0: none are made
    archive_days: Annotated[int, Field(ge=0)] = 90  # how long fetched pages are kept as WARC; 0: not at all
    min_free_mb: Annotated[int, Field(ge=0)] = 50  # free disk space below which nothing new is read
    tick: Annotated[float, Field(gt=0, le=60)] = 5.0  # seconds between two looks for what is due
    contact: str = ""  # an address or page for site owners; told to every site in the user agent
    allow_networks: Annotated[tuple[IPv4Network | IPv6Network, ...], *Listed] = ()  # private ones to crawl
    export_dir: Annotated[Path | None, BeforeValidator(_path_or_none)] = (
        None  # feeds as files, for a web server
    )
    heartbeat_url: str = ""  # asked after every good round; its silence is the alarm
    webhook_url: str = ""  # told of alarms, as JSON
    metrics_token: str = ""  # what /metrics wants as a bearer token; needed where public_url is set
    digest: bool = True  # a line a day in the log, and to the webhook: what the day brought
    text_days: Annotated[int, Field(ge=0)] = 0  # how long articles keep their text; 0: for ever
    log_file: Annotated[Path | None, BeforeValidator(_path_or_none)] = None  # instead of standard error
    log_level: Literal["debug", "info", "warning", "error"] = "info"  # of what is ours; remarks go by it too
    log_format: Literal["auto", "text", "json"] = "auto"  # auto: text on a terminal, JSON elsewhere

    @property
    def night(self) -> Night:
        return night_of(self.quiet)

    @property
    def config_folder(self) -> Path:
        return self.home or folder("config")

    @property
    def data_folder(self) -> Path:
        return self.home or folder("data")

    @property
    def cache_folder(self) -> Path:
        return self.home / "cache" if self.home else folder("cache")

    @property
    def sites_folder(self) -> Path:
        """The operator's own site entries, read after those that ship."""
        return self.config_folder / "sites"

    @property
    def archive_folder(self) -> Path:
        return self.data_folder / "archive"

    @property
    def choices_file(self) -> Path:
        """Which sources the operator enabled and disabled by command."""
        return self.config_folder / "sources.toml"

    @property
    def tokens_file(self) -> Path:
        """The hashes of operators' tokens, for its owner only."""
        return self.config_folder / "tokens.json"

    @property
    def backups_folder(self) -> Path:
        return self.data_folder / "backups"

    @property
    def store(self) -> Place:
        """Where the store lives. Raises ConfigError for a database this release cannot use."""
        from timeline.store.place import place

        return place(self.db or self.data_folder / "timeline.db")

    @property
    def watched(self) -> tuple[Path, ...]:
        if self.seeds:
            return self.seeds
        import seeds

        return (Path(seeds.__file__).parent,)

    @property
    def base_url(self) -> str:
        """The address subscribe links are made of, without a slash at the end."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return self.public_url.rstrip("/") or f"http://{host}:{self.port}"

    @property
    def user_agent(self) -> str:
        from importlib.metadata import version

        contact = f"+{self.contact}" if self.contact else "no contact set"
        return f"yeonpyo/{version('yeonpyo')} (news calendar; {contact})"


def load(**flags: Any) -> Settings:
    """The settings in force; flags that are None were not given. Raises ConfigError naming each wrong one."""
    given = {name: value for name, value in flags.items() if value is not None}
    file = config_file(home_of(given.get("home")))
    try:
        settings = _located(file)(**given)
    except ValidationError as error:
        wrong = [_told(row, file, given) for row in error.errors()]
        raise ConfigError("", "\n".join(wrong), hint="docs/running.md has every setting") from None
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(str(file), f"no TOML: {error}") from None
    except (SettingsError, ValueError) as error:
        raise ConfigError("settings", str(error)) from None
    _check(settings)
    return settings


def config_file(home: Path | None) -> Path:
    return (home or folder("config")) / "config.toml"


class _SecretFiles(PydanticBaseSettingsSource):
    """YEONPYO_KEY_FILE: the file whose content is the secret, as a service manager hands it over."""

    def get_field_value(self, field: FieldInfo, field_name: str) -> tuple[Any, str, bool]:  # noqa: ARG002
        variable = f"{PREFIX}{field_name.upper()}_FILE"
        path = os.environ.get(variable) if field_name in SECRETS else None
        if not path:
            return None, field_name, False
        try:
            return Path(path).read_text("utf-8").strip(), field_name, False
        except (OSError, UnicodeDecodeError) as error:
            raise ConfigError(variable, f"{path} cannot be read: {error}") from None

    def __call__(self) -> dict[str, Any]:
        told = {name: self.get_field_value(field, name)[0] for name, field in Settings.model_fields.items()}
        return {name: value for name, value in told.items() if value is not None}


def _located(file: Path) -> type[Settings]:
    class Located(Settings):
        @classmethod
        def settings_customise_sources(
            cls,
            settings_cls: type[BaseSettings],
            init_settings: PydanticBaseSettingsSource,
            env_settings: PydanticBaseSettingsSource,
            dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003
            file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        ) -> tuple[PydanticBaseSettingsSource, ...]:
            toml = TomlConfigSettingsSource(settings_cls, toml_file=file)
            return (init_settings, env_settings, _SecretFiles(settings_cls), toml)

    return Located


def _told(row: ErrorDetails, file: Path, given: dict[str, Any]) -> str:
    """What is wrong with a setting, and where it was set."""
    key = str(row["loc"][0]) if row["loc"] else "settings"
    said = "no such setting" + _like(key) if row["type"] == "extra_forbidden" else row["msg"]
    return f"{where_set(key, file, given)}: {key}: {said.removeprefix('Value error, ')}"


def _like(key: str) -> str:
    near = get_close_matches(key, Settings.model_fields, 1)
    return f"; {near[0]} is one" if near else ""


_SHORT = {"log_level": "-v or -q"}  # settings whose flag is not called so


def where_set(key: str, file: Path, flags: dict[str, Any]) -> str:
    """Who set a key: a flag, a variable, FILE:LINE, or default."""
    if flags.get(key) is not None:
        return _SHORT.get(key) or f"--{key.replace('_', '-')}"
    for name in (f"{PREFIX}{key.upper()}", f"{PREFIX}{key.upper()}_FILE"):
        if name in os.environ:
            return name
    try:
        lines = file.read_text("utf-8").split("\n")
    except (OSError, UnicodeDecodeError):
        return "default"
    wanted = re.compile(rf"\s*\[*\"?{re.escape(key)}\"?\s*[.=\]]")
    return next((f"{file}:{number}" for number, line in enumerate(lines, 1) if wanted.match(line)), "default")


def _check(settings: Settings) -> None:
    if settings.public_url and urlsplit(settings.public_url).scheme not in ("http", "https"):
        raise ConfigError("public_url", f"{settings.public_url!r} is no http(s) address")
    if settings.host not in _LOOPBACK and not settings.public_url:
        raise ConfigError(
            "host",
            f"listening on {settings.host} lets others in, so subscribe links need an address they can reach",
            hint="--public-url https://calendar.example.org",
        )


_LOOPBACK = ("127.0.0.1", "::1", "localhost")


_PARENTS = {"heartbeat_url", "webhook_url", "metrics_token", "log_file"}  # what no child needs


def environment(settings: Settings) -> dict[str, str]:
    """The settings as the environment of a child process that is to run under the same."""
    told = settings.model_dump(mode="json", exclude_unset=True, exclude=_PARENTS)
    return {f"YEONPYO_{name.upper()}": _line(value) for name, value in told.items() if value is not None}


def _line(value: Any) -> str:
    return ",".join(map(str, value)) if isinstance(value, list) else str(value)
