"""What may differ between the two sides of an arrow, each freedom with its source, and what is left to compare.

It imports `facts`, `losses` and `wire/lenient_json` alone. Requirements call it; it knows none of them.
"""
