"""From the word after `--adapter` to a candidate."""

import inspect
from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

from crosswire.adapters.candidate import Candidate
from crosswire.adapters.descriptions.description import (
    PATHS,
    Description,
    GatewayDescription,
    as_description,
    read_description,
)
from crosswire.adapters.descriptions.own_secrets import secrets_of
from crosswire.adapters.forms import definitions, forms
from crosswire.adapters.importing import find_object, import_file, import_module, import_recipe
from crosswire.adapters.recipes.catalogue import PYTHON_RECIPES, described_recipes
from crosswire.adapters.signatures import is_asgi, unfit_signature
from crosswire.errors import AdapterNotFound, AdapterUnusable
from crosswire.limits import LIMITS, Limits
from crosswire.quoting import cut, quoted
from crosswire.secrets.patterns import Clearing
from crosswire.shapes import SHAPES


def load_adapter(target: str, scenarios: tuple[Path, ...] = (), limits: Limits = LIMITS) -> Candidate:
    """Load the adapter that `target` names, in one of the forms of `forms.py`.

    `scenarios` are folders of scenarios beside Crosswire's own, whose models a program's configuration lists, too.

    Raises:
        AdapterNotFound: there is no such file, module, object or recipe.
        AdapterUnusable: it cannot be imported, or serves nothing.
    """
    if "://" in target:
        return candidate_at(target, limits)
    if target.endswith(".toml"):
        return described_candidate(read_description(Path(target), target), scenarios, limits)
    recipe, at, version = target.partition("@")
    if recipe in described_recipes() and (at or recipe not in PYTHON_RECIPES):
        return described_candidate(read_description(described_recipes()[recipe], target, version), scenarios, limits)
    module_name, _, path = target.partition(":")
    if target in PYTHON_RECIPES:
        module = import_recipe(target)
    elif module_name.endswith(".py"):
        module = import_file(Path(module_name), target)
    elif all(step.isidentifier() for step in module_name.split(".")):
        module = import_module(module_name, target)
    else:
        raise AdapterNotFound(f"--adapter {target}: there is no file, module or recipe of this name. {forms()}")
    found = find_object(module, module_name, path, target) if path else module
    if isinstance(found, Mapping):
        here = Path(module.__file__ or "").parent
        return described_candidate(as_description(found, here, f"--adapter {target}"), scenarios, limits)
    return _asgi_candidate(found, module, target, limits) if is_asgi(found) else as_candidate(found, target)


def described_candidate(
    description: Description, scenarios: tuple[Path, ...] = (), limits: Limits = LIMITS
) -> Candidate:
    """Return the candidate that a description makes. A worker starts now, a gateway before its first exchange.

    Raises:
        AdapterUnusable: the worker does not start.
    """
    secrets = secrets_of(description)
    try:
        return replace(_described(replace(description, scenarios=scenarios), limits), secrets=secrets)
    except AdapterUnusable as error:  # it may quote what the worker printed
        raise AdapterUnusable(Clearing(secrets=secrets).replace_learned(str(error))) from None


def _described(description: Description, limits: Limits) -> Candidate:
    # What talks to a program, and httpx with it, takes longer to import than many a run.
    if description.gateway:
        from crosswire.adapters.servers.gateway import gateway_candidate

        return gateway_candidate(description, description.gateway, limits)
    from crosswire.adapters.workers.worker import isolated_candidate, worker_candidate

    if description.worker:
        return worker_candidate(description, description.worker, limits)
    assert description.python_file
    return isolated_candidate(description, description.python_file, limits)


def candidate_at(url: str, limits: Limits = LIMITS) -> Candidate:
    """Return the candidate that is a running gateway. `url` is its base URL, as clients use it.

    Raises:
        AdapterNotFound: `url` is no base URL.
    """
    scheme, _, rest = url.partition("://")
    host, slash, path = rest.rstrip("/").partition("/")
    if scheme not in ("http", "https") or not host or "?" in path or "#" in path:
        raise AdapterNotFound(
            f"--adapter {url}: this is no base URL of a gateway; one is http://127.0.0.1:4000/v1, with "
            "/chat/completions and/or /responses behind it"
        )
    base = f"/{path}" if slash else "/v1"
    paths = {shape: base + default.removeprefix("/v1") for shape, default in PATHS.items()}
    gateway = GatewayDescription(url=f"{scheme}://{host}", paths=paths)
    return described_candidate(Description(url, Path(), gateway=gateway), limits=limits)


def as_candidate(adapter: Any, target: str) -> Candidate:
    """Return the candidate that a module or object makes: it has `chat`, `responses` or a translator's functions.

    Raises:
        AdapterUnusable: it has none of them, they cannot be called, or `declares` is no mapping of texts.
    """
    serves = {shape: serve for shape in SHAPES if callable(serve := getattr(adapter, shape, None))}
    if not serves:
        from crosswire.adapters.translator import translating

        serves = translating(adapter, target)
    if not serves:
        raise AdapterUnusable(f"--adapter {target} defines neither `chat` nor `responses`. {definitions()}")
    for shape, serve in serves.items():
        if signature := unfit_signature(serve, ("request", "upstream")):
            fix = "; name an object of the class, not the class" if inspect.isclass(adapter) else ""
            raise AdapterUnusable(
                f"--adapter {target}: {shape}{signature} cannot be called as {shape}(request, upstream){fix}"
            )
    declares = getattr(adapter, "declares", {})
    if not isinstance(declares, Mapping) or not all(isinstance(text, str) for text in [*declares, *declares.values()]):
        raise AdapterUnusable(
            f"--adapter {target}: declares is {quoted(declares)}; it maps requirement ids to sentences"
        )
    return Candidate(
        name=_text(adapter, "name") or target,
        serves=serves,
        version=_text(adapter, "version"),
        declares=declares,
    )


def _asgi_candidate(app: Any, module: ModuleType, target: str, limits: Limits) -> Candidate:
    """Return the candidate that an ASGI app makes. Its module has `serves`, `name`, `version` and `declares`."""
    from crosswire.adapters.servers.asgi import AsgiProcess
    from crosswire.adapters.servers.over_http import over_http

    process = AsgiProcess(app)
    serves = getattr(module, "serves", tuple(SHAPES))
    if not isinstance(serves, list | tuple) or not serves or not set(serves) <= set(SHAPES):
        raise AdapterUnusable(f"--adapter {target}: serves is {quoted(serves)}; it lists {' and/or '.join(SHAPES)}")
    about = {name: getattr(module, name) for name in ("name", "version", "declares") if hasattr(module, name)}
    functions = {shape: over_http(partial(process.url, shape), limits=limits) for shape in serves}
    candidate = as_candidate(SimpleNamespace(**about, **functions), target)
    return replace(
        candidate,
        process=process,
        over_http=True,
        on_loopback=True,
        handover="in the environment",
        runs="ASGI app, in process",
    )


def _text(adapter: Any, attribute: str) -> str | None:
    """Return the beginning of a text or a number. A package's `version` may be a module or a function: None."""
    value = getattr(adapter, attribute, None)
    return cut(str(value)) if isinstance(value, str | int | float) else None
