"""Recording from a live source, saying where a recording comes from, and verifying that it still holds.

- `sources`: the live API, any that is compatible.
- `rerecording`: a scenario's recordings, taken anew.
- `new_scenarios`: a scenario of a client's request, recorded over both APIs.
- `proxy`, `tapes`: calls of any client, recorded on their way into one cassette.
- `volatile`: what differs from answer to answer and says nothing, kept the same.
- `provenance`: where a recording was taken from, in its `scenario.toml`.
- `agreement`: whether the recordings of a scenario say the same.
- `verifying`, `asking`, `drift`: a live source asked again, and how the structure of its answers differs.
"""
