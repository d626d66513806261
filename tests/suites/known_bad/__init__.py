"""The known-bad adapters: one module for each suite of requirements that they break."""
