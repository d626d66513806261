"""Comparing the facts on the two sides of an arrow: what counts as the same, and what each difference is called."""
