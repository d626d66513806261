"""Images and files of a request, described as far as both APIs can say them."""

from crosswire.facts import Ask, Media

from .histories import media, messages, results


def own_media(ask: Ask, results_of: Ask, kind: str) -> list[Media]:
    """Return the images or files that messages hold of themselves, not for a result."""
    moved = {each.source for each in media(results(results_of.history), kind)}
    return [each for each in media(messages(ask.history), kind) if each.source not in moved]


def image_as(image: Media, given: Media | None = None) -> dict[str, str | None]:
    """Describe an image; `auto` is the default, and `original`, which Chat lacks, may become any."""
    free = (given or image).detail == "original"
    detail = None if free or image.detail == "auto" else image.detail
    by_id = (given or image).form == "id" and (image is given or (image.source or "").startswith(("data:", "http")))
    return {"source": "the image of the id" if by_id else image.source, "detail": detail}


def file_as(file: Media, given: Media) -> dict[str, str | None]:
    """Describe a file; one that was given by its URL arrives as data: Chat takes no URL."""
    fetched = given.form == "url" and (file is given or file.form == "data")
    source = "the file behind the URL" if fetched else file.source
    return {"source": source, "name": given.name and file.name}
