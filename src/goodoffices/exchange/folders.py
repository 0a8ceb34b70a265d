"""Which file of a folder is the domain and which are the parties' profiles."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from goodoffices.exchange.refusal import listed, refuse


def domain_and_profiles(
    path: Path,
    profiles: Sequence[Path] | None,
    endings: tuple[str, ...],
    is_domain: Callable[[Path], bool],
) -> tuple[Path, list[Path]]:
    """The domain's file and the profiles', in order: those named, or all others of its folder by name.

    Raises:
        CaseError: none or several domains, a profile that does not exist, or a profile where the domain is wanted.
    """
    folder = path if path.is_dir() else path.parent
    files = listed(folder, *endings)
    if path.is_dir():
        domains = [file for file in files if is_domain(file)]
        if len(domains) != 1:
            _not_one(path, domains)
        domain = domains[0]
    else:
        domain = path
        if not is_domain(path):
            refuse(path, None, "", "this is a party's profile", None, "name the domain's file, or the folder of both")
    if profiles:
        return domain, [_found(Path(profile), folder) for profile in profiles]
    others = [file for file in files if file.name != domain.name and not is_domain(file)]
    return domain, others


def _not_one(folder: Path, domains: Sequence[Path]) -> None:
    if not domains:
        refuse(folder, None, "", "no file in this folder lists the issues (a domain)")
    names = ", ".join(domain.name for domain in domains[:5])
    refuse(folder, None, "", f"there are {len(domains)} domains here ({names})", None, "name the one that is meant")


def _found(profile: Path, folder: Path) -> Path:
    for place in (profile, folder / profile):
        if place.is_file():
            return place
    refuse(profile, None, "", f"there is no such profile, nor one in {folder}")
