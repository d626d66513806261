"""Is the judge right? Systematic mutants of right exchanges have to fail, harmless variations have to pass.

plain_reader.py   what a payload says, read without the suites' readers: a mutant counts where that changes
mutants.py        the changes that can be made to a payload
trials.py         the reference adapter's exchanges, each with one payload changed, and what the requirements say
harmless.py       other ways to say the same
witnesses.py      what the official SDK reads in a stream
proof.py          all of it, on all cores, resumable
scores.py         how many were told, by what
survivors.py      what none tells, and why that is right: suites/survivors.toml
page.py           the proof as lines, and as docs/proof.md
"""
