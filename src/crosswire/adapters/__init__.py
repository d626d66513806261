"""How a candidate plugs in: `load_adapter("litellm")`, `"my_adapter.py"`, `"package.module"`, `"package.module:object"`."""

from crosswire.adapters.candidate import Candidate, Serve
from crosswire.adapters.loading import RECIPES, load_adapter

__all__ = ["RECIPES", "Candidate", "Serve", "load_adapter"]
