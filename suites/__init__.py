"""The specification, executable: one module a promise, one test function a requirement.

pytest suites --adapter TARGET                            from a checkout
pytest --pyargs crosswire.suites --adapter TARGET         from an installed package
"""
