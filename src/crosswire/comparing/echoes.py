"""What a response repeats of the request, compared without the defaults of either side.

Sources: the description's `ResponseProperties` and `ModelResponseProperties`; the genuine answers of the corpus, which
have each value of these tables where the client gave none.
"""

from collections.abc import Iterator, Mapping, Sequence

from crosswire.facts import Answer, Ask, Json, Other, Tool
from crosswire.wire.lenient_json import mapping, objects

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
    "frequency_penalty": (0,),
    "presence_penalty": (0,),
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
"""The values that a response may repeat for a setting that the client left out, beside none at all.

Without `store`, `reasoning_effort`, `reasoning_context` and `prompt_cache_retention`: their defaults are the host's or
the model's own.
"""

NOT_REPEATED = frozenset(
    (
        "include",
        "include_obfuscation",
        "context_management",
        "moderation",
        "conversation",
        "service_tier",
        "access_programs",
        "background_options",
        "client_metadata",
        "image_options",
    )
)
"""Settings of a request for which `Response` has no field, or a field with another meaning."""

REFUSED = frozenset(("background", "prompt"))
"""Settings that an adapter has to honour or refuse, as other requirements say."""

CHOSEN_BY_THE_MODEL = frozenset(("reasoning_summary", "reasoning_context"))
"""Settings that `auto` leaves to the model: an answer has what the model chose."""

NAMED = ("function", "custom")
"""The kinds of tools that a client runs."""

NOT_ECHOED = ("headers", "authorization", "server_url", "external_web_access")
"""What a host does not repeat of a hosted tool: what may hold a secret, and what genuine answers leave out."""


ADDED_DEFAULTS: Mapping[str, Json] = {
    "search_context_size": "medium",
    "search_content_types": ["text"],
    "filters": None,
}
"""The fields of a hosted tool that a host adds with their default, or not at all."""

STRICT = {"strict": True}
"""The default of a function in a namespace."""


def asked_settings(asked: Ask) -> dict[str, Json]:
    """Return the settings of the client that a response repeats."""
    left_out = NOT_REPEATED | REFUSED | asked.updated
    settings = {name: value for name, value in asked.settings.items() if name not in left_out}
    if asked.instructions:
        settings["instructions"] = asked.instructions
    return settings


def echoes(asked: Ask, served: Answer) -> tuple[dict[str, Json], dict[str, Json]]:
    """Return the client's settings, and what the answer repeats of them, both without defaults."""
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
    """Return whether a setting has its default, or no value."""
    return value in NOTHING or any(value == default and type(value) is type(default) for default in _plains(name))


def _plains(name: str) -> list[Json]:
    return [_plain(default) for default in DEFAULTS.get(name, ())]


def _plain(value: Json) -> Json:
    """Return a value for comparison: `1` for `1.0`, and mappings without empty entries."""
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
    """Return the settings that the answer has and the client did not give, without defaults."""
    left_out = {name: _plain(value) for name, value in served.echoed.items() if name in DEFAULTS}
    settings = {**asked.settings, "instructions": asked.instructions}
    return {
        name: value for name, value in left_out.items() if settings.get(name) in NOTHING and not is_default(name, value)
    }


def echoed_tools(asked: Sequence[Tool], served: Sequence[Tool]) -> tuple[dict[str, Json], dict[str, Json]]:
    """Return the tools that the client offered, and what the answer repeats of them, by name or kind.

    They may be in another order, with null for absent fields. The name of a tool in a namespace has that of the
    namespace in front. A host may add fields to a hosted tool, some with their default alone.
    """
    expected, repeated = _tools(asked), _tools(served)
    hosted = dict(_hosted_tools(asked))
    received = {name: tool for name, tool in repeated.items() if name in expected}
    added_to = hosted.keys() - {"tool_search"}  # a search of the client's is repeated as it is
    return expected, {
        name: _within(tool, hosted[name]) if name in added_to else tool for name, tool in received.items()
    }


def _tools(tools: Sequence[Tool]) -> dict[str, Json]:
    return dict(_client_tools(tools)) | dict(_hosted_tools(tools))


def _within(received: Json, expected: Json) -> Json:
    """Return a mapping without the entries that a host may add to another one."""
    if not isinstance(received, Mapping) or not isinstance(expected, Mapping):
        return received
    shared = {name: _within(received[name], value) for name, value in expected.items() if name in received}
    added = {name: received[name] for name in ADDED_DEFAULTS if name in received and name not in expected}
    return shared | {name: value for name, value in added.items() if value != ADDED_DEFAULTS[name]}


def tool_names(tools: Sequence[Tool]) -> list[str]:
    """Return the kind and name of every tool."""
    return [name for name, _ in (*_client_tools(tools), *_hosted_tools(tools))]


def _hosted_tools(tools: Sequence[Tool]) -> Iterator[tuple[str, Json]]:
    """Yield the tools that a host runs, by kind, MCP servers also by label."""
    for tool in tools:
        if tool.kind not in (*NAMED, "namespace"):
            label = tool.definition.get("server_label")
            shown = {name: value for name, value in tool.definition.items() if name not in NOT_ECHOED}
            yield f"{tool.kind} {label}" if label else tool.kind, _plain(shown)


def _client_tools(tools: Sequence[Tool]) -> Iterator[tuple[str, Json]]:
    for tool in tools:
        if tool.kind in NAMED:
            yield f"{tool.kind} {tool.name}", _plain(tool.definition)
        elif tool.kind == "namespace":
            yield f"{tool.kind} {tool.name}", tool.definition.get("description")
            for inner in objects(tool.definition.get("tools")):
                name = f"{tool.name} {inner.get('type')} {inner.get('name')}"
                yield name, {**STRICT, **mapping(_plain(inner))}


def has_own_tools(asked: Ask) -> bool:
    """Return whether a host adds tools of its own: genuine answers have those that a search or an item added."""
    added = [item.kind for item in asked.history if isinstance(item, Other)]
    return "additional_tools" in added or any(tool.kind == "tool_search" for tool in asked.tools)


def lasting_tools(asked: Ask) -> list[Tool]:
    """Return the tools that a host repeats as the client offered them.

    It leaves out or changes those that wait for a search, a search of its own, and those of an item of tools.
    """
    if any(item.kind == "additional_tools" for item in asked.history if isinstance(item, Other)):
        return []
    return [tool for tool in asked.tools if not (_searches_at_the_host(tool) or _waits_for_a_search(tool))]


def _searches_at_the_host(tool: Tool) -> bool:
    return tool.kind == "tool_search" and tool.definition.get("execution") != "client"


def _waits_for_a_search(tool: Tool) -> bool:
    return bool(tool.definition.get("defer_loading"))
