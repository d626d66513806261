"""An answer loses nothing in any form: whatever a field is, wherever a frame stands, however large a text is.

The forms are generated: see docs/variations.md. Source: the API description, where it allows the form, and else the
official SDKs: a form is judged where all of them read the same in it.
"""

from collections.abc import Collection

from crosswire.comparing import defaults
from crosswire.exchange import Case
from crosswire.facts import Answer, Ask, Failure, Json, ShapeName
from crosswire.observed import Observed
from crosswire.requirements import all_of, held, kept, must, should
from crosswire.variations import AT_LIMITS, BEYOND_LIMITS, GRIDS, LABELLED, PACKED, PAIRS, SIZED_REQUESTS

from .beside_text import logprobs
from .conditions import answered, can_carry_usage, streamed, tagged, whole
from .histories import messages
from .same_facts import in_served_form

FRAMES_ALLOWED = {"unknown_before", "comment_before"}
DELTAS = {"delta_absent", "delta_null", "delta_empty", "repeated", "later", "split", "joined", "interleaved"}
SIZES = {"8_kib", "64_kib", "1_mib"}
FRAMES = {"twice", "early", "late", "missing"}
CHOICES = {
    "second_choice",
    "second_choice_first",
    "second_choice_by_turns",
    "second_choice_ahead",
    "second_choice_behind",
}


def of_forms(forms: Collection[str]) -> list[str]:
    """Return the names of the variations of some forms."""
    return [name for name, variation in GRIDS.items() if variation.form and variation.form.form in forms]


def of_fields(axes: Collection[str]) -> list[str]:
    """Return the names of the variations of the fields of some payloads, but for the forms above."""
    others = FRAMES_ALLOWED | DELTAS | SIZES | FRAMES | CHOICES
    return [
        name
        for name, variation in GRIDS.items()
        if variation.form and variation.form.axis in axes and variation.form.form not in others
    ]


in_a_grid = all_of(answered, tagged("grids"))


def nothing_is_lost(upstream: Answer, served: Answer, case: Case) -> None:
    """Raise `Loss` unless what clients read of the upstream's answer is served.

    Counts are compared where the upstream says all of them, and ids where it says them. Whether an adapter serves
    refusals and reasoning at all is judged elsewhere.
    """
    kept("text", upstream.text, served.text)
    if served.refusal:
        kept("refusal", upstream.refusal, served.refusal)
    calls = in_served_form(upstream, served)
    kept("tool_calls", [(call.name, call.arguments) for call in calls], _calls(served))
    ids = [(call.id, other.id) for call, other in zip(calls, served.tool_calls, strict=False) if call.id]
    kept("tool_calls.id", [call_id for call_id, _ in ids], [other_id for _, other_id in ids])
    kept("finish", upstream.finish, served.finish)
    if served.reasoning:
        kept("reasoning", "".join(upstream.reasoning), "".join(served.reasoning))
    counts = upstream.usage.totals if upstream.usage else {}
    if counts and None not in counts.values() and can_carry_usage(case):
        kept("usage", counts, served.usage and served.usage.totals)


def _is_whole(token: Json) -> bool:
    """Tell whether a token and its alternatives have their text and value."""
    return all({"token", "logprob"} <= one.keys() for one in (token, *token["top_logprobs"]))


def _calls(answer: Answer) -> list[tuple[str | None, str]]:
    return [(call.name, call.arguments) for call in answer.tool_calls]


@must("FORMS-1", given=all_of(in_a_grid, streamed), variations=of_forms(FRAMES_ALLOWED))
def test_what_is_no_frame_of_the_api_is_passed_over(upstream: Answer, served: Answer, case: Case) -> None:
    """A comment, and a frame that the API does not have, change nothing, whichever frame of a stream they precede."""
    nothing_is_lost(upstream, served, case)


@must("FORMS-2", given=all_of(in_a_grid, streamed), variations=of_forms(DELTAS))
def test_deltas_add_up(upstream: Answer, served: Answer, case: Case) -> None:
    """However a text or a call is cut into deltas, their sum is served: also where one is empty, null or said again.

    A text that repeats a word sends the same delta twice. Calls and items that come by turns are told apart by index.
    """
    nothing_is_lost(upstream, served, case)


@must("FORMS-3", given=in_a_grid, variations=of_forms(SIZES))
def test_a_large_piece_is_read(upstream: Answer, served: Answer, case: Case) -> None:
    """A text of 8 KiB, 64 KiB or 1 MiB in one field is served whole: it is more than each usual buffer holds."""
    nothing_is_lost(upstream, served, case)


@should("FORMS-4", given=all_of(in_a_grid, streamed), variations=of_fields({"chunk", "event"}))
def test_fields_of_frames_may_be_silent(upstream: Answer, served: Answer, case: Case) -> None:
    """A field of a chunk or an event that is absent, null, empty, said again or elsewhere loses nothing else."""
    nothing_is_lost(upstream, served, case)


