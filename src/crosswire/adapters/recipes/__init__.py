"""Recipes: adapters that Crosswire knows by name. `catalogue` lists them.

A recipe is a description, `NAME.toml`, or a Python module, `NAME.py`, that is imported when the recipe is loaded.
A module that a description names runs in an environment of its own.
"""
