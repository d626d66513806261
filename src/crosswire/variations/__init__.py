"""Other forms of the same exchange: what networks, hosts and clients do, without a scenario for each."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

from crosswire.exchange import Case
from crosswire.facts import Answer, Json, ShapeName
from crosswire.interactions import Interaction
from crosswire.upstreams import delivery
from crosswire.upstreams.delivery import Send, by_event
from crosswire.upstreams.packing import PLAIN as PLAIN_PACKING
from crosswire.upstreams.packing import Packing
from crosswire.variations import labels, larger_answers, malformed_requests, requests, stream_forms
from crosswire.variations.grids.payload_forms import PayloadForm
from crosswire.variations.grids.reading import judged_forms
from crosswire.variations.grids.samples import subject_of
from crosswire.variations.requests import Rephrase


def as_recorded(interaction: Interaction) -> Interaction:
    """Return the recorded interaction."""
    return interaction


@dataclass(frozen=True, slots=True)
class Variation:
    """One way in which an exchange differs from the plain one."""

    name: str
    tells: str
    """What differs, in the words of reports."""
    says: Callable[[Interaction], Interaction] = as_recorded
    """Returns the interaction that the upstream answers with."""
    send: Send = by_event
    """Sends the bytes of the answer."""
    packing: Packing = PLAIN_PACKING
    """How the bytes are compressed, and whether their length is said."""
    asks: Callable[[ShapeName, Json], bytes] | None = None
    """Returns a malformed request that the client sends first; `None` where it sends none."""
    rephrase: Rephrase | None = None
    """Returns what the client asks, where it is not the scenario's request."""
    calls: int = 1
    """How many clients ask at the same time. Requests and answers have the client's number in them."""
    leaves: bool = False
    """Whether the client disconnects once it has the first words."""
    refuses: bool = False
    """Whether nothing listens at the upstream's address."""
    on_network: bool = True
    """Whether the upstream answers over a network also where the adapter is in this process."""
    may_fail: bool = False
    """Whether an error is right, too, or an exception of a library."""
    deadlines: float = 1
    """By which factor a call may take longer than others: a large answer takes long on a slow machine."""
    suits: Callable[[Case], bool] = lambda _: True
    """Returns whether the variation changes anything about a turn."""
    form: PayloadForm | None = None
    """Of a member of a grid: which form of which field it is."""


def _sent(name: str, tells: str, send: Send, *, may_fail: bool = False) -> Variation:
    return Variation(name, tells, send=send, may_fail=may_fail)


def _formed(
    name: str, tells: str, says: Callable[[Interaction], Interaction] = as_recorded, send: Send = by_event
) -> Variation:
    return Variation(name, tells, says=says, send=send, suits=lambda case: case.mode == "stream")


def _asked(
    name: str, tells: str, asks: Callable[[ShapeName, Json], bytes], says: Callable[[Interaction], Interaction]
) -> Variation:
    return Variation(name, tells, says=says, asks=asks)


def _large(
    name: str,
    tells: str,
    says: Callable[[Interaction], Interaction],
    *,
    suits: Callable[[Case], bool],
    may_fail: bool = False,
) -> Variation:
    return Variation(name, tells, says=says, send=delivery.by_packet, suits=suits, may_fail=may_fail, deadlines=5)


def _talks(case: Case) -> bool:
    return isinstance(case.upstream, Answer) and bool(case.upstream.text)


def _calls(case: Case) -> bool:
    return isinstance(case.upstream, Answer) and bool(case.upstream.tool_calls)


def _is_plain_text(case: Case) -> bool:
    return subject_of(case.upstream) == "text"


def _packed(name: str, tells: str, packing: Packing, send: Send = by_event) -> Variation:
    return Variation(f"answer.{name}", tells, send=send, packing=packing, suits=_is_plain_text)


def _named(*variations: Variation) -> Mapping[str, Variation]:
    return {variation.name: variation for variation in variations}


PLAIN = Variation("", "as recorded", on_network=False)

STREAM_FORMS = _named(
    _formed("crlf", "lines end in CR LF", stream_forms.crlf),
    _formed("comments", "comments, ids and retry times stand between the events", stream_forms.comments),
    _formed("data_on_several_lines", "each event's data stands on several lines", stream_forms.data_on_several_lines),
    _formed("no_space", "no space follows the colons", stream_forms.no_space),
    _formed("byte_order_mark", "the stream begins with a byte order mark", stream_forms.byte_order_mark),
    _formed("no_final_newline", "the stream ends in [DONE], and no line end follows it", stream_forms.no_final_newline),
    _formed("other_names", "events have another name than usual, or none", stream_forms.other_names),
    _formed("done", "the stream ends in [DONE]", stream_forms.done),
    _formed("at_once", "the whole stream comes in one piece", send=delivery.at_once),
    _formed("cut_in_events", "every event is cut in its middle", send=delivery.within_events),
    _formed("cut_in_characters", "every character of several bytes is cut", send=delivery.within_characters),
    _formed("cut_in_line_ends", "every blank line is cut", send=delivery.within_line_ends),
    _formed("byte_by_byte", "every byte comes in a chunk of its own", send=delivery.byte_by_byte),
)
"""What the standard of event streams allows, and how a network may cut bytes."""

LARGE = _named(
    _large("one_megabyte", "the text has 1 MB, and a stream 10,000 deltas", larger_answers.one_megabyte, suits=_talks)
)
LARGER = _named(
    _large("ten_megabytes", "the text has 10 MB", larger_answers.ten_megabytes, suits=_talks, may_fail=True),
    _large("thousand_calls", "there are 1,000 calls", larger_answers.thousand_calls, suits=_calls, may_fail=True),
)

