"""Site entries: one TOML file a newspaper or office, data only, refused with file and line when wrong.

The file's name is the site's id. An entry says where the article lists are and to which family of content
management systems the site belongs; what the family's pages have in common stands in crawler.families.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urljoin, urlsplit

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from crawler.families import FAMILIES, PARTS
from timeline.errors import ConfigError

SHIPPED = Path(__file__).parent / "sites"
MAX_ENTRY = 64 * 1024  # bytes; an entry is a dozen lines

_ID = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?")
_PLACE = re.compile(r"\{[^{}]*\}|[{}]")
_LIST_PLACE = re.compile(r"\{page\}")
_SHAPE_PLACE = re.compile(r"\{(?:n\d{0,2}|words|name)\}")  # crawler.shape
_DETAIL_PLACE = re.compile(r"\{(?:id|[1-9]|data-[a-z0-9-]{1,30})\}")  # crawler.listing


def _family(name: str) -> str:
    name = {"gov-board": "gov"}.get(name, name)  # its long name
    if name not in FAMILIES:
        raise ValueError(f"no such family; there are {', '.join(FAMILIES)}")
    return name


def _address(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username is not None:
        raise ValueError("no http(s) address")
    return url.rstrip("/")


def _path(path: str) -> str:
    if not path.startswith("/"):
        raise ValueError("begins with / (it is joined to base)")
    return path


def _list(told: str) -> str:
    _placed(told, _LIST_PLACE, "{page}")
    if told.startswith("POST "):
        if len(told.split(" ")) != 3:
            raise ValueError("a list that is asked by POST: its path and its form, a blank between")
        _path(told.split(" ")[1])
        return told
    return _path(told)


def _shape(shape: str) -> str:
    return _placed(shape, _SHAPE_PLACE, "{n}, {n4}, {words}, {name}")


def _detail(path: str) -> str:
    return _placed(_path(path), _DETAIL_PLACE, "{id}, {1} to {9}, {data-NAME}") if path else path


def _placed(told: str, known: re.Pattern[str], names: str) -> str:
    for place in _PLACE.findall(told):
        if not known.fullmatch(place):
            raise ValueError(f"{place} stands for nothing; there are {names}")
    return told


def _part(name: str) -> str:
    if name not in PARTS:
        raise ValueError(f"no such part; there are {', '.join(PARTS)}")
    return name


def _selector(css: str) -> str:
    from crawler.markup import selector

    selector(css)  # raises ValueError with the reason
    return css


def _listed(value: Any) -> Any:
    return (value,) if isinstance(value, str) else value


Selectors = Annotated[tuple[Annotated[str, AfterValidator(_selector)], ...], BeforeValidator(_listed)]


class Site(BaseModel):
    """A newspaper's or an office's site, as its entry tells.

    `lists` are the paths of article lists on `base` ("{page}" counts from 1); one that answers a form only is
    "POST /list.php section=local&page={page}". `anchor` is url_time where a site shows its print edition's day and
    the address holds the hour of entry. `article` is the shape of article addresses ("/article/view/{n}", see
    crawler.shape), `detail` the address that a board's script makes of a link's numbers ("/board/view?seq={id}", of
    its data-seq "/view?seq={data-seq}"). A disabled entry says in `why` what is not known yet. `delay` and
    `interval` are seconds: between two requests, between two looks.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    id: str
    name: Annotated[str, Field(min_length=1, max_length=60)]
    family: Annotated[str, AfterValidator(_family)]
    base: Annotated[str, AfterValidator(_address)]
    region: str = ""
    lists: tuple[Annotated[str, AfterValidator(_list)], ...] = ()
    enabled: bool = True
    why: str = ""
    encoding: str = ""
    max_pages: Annotated[int, Field(ge=1, le=200)] = 3
    interval: Annotated[int, Field(ge=60)] | None = None
    anchor: Literal["published", "url_time"] = "published"
    quiet: Annotated[str, Field(pattern=r"^(\d\d:\d\d-\d\d:\d\d)?$")] | None = None  # as the setting
    delay: Annotated[float, Field(ge=0, le=120)] = 5.0
    license: Literal["copyright", "kogl-1", "kogl-2", "kogl-3", "kogl-4"] = "copyright"
    article: Annotated[str, AfterValidator(_shape)] = ""
    detail: Annotated[str, AfterValidator(_detail)] = ""
    also: tuple[str, ...] = ()  # further hosts of the site: m.example.com
    select: dict[Annotated[str, AfterValidator(_part)], Selectors] = Field(default_factory=dict)

    @property
    def host(self) -> str:
        return urlsplit(self.base).hostname or ""

    @property
    def hosts(self) -> frozenset[str]:
        """The hosts that belong to the site; www. is never another site."""
        bare = self.host.removeprefix("www.")
        return frozenset({bare, f"www.{bare}", self.host, *self.also})

    def page(self, path: str, number: int = 1) -> str:
        """Return the address of a list's nth page, or "" where the list has one page only."""
        if number > 1 and "{page}" not in path:
            return ""
        asked = path.split(" ")[1] if path.startswith("POST ") else path
        return urljoin(f"{self.base}/", asked.replace("{page}", str(number)))

    def form(self, path: str, number: int = 1) -> str:
        """Return what is posted for a list's nth page, or "" where the list is asked by GET."""
        return path.split(" ")[2].replace("{page}", str(number)) if path.startswith("POST ") else ""


