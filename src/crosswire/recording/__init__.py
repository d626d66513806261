"""Recording from a live source, with provenance, and verifying that recordings still hold.

- `sources`: the live source, which is any compatible API. `bounded`: how much of its answers is read.
- `rerecording`: recording a scenario again.
- `new_scenarios`: a scenario from a client's request, recorded over both APIs.
- `proxy`, `tapes`: a proxy that records the calls of any client into one cassette.
- `volatile`: ids, times and padding, which differ from answer to answer, made steady.
- `provenance`: where a recording comes from, in its `scenario.toml`.
- `agreement`: whether the recordings of a scenario have the same facts.
- `verifying`, `asking`, `drift`: asking a live source again, and how the structure of its answers differs.
"""
