"""The images and files of a request, described in the terms that both APIs have."""

from collections.abc import Collection, Sequence

from crosswire.facts import Ask, Media, Message, ToolResult

from .histories import calls, media, messages, results


def media_of(items: Sequence[Message | ToolResult]) -> list[Media]:
    """Return all images, files and sounds of messages or results, in order."""
    return [part for item in items for part in item.parts if isinstance(part, Media)]


def own_media(ask: Ask, results_of: Ask, kind: str) -> list[Media]:
    """Return the images or files of messages that are not those of a result."""
    moved = {shown.source for shown in media(results(results_of.history), kind)}
    return [shown for shown in media(messages(ask.history), kind) if shown.source not in moved]


def shown_media(ask: Ask, results_of: Ask, kinds: Collection[str] = ("image", "file")) -> list[Media]:
    """Return the images and files of results, in the order of their calls. In Chat, messages of the user have them.

    One that a message of the client has, too, is left out: the two cannot be distinguished.
    """
    own = {shown.source for shown in media_of(messages(results_of.history))}
    moved = {shown.source for shown in media_of(results(results_of.history))} - own
    if ask is results_of:
        answers = results(ask.history)
        call_ids = [call.id for call in calls(ask.history)]
        order = {result.call_id: call_ids.index(result.call_id) for result in answers if result.call_id in call_ids}
        items: Sequence[Message | ToolResult] = [*sorted(answers, key=lambda result: order.get(result.call_id, 0))]
    else:
        items = [message for message in messages(ask.history) if message.role == "user"]
    return [shown for shown in media_of(items) if shown.kind in kinds and shown.source in moved]


def image_as(image: Media, given: Media | None = None) -> dict[str, str | None]:
    """Describe an image. The detail `auto` is the default; `original`, which Chat lacks, may become any."""
    free = (given or image).detail == "original"
    detail = None if free or image.detail == "auto" else image.detail
    by_id = (given or image).form == "id" and (image is given or (image.source or "").startswith(("data:", "http")))
    return {
        "source": "the image of the id" if by_id else image.source,
        "detail": detail,
        "form": "url" if by_id else image.form,
    }


def file_as(file: Media, given: Media | None = None) -> dict[str, str | None]:
    """Describe a file. One that was given by its URL arrives as data, since Chat takes no URL.

    Data without a name may get one, since Chat refuses data without a name.
    """
    fetched = given is not None and given.form == "url" and (file is given or file.form == "data")
    source = "the file behind the URL" if fetched else file.source
    named = file.name if (given or file).name or file.form != "data" else None
    name = None if fetched and given and not given.name else named
    return {"source": source, "name": name, "form": "data" if fetched else file.form}