def load_sites(folders: Iterable[Path] = (SHIPPED,)) -> dict[str, Site]:
    """Return the entries of all folders by id; an entry in a later folder replaces one of the same name.

    Raises ConfigError, naming file and line, for unknown keys and families, wrong values and bad selectors.
    """
    return {name: read_site(path) for name, path in entry_files(folders).items()}


def entry_files(folders: Iterable[Path]) -> dict[str, Path]:
    """Return the files of all entries by id, unread; one in a later folder replaces one of the same name."""
    return {path.stem: path for folder in folders for path in sorted(folder.glob("*.toml"))}


def read_site(path: Path) -> Site:
    """Return the entry in a file. Raises ConfigError as load_sites does."""
    try:
        body = path.read_bytes()[: MAX_ENTRY + 1]
        text = body.decode("utf-8")
        told = tomllib.loads(text)
    except OSError as error:
        raise ConfigError(str(path), f"cannot be read: {error.strerror}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(str(path), f"no TOML: {error}") from None
    if len(body) > MAX_ENTRY:
        raise ConfigError(str(path), f"over {MAX_ENTRY} bytes: no site entry")
    return _validated(path, text, told)


def _validated(path: Path, text: str, told: dict[str, Any]) -> Site:
    if not _ID.fullmatch(path.stem):
        raise ConfigError(str(path), "the file's name is the site's id: small letters, digits and hyphens")
    try:
        site = Site.model_validate({**told, "id": path.stem})
    except ValidationError as error:
        first = error.errors()[0]
        where = [str(step) for step in first["loc"] if isinstance(step, str) and step != "[key]"]
        line = _line(text, where)
        said = first["msg"].removeprefix("Value error, ")
        if first["type"] == "extra_forbidden":
            said = f"no such key; there are {', '.join(name for name in Site.model_fields if name != 'id')}"
        raise ConfigError(f"{path}:{line}", f"{'.'.join(where)}: {said}") from None
    if site.enabled and not site.lists:
        raise ConfigError(f"{path}:1", "lists: an enabled site needs at least one")
    if not site.enabled and not site.why:
        raise ConfigError(
            f"{path}:{_line(text, ['enabled'])}", "why: a disabled site says what is not known yet"
        )
    return site


def _line(text: str, where: list[str]) -> int:
    """Return the line on which the last of the nested names stands, 1 where none does."""
    lines = text.split("\n")
    for name in reversed(where):
        for number, line in enumerate(lines, 1):
            if re.match(rf"\s*\[?\"?{re.escape(name)}\"?\s*[=\]]", line):
                return number
    return 1
