"""Here so that what stands in this folder (`theirs`, `test_scenarios`) can be imported by the tests below it."""
