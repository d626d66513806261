"""How a candidate plugs in: a recipe, a file, a module, an object: anything with `chat` and/or `responses`."""

from crosswire.adapters.candidate import Candidate, Serve
from crosswire.adapters.loading import RECIPES, load_adapter

__all__ = ["RECIPES", "Candidate", "Serve", "load_adapter"]
