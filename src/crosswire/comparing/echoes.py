"""What a response repeats of the request: equal after each side's defaults are filled in.

Sources: the description's `ResponseProperties` and `ModelResponseProperties`, and the genuine answers of the corpus, in
which each value here was seen where the client set nothing.
"""

from collections.abc import Iterator, Mapping, Sequence

from crosswire.facts import Answer, Ask, Json, Other, Tool
from crosswire.shapes.lenient import mapping, objects

NOTHING: Sequence[Json] = (None, "", (), [], {})

DEFAULTS: Mapping[str, Sequence[Json]] = {
    "temperature": (1,),
    "top_p": (1, 0.98),
    "max_output_tokens": (),
    "parallel_tool_calls": (True,),
    "tool_choice": ("auto",),
    "format": ({"type": "text"},),
    "reasoning_summary": (),
    "reasoning_mode": ("standard",),
    "verbosity": ("medium",),
    "user": (),
    "safety_identifier": (),
    "prompt_cache_key": (),
    "prompt_cache_options": (),
    "top_logprobs": (0,),
    "truncation": ("disabled",),
    "max_tool_calls": (),
    "previous_response_id": (),
    "conversation": (),
    "background": (False,),
    "prompt": (),
    "context_management": (),
    "include": (),
    "include_obfuscation": (),
    "moderation": (),
    "instructions": (),
}
"""What a response may repeat of a setting that the client left out, beside nothing.

Not here are `store`, `reasoning_effort`, `reasoning_context` and `prompt_cache_retention`: what they say where the
client says nothing is the host's or the model's own.
"""

NOT_REPEATED = frozenset(
    ("include", "include_obfuscation", "context_management", "moderation", "conversation", "service_tier")
)
"""Settings of a request that `Response` has no field for, or a field that says something else."""

REFUSED = frozenset(("background", "prompt"))
"""Settings that an adapter heeds or refuses: other requirements say so of one that ignores them."""

CHOSEN_BY_THE_MODEL = frozenset(("reasoning_summary", "reasoning_context"))
"""Settings that a client may leave to the model by `auto`: an answer says what was chosen."""

NAMED = ("function", "custom")
"""The kinds of tools that a client runs."""

REDACTED = ("headers", "authorization", "server_url")
"""What a host does not repeat of an MCP server, since it may hold a secret."""


STRICT = {"strict": True}
"""What a function within a namespace is where it does not say so."""


def asked_settings(asked: Ask) -> dict[str, Json]:
    """Return what the client set and a response repeats."""
    settings = {name: value for name, value in asked.settings.items() if name not in NOT_REPEATED | REFUSED}
    if asked.instructions:
        settings["instructions"] = asked.instructions
    return settings


def echoes(asked: Ask, served: Answer) -> tuple[dict[str, Json], dict[str, Json]]:
    """Return what the client set and what the answer repeats of it, both without what is the default."""
    settings = asked_settings(asked)
    repeated = {
        name: "auto" if value == "auto" and name in CHOSEN_BY_THE_MODEL else served.echoed[name]
        for name, value in settings.items()
        if name in served.echoed
    }
    return _shared(settings, settings), _shared(repeated, settings)


def _shared(values: Mapping[str, Json], settings: Mapping[str, Json]) -> dict[str, Json]:
    plain = {name: _plain(value) for name, value in values.items()}
    return {name: value for name, value in plain.items() if name in settings and not is_default(name, value)}


def is_default(name: str, value: Json) -> bool:
    """Tell whether a setting says what it would say if it were left out."""
    return value in NOTHING or any(value == default and type(value) is type(default) for default in _plains(name))


def _plains(name: str) -> list[Json]:
    return [_plain(default) for default in DEFAULTS.get(name, ())]


def _plain(value: Json) -> Json:
    """Return a value as it counts: `1` for `1.0`, and of a mapping what says something."""
    match value:
        case float() if value.is_integer():
            return int(value)
        case Mapping():
            entries = {name: _plain(entry) for name, entry in value.items()}
            return {name: entry for name, entry in entries.items() if entry is not None and entry != ""}
        case [*entries]:
            return [_plain(entry) for entry in entries]
        case _:
            return value


def unset_echoes(asked: Ask, served: Answer) -> dict[str, Json]:
    """Return what the answer repeats though the client did not set it, where it is not the default."""
    left_out = {name: _plain(value) for name, value in served.echoed.items() if name in DEFAULTS}
    settings = {**asked.settings, "instructions": asked.instructions}
    return {
        name: value for name, value in left_out.items() if settings.get(name) in NOTHING and not is_default(name, value)
    }


def echoed_tools(asked: Sequence[Tool], served: Sequence[Tool]) -> tuple[dict[str, Json], dict[str, Json]]:
    """Return the tools that the client offered, and what the answer repeats of them, by name or kind.

    They may be repeated in another order, and what is not set as null. Those within a namespace count by its name. A
    host adds to a hosted tool what it makes of it.
    """
    expected, repeated = _tools(asked), _tools(served)
    hosted = dict(_hosted_tools(asked))
    received = {name: tool for name, tool in repeated.items() if name in expected}
    return expected, {name: _within(tool, hosted[name]) if name in hosted else tool for name, tool in received.items()}


def _tools(tools: Sequence[Tool]) -> dict[str, Json]:
    return dict(_client_tools(tools)) | dict(_hosted_tools(tools))


def _within(received: Json, expected: Json) -> Json:
    """Return of a mapping what another has, too."""
    if not isinstance(received, Mapping) or not isinstance(expected, Mapping):
        return received
    return {name: _within(received[name], value) for name, value in expected.items() if name in received}


def tool_names(tools: Sequence[Tool]) -> list[str]:
    """Return the kind and name of each tool, as often as it is there."""
    return [name for name, _ in (*_client_tools(tools), *_hosted_tools(tools))]


def _hosted_tools(tools: Sequence[Tool]) -> Iterator[tuple[str, Json]]:
    """Yield the tools that a host runs, by kind, MCP servers also by label."""
    for tool in tools:
        if tool.kind not in (*NAMED, "namespace"):
            label = tool.definition.get("server_label")
            shown = {name: value for name, value in tool.definition.items() if name not in REDACTED}
            yield f"{tool.kind} {label}" if label else tool.kind, _plain(shown)


def _client_tools(tools: Sequence[Tool]) -> Iterator[tuple[str, Json]]:
    for tool in tools:
        if tool.kind in NAMED:
            yield f"{tool.kind} {tool.name}", _plain(tool.definition)
        elif tool.kind == "namespace":
            yield f"{tool.kind} {tool.name}", tool.definition.get("description")
            for each in objects(tool.definition.get("tools")):
                name = f"{tool.name} {each.get('type')} {each.get('name')}"
                yield name, {**STRICT, **mapping(_plain(each))}


def has_own_tools(asked: Ask) -> bool:
    """Tell whether a host puts the tools together anew: genuine answers repeat what a search or an item has added."""
    added = [item.kind for item in asked.history if isinstance(item, Other)]
    return "additional_tools" in added or any(tool.kind == "tool_search" for tool in asked.tools)
