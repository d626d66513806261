"""The known-good adapters: one for each alternative that the API description, a host or an SDK allows.

Each is the reference adapter with that alternative, and passes every requirement that judges it.
"""
