"""The two sides of an arrow, compared: which differences mean nothing, each with its source, and what is left of them.

It imports facts and losses only: requirements ask it, it knows none of them.
"""
