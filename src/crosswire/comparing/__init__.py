"""Comparing the two sides of an arrow: what may differ between two requests that ask the same.

It knows facts and losses only. Each difference that is allowed is a function or a table entry with its source.
"""
