"""Is the judge right? Systematic mutants of right exchanges have to fail, harmless variations have to pass.

plain_reader.py   what a payload says, read without the suites' readers: a mutant counts where that changes
silent.py         what is no fact in a payload: defaults, and what is an adapter's own
mutants.py        the changes that can be made to a payload
trials.py         the reference adapter's exchanges, each with one payload changed, and what the requirements say
harmless.py       other ways to say the same
readings.py       what a witness reads in a stream, or why it reads nothing
python_sdk.py     the official Python SDK as a witness
javascript_sdk.py the official JavaScript SDK as a witness: the client openai-node
witnesses.py      whether the witnesses read the same in two streams
proof.py          all of it, on all cores, resumable
scores.py         how many were killed, by what
survivors.py      what none tells, and why that is right: suites/survivors.toml
witness_page.py   what the witnesses read, for the page
page.py           the proof as lines, and as docs/proof.md
"""
