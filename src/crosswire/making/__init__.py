"""Making scenarios from existing exchanges.

- `importing`: from every conversation in cassettes of others.
- `one_exchange`: from a single exchange in a file.
- `calls`: HTTP calls as interactions.
- `foreign`: what is no exchange of either API, and what it is.
- `conversations`: from HTTP calls to the turns of one conversation over one API, whole or streamed.
- `deriving`: the missing recordings of a conversation, written from the facts of the one that there is.
- `carrying_over`: the facts that could not be carried over to them.
- `names`, `reading`: names of scenarios; reading a file, also a packed one.
- `one_sided`: what one API alone can say: `[only]`, and what was left out.
- `refusing`: why an adapter may refuse it: `refusable`.
- `checks`: what every scenario is held to.
- `folders`: where scenarios are written.
- `drafts`: a scenario that is not saved yet, and saving it whole or not at all.
"""
