"""Read the types of the official Python SDK that is installed, in the form of `sdk_shapes`."""

from collections.abc import Mapping, Sequence
from importlib import import_module
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Required, Union, get_args, get_origin

import typing_extensions
from pydantic import BaseModel
from sdk_shapes import Items, Object, Open, Way, Word

ROOTS = {
    "responses/request": ("openai.types.responses.response_create_params", "ResponseCreateParamsBase"),
    "responses/response": ("openai.types.responses.response", "Response"),
    "responses/event": ("openai.types.responses.response_stream_event", "ResponseStreamEvent"),
    "chat/request": ("openai.types.chat.completion_create_params", "CompletionCreateParamsBase"),
    "chat/response": ("openai.types.chat.chat_completion", "ChatCompletion"),
    "chat/chunk": ("openai.types.chat.chat_completion_chunk", "ChatCompletionChunk"),
}
"""Where the SDK says what a document of schemas/ is."""


def shapes_of(document: str) -> Sequence[Way]:
    """Return what the SDK says of a document: `chat/chunk`."""
    module, name = ROOTS[document]
    return _ways(getattr(import_module(module), name))


def _ways(declared: Any) -> list[Way]:
    origin, arguments = get_origin(declared), get_args(declared)
    if origin is Literal:
        return [Word(value) for value in arguments if isinstance(value, str)]
    if origin in (Union, UnionType):
        return [way for member in arguments for way in _ways(member)]
    if origin in (Annotated, Required, typing_extensions.Required):
        return _ways(arguments[0])
    if isinstance(declared, typing_extensions.TypeAliasType):
        return _ways(declared.__value__)
    if isinstance(origin, type) and len(arguments) == 1:
        return [Items(_ways(arguments[0]))]
    if isinstance(declared, type) and (issubclass(declared, BaseModel) or typing_extensions.is_typeddict(declared)):
        return [Object(f"{declared.__module__}.{declared.__qualname__}", lambda: _fields(declared))]
    return [] if declared in (None, NoneType) else [Open(str(getattr(declared, "__name__", declared)))]


def _fields(declared: type) -> Mapping[str, Sequence[Way]]:
    if issubclass(declared, BaseModel):
        return {field.alias or name: _ways(field.annotation) for name, field in declared.model_fields.items()}
    return {name: _ways(kind) for name, kind in typing_extensions.get_type_hints(declared, include_extras=True).items()}
