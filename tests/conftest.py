"""Here so that what stands in this folder (`theirs`, `test_scenarios`) can be imported by the tests below it."""

import signal

# A run in the background ignores Ctrl-C, and what it starts inherits that: tests that press it would wait in vain.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)
