"""A card to its platform: its picture is drawn now, and where it can't be had, what it tells is said in its place."""

import structlog
from msgspec.structs import replace

from adapters.pictures import Pictures
from adapters.port import Messenger, Refused, Where
from adapters.surface import Card, in_words

log = structlog.get_logger()


class Showing:
    def __init__(self, pictures: Pictures) -> None:
        self._pictures = pictures

    async def show(self, messenger: Messenger, where: Where, card: Card, silent: bool, nonce: str) -> str:
        """Raises what Messenger.show does; Refused only for the words."""
        if card.picture is not None:
            if drawn := await self._pictures.drawn(card.picture.chart):
                try:
                    return await messenger.show(where, replace(card, drawn=drawn), silent=silent, nonce=nonce)
                except Refused as refused:  # it was not shown: a place that takes no pictures, perhaps
                    log.warning("picture.refused", code=refused.code)
            card = in_words(card, messenger.surface)
        return await messenger.show(where, card, silent=silent, nonce=nonce)
