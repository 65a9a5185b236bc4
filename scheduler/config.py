"""Settings: one TOML file < environment (YEONPYO_*) < flags, and the folders that everything lives in.

With a home (`--home`, YEONPYO_HOME) all is in that one folder; else the XDG directories are used.
"""

from __future__ import annotations

import os
from ipaddress import IPv4Network, IPv6Network
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, Field, ValidationError
from pydantic_settings import (
    BaseSettings,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    SettingsError,
    TomlConfigSettingsSource,
)

from scheduler.plan import Night, night_of
from timeline.errors import ConfigError

if TYPE_CHECKING:
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


class Settings(BaseSettings):
    """What an operator may set: a line of config.toml, or YEONPYO_KEY in the environment."""

    model_config = SettingsConfigDict(env_prefix="YEONPYO_", extra="forbid", frozen=True)

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

    @property
    def night(self) -> Night:
        return night_of(self.quiet)

    @property
    def config_folder(self) -> Path:
        return self.home or _xdg("XDG_CONFIG_HOME", ".config")

    @property
    def data_folder(self) -> Path:
        return self.home or _xdg("XDG_DATA_HOME", ".local/share")

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
    try:
        home = given.get("home") or os.environ.get("YEONPYO_HOME")
        settings = _located(Path(home) if home else _xdg("XDG_CONFIG_HOME", ".config"))(**given)
    except (ValidationError, SettingsError, ValueError) as error:
        raise ConfigError("settings", _told(error), hint="see docs/running.md for every setting") from None
    _check(settings)
    return settings


def _located(folder: Path) -> type[Settings]:
    file = folder / "config.toml"

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
            return (init_settings, env_settings, TomlConfigSettingsSource(settings_cls, toml_file=file))

    return Located


def _told(error: Exception) -> str:
    if isinstance(error, ValidationError):
        return "; ".join(f"{'.'.join(map(str, row['loc']))}: {row['msg']}" for row in error.errors())
    return str(error)


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


def _xdg(variable: str, fallback: str) -> Path:
    base = os.environ.get(variable)
    return (Path(base) if base and Path(base).is_absolute() else Path.home() / fallback) / "yeonpyo"


def environment(settings: Settings) -> dict[str, str]:
    """The settings as the environment of a child process that is to run under the same."""
    told = settings.model_dump(mode="json", exclude_unset=True)
    return {f"YEONPYO_{name.upper()}": _line(value) for name, value in told.items() if value is not None}


def _line(value: Any) -> str:
    return ",".join(map(str, value)) if isinstance(value, list) else str(value)