@should("FORMS-5", given=all_of(in_a_grid, whole), variations=of_fields({"completion", "response"}))
def test_fields_of_answers_may_be_silent(upstream: Answer, served: Answer, case: Case) -> None:
    """A field of a whole answer or of its items that is absent, null or empty loses nothing else."""
    nothing_is_lost(upstream, served, case)
    tokens = logprobs(upstream, poor=True)
    # A stream says them in several places, of which the form changes one.
    if served_tokens := logprobs(served, poor=True) if all(map(_is_whole, tokens)) else []:
        kept("logprobs", tokens, served_tokens)


@should("FORMS-6", given=all_of(in_a_grid, streamed), variations=of_forms(FRAMES))
def test_frames_may_be_missing_or_twice(upstream: Answer, served: Answer, case: Case) -> None:
    """A frame that comes twice, early, late or not at all loses nothing that the others say."""
    nothing_is_lost(upstream, served, case)


@must("FORMS-7", given=in_a_grid, variations=PACKED)
def test_a_packed_answer_is_read(upstream: Answer, served: Answer, case: Case) -> None:
    """An answer that is compressed as the request accepts, of a stated length or in chunks, loses nothing.

    What an adapter passes on is no longer compressed, and has another length: these headers are the connection's.
    """
    nothing_is_lost(upstream, served, case)


@should("FORMS-8", given=in_a_grid, variations=LABELLED, refusable=False)
def test_the_label_of_an_answer_does_not_count(upstream: Answer, served: Answer | Failure, case: Case) -> None:
    """An answer without a label, or with another one or another charset, is read by its first bytes, as UTF-8."""
    if isinstance(served, Failure):
        held(False, "answer", "an answer", served.message)
    else:
        nothing_is_lost(upstream, served, case)


@must("FORMS-9", given=in_a_grid)
def test_the_request_is_labelled(observed: Observed) -> None:
    """The forwarded request is labelled as JSON: hosts refuse, or read otherwise, what is not."""
    label = observed.sent_headers.get("content-type", "")
    held(label.partition(";")[0].strip().lower() == "application/json", "content-type", "application/json", label)


def all_is_asked(asked: Ask, forwarded: Ask, case: Case) -> None:
    """Raise `Loss` unless settings, metadata and words are forwarded as they were asked."""
    behind: ShapeName = "responses" if case.serves == "chat" else "chat"
    for name, value in asked.settings.items():
        kept(name, _spoken(value), _spoken(defaults.given(name, value, forwarded.settings, behind)))
    kept("metadata", dict(asked.metadata), dict(forwarded.metadata))
    kept("history", *([message.text for message in messages(ask.history)] for ask in (asked, forwarded)))


def _spoken(value: Json) -> Json:
    """Return a setting without its fields that are empty, or false as by default."""
    if isinstance(value, dict):
        return {key: entry for key, entry in value.items() if entry not in (None, "", False)}
    return defaults.number(value)


@must("FORMS-10", given=in_a_grid, variations=AT_LIMITS, declarable="by fact")
def test_a_setting_at_its_limit_is_forwarded(asked: Ask, forwarded: Ask, case: Case) -> None:
    """A setting that the description just allows is forwarded as it is: a temperature of 0, too."""
    all_is_asked(asked, forwarded, case)


@should("FORMS-11", given=in_a_grid, variations=BEYOND_LIMITS, declarable="by fact")
def test_a_setting_beyond_its_limit_is_not_moved(
    asked: Ask, forwarded: Ask | None, served: Answer | Failure, case: Case
) -> None:
    """A setting beyond its limit is refused with a 4xx, or forwarded as it is: never moved to the limit or left out."""
    if forwarded is None:
        status = served.status if isinstance(served, Failure) else 200
        held(status // 100 == 4, "status", "4xx", status)
    else:
        all_is_asked(asked, forwarded, case)


@should("FORMS-12", given=in_a_grid, variations=SIZED_REQUESTS)
def test_a_large_request_is_forwarded(asked: Ask, forwarded: Ask, case: Case) -> None:
    """A request is forwarded whole, whether its message has one character or 4 MiB: hosts take as much."""
    all_is_asked(asked, forwarded, case)


@should("FORMS-13", given=in_a_grid, variations=PAIRS, declarable="by fact")
def test_two_settings_are_forwarded(asked: Ask, forwarded: Ask, case: Case) -> None:
    """Two settings of which some hosts take only one are both forwarded: what it takes, the upstream says itself."""
    all_is_asked(asked, forwarded, case)


@must("FORMS-14", given=in_a_grid, variations=of_forms(CHOICES))
def test_a_second_choice_is_passed_over(upstream: Answer, served: Answer, case: Case) -> None:
    """Of several choices the one of index 0 is served, and nothing of another, wherever in the answer that stands."""
    nothing_is_lost(upstream, served, case)
