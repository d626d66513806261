"""The known-good family: one small adapter for each alternative that the description, a host or an SDK allows.

Each is the reference adapter with exactly that freedom taken, and passes every requirement.
"""
