"""Images and files of a request, described as far as both APIs can say them."""

from collections.abc import Collection, Sequence

from crosswire.facts import Ask, Media, Message, ToolResult

from .histories import calls, media, messages, results


def media_of(items: Sequence[Message | ToolResult]) -> list[Media]:
    """Return all images, files and sounds of messages or results, in order."""
    return [part for item in items for part in item.parts if isinstance(part, Media)]


def own_media(ask: Ask, results_of: Ask, kind: str) -> list[Media]:
    """Return the images or files that messages hold of themselves, not for a result."""
    moved = {each.source for each in media(results(results_of.history), kind)}
    return [each for each in media(messages(ask.history), kind) if each.source not in moved]


def shown_media(ask: Ask, results_of: Ask, kinds: Collection[str] = ("image", "file")) -> list[Media]:
    """Return the images and files of results, in the order of their calls; Chat has them in messages of the user.

    One that a message of the client's shows as well is left out: nothing tells which of them it is.
    """
    own = {each.source for each in media_of(messages(results_of.history))}
    moved = {each.source for each in media_of(results(results_of.history))} - own
    if ask is results_of:
        answers = results(ask.history)
        places = [call.id for call in calls(ask.history)]
        place = {result.call_id: places.index(result.call_id) for result in answers if result.call_id in places}
        items: Sequence[Message | ToolResult] = [*sorted(answers, key=lambda result: place.get(result.call_id, 0))]
    else:
        items = [message for message in messages(ask.history) if message.role == "user"]
    return [each for each in media_of(items) if each.kind in kinds and each.source in moved]


def image_as(image: Media, given: Media | None = None) -> dict[str, str | None]:
    """Describe an image; `auto` is the default, and `original`, which Chat lacks, may become any."""
    free = (given or image).detail == "original"
    detail = None if free or image.detail == "auto" else image.detail
    by_id = (given or image).form == "id" and (image is given or (image.source or "").startswith(("data:", "http")))
    return {
        "source": "the image of the id" if by_id else image.source,
        "detail": detail,
        "form": "url" if by_id else image.form,
    }


def file_as(file: Media, given: Media | None = None) -> dict[str, str | None]:
    """Describe a file; one that was given by its URL arrives as data: Chat takes no URL.

    Data that has no name may be given one: Chat refuses data without.
    """
    fetched = given is not None and given.form == "url" and (file is given or file.form == "data")
    source = "the file behind the URL" if fetched else file.source
    named = file.name if (given or file).name or file.form != "data" else None
    name = None if fetched and given and not given.name else named
    return {"source": source, "name": name, "form": "data" if fetched else file.form}