HELD_BACK = _named(_sent("held_back", "the end is held back until the client has words", delivery.held_back))

UNREACHABLE = _named(
    Variation("refused", "the upstream refuses the connection", refuses=True, may_fail=True),
    _sent("reset_before", "the upstream resets the connection before it answers", delivery.reset_before, may_fail=True),
    _sent("reset_within", "the upstream resets the connection within its answer", delivery.reset_within, may_fail=True),
)
STALLED = _named(
    _sent("stalled_before", "the upstream never answers", delivery.stall_before, may_fail=True),
    _sent("stalled_within", "the upstream stops within its answer", delivery.stall_within, may_fail=True),
)

MODELS = _named(
    *(
        Variation(
            f"model_{name}", f"the client asks for {model}, {kind}", rephrase=requests.of_model(model), on_network=False
        )
        for name, model, kind in (
            ("that_reasons", "o4-mini", "whose name is that of a model that reasons"),
            ("that_is_small", "gpt-4o-mini", "whose name is that of a small model"),
            ("of_another_maker", "quartz-2-large", "whose name no adapter knows"),
            ("with_a_prefix", "openai/gpt-4.1", "whose name has its maker's in front"),
        )
    )
)
"""Names of models of several classes: adapters choose by the name which settings they send."""

TOGETHER = _named(Variation("together", "32 clients ask at the same time", calls=32))
LEAVES = _named(
    Variation("client_leaves", "the client goes away within the stream", send=delivery.going_on, leaves=True)
)

MALFORMED = _named(
    _asked("not_json", "a body that is not JSON comes first", malformed_requests.not_json, malformed_requests.refused),
    _asked("empty_body", "an empty body comes first", malformed_requests.empty_body, malformed_requests.refused),
    _asked(
        "not_an_object",
        "a body that is a list comes first",
        malformed_requests.not_an_object,
        malformed_requests.refused,
    ),
    _asked(
        "wrong_types",
        "a request with wrong types comes first",
        malformed_requests.wrong_types,
        malformed_requests.refused,
    ),
    _asked(
        "nameless_choice",
        "a choice of a tool without its name comes first",
        malformed_requests.nameless_choice,
        malformed_requests.refused,
    ),
    _asked("other_api", "a request of the other API comes first", malformed_requests.other_api, as_recorded),
)


def _of_grid(form: PayloadForm) -> Variation:
    return Variation(
        form.name,
        form.tells,
        says=form.says,
        send=delivery.at_once,
        on_network=False,
        deadlines=5 if form.is_large else 1,
        suits=form.suits,
        form=form,
    )


PACKED = _named(
    _packed("gzip", "the answer is compressed with gzip", Packing("gzip")),
    _packed("deflate", "the answer is compressed with deflate", Packing("deflate")),
    _packed(
        "gzip_with_length",
        "the answer is compressed with gzip, in one piece of a stated length",
        Packing("gzip", has_length=True),
        delivery.at_once,
    ),
    _packed(
        "with_length", "the answer comes in one piece of a stated length", Packing(has_length=True), delivery.at_once
    ),
    _packed("chunked", "the answer comes in chunks of 16 bytes", PLAIN_PACKING, delivery.in_small_pieces),
)
"""How HTTP lets a host send an answer: RFC 9110, 8.4 and 8.6, RFC 9112, 7.1."""

LABELLED = _named(
    *(
        Variation(f"answer.labelled_{name}", tells, says=says, suits=_is_plain_text)
        for name, tells, says in (
            ("as_text", "the answer is labelled text/plain", partial(labels.labelled, "text/plain; charset=utf-8")),
            ("as_bytes", "the answer is labelled as bytes", partial(labels.labelled, "application/octet-stream")),
            ("not", "the answer has no label", partial(labels.labelled, None)),
            ("as_latin", "the label of the answer says another charset", labels.with_charset),
            ("otherwise", "a stream is labelled as JSON, JSON as a stream", labels.swapped),
        )
    )
)
"""Labels with which hosts are reported to send an answer."""


def _requests(wordings: Mapping[str, requests.Wording], *, may_fail: bool = False) -> Mapping[str, Variation]:
    return _named(
        *(
            Variation(
                f"request.{name}",
                f"the client's request has {words}",
                rephrase=requests.by_facts(change),
                on_network=False,
                may_fail=may_fail,
                suits=lambda case: case.mode == "json" and _is_plain_text(case),
            )
            for name, (words, change) in wordings.items()
        )
    )


AT_LIMITS = _requests(requests.AT_LIMITS)
"""Requests at a limit of the description."""
PAIRS = _requests(requests.PAIRS)
"""Requests with two settings that hosts take only apart."""
BEYOND_LIMITS = _requests(requests.BEYOND_LIMITS, may_fail=True)
"""Requests beyond a limit."""
SIZED_REQUESTS = _requests(requests.SIZES)
"""Requests whose message is small or large."""

GRIDS = _named(*map(_of_grid, judged_forms()))
"""The forms of every field and frame of an answer in which all official SDKs read the same."""

VARIATIONS: Mapping[str, Variation] = {
    name: variation
    for group in (
        STREAM_FORMS,
        LARGE,
        LARGER,
        HELD_BACK,
        UNREACHABLE,
        STALLED,
        MODELS,
        TOGETHER,
        LEAVES,
        MALFORMED,
        PACKED,
        LABELLED,
        AT_LIMITS,
        PAIRS,
        BEYOND_LIMITS,
        SIZED_REQUESTS,
        GRIDS,
    )
    for name, variation in group.items()
}
