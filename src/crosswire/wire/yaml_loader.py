"""The YAML of cassettes: what vcrpy writes, and no other object of Python's.

The loader is not vcrpy's own: vcrpy also loads every HTTP library that it intercepts, which takes a third of a second.
"""

from io import BytesIO
from typing import Any

import yaml

_Safe: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class CassetteLoader(_Safe):  # type: ignore[misc]  # PyYAML's own may be in C
    """Reads plain values, and the tags that vcrpy writes for texts, tuples, files and iterators."""


def _text(loader: Any, node: Any) -> Any:
    return loader.construct_scalar(node)


def _tuple(loader: Any, node: Any) -> tuple[Any, ...]:
    return tuple(loader.construct_sequence(node))


def _file(loader: Any, node: Any) -> BytesIO:
    """Return a file of the content that its state begins with."""
    state = loader.construct_mapping(node, deep=True).get("state") or (b"",)
    content = state[0]
    return BytesIO(content.encode() if isinstance(content, str) else content or b"")


def _iterator(loader: Any, node: Any) -> Any:
    arguments: Any = loader.construct_mapping(node, deep=True).get("args") or ([],)
    return iter(arguments[0])


_PYTHON = "tag:yaml.org,2002:python/"
for _tag, _constructor in {
    "str": _text,
    "unicode": _text,
    "tuple": _tuple,
    "object/new:_io.BytesIO": _file,
    "object/apply:builtins.iter": _iterator,
}.items():
    CassetteLoader.add_constructor(_PYTHON + _tag, _constructor)
