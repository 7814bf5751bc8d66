"""What Discord takes: pure checks of messages, components, forms and commands, refused in Discord's shapes.

Not emulated, hence refused: components v2, selects of people, roles or channels, polls, stickers of the bot.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from itertools import count
from typing import Any, NoReturn, cast

Json = dict[str, Any]

UPLOADED = "_files"  # beside what a message says: what was uploaded with it, by its number
LARGEST = 10_485_760  # bytes of a file
EPHEMERAL, LOADING, SILENT = 1 << 6, 1 << 7, 1 << 12
SUPPRESS_EMBEDS = 1 << 2
ROW, BUTTON, SELECT, INPUT, TEXT, LABEL = 1, 2, 3, 4, 10, 18
SUBCOMMANDS, VALUES = (1, 2), {3: str, 4: int, 5: bool, 10: float}
NAME = re.compile(r"[-_\w]{1,32}")
UNSTORABLE = re.compile("[\0\ud800-\udfff]")
LOCALES = re.compile(
    "id|da|de|en-GB|en-US|es-ES|es-419|fr|hr|it|lt|hu|nl|no|pl|pt-BR|ro|fi|sv-SE|vi|tr|cs|el|bg|ru|uk|hi|th|zh-CN|ja|"
    "zh-TW|ko"
)
# The code, its HTTP status, and the words.
REFUSALS: dict[int, tuple[int, str]] = {
    10003: (404, "Unknown Channel"),
    10008: (404, "Unknown Message"),
    10015: (404, "Unknown Webhook"),
    10062: (404, "Unknown interaction"),
    40003: (403, "You are opening direct messages too fast."),
    40060: (400, "Interaction has already been acknowledged."),
    40094: (400, "This interaction has hit the maximum number of follow up messages."),
    50001: (403, "Missing Access"),
    50003: (403, "Cannot execute action on a DM channel"),
    50005: (403, "Cannot edit a message authored by another user"),
    50006: (400, "Cannot send an empty message"),
    50007: (403, "Cannot send messages to this user"),
    50027: (401, "Invalid Webhook Token"),
    50033: (400, "Invalid Recipient(s)"),
    50109: (400, "The request body contains invalid JSON."),
    50278: (403, "Cannot send messages to this user due to having no mutual guilds"),
}


class ApiError(Exception):
    """A refusal in Discord's shape. As a rule given to `fail` it is no fault of the client."""

    def __init__(
        self, status: int, code: int, message: str, *, errors: Json | None = None, mistake: bool = False
    ) -> None:
        super().__init__(f"{status} {code} {message}")
        self.status, self.code, self.mistake = status, code, mistake
        self.body: Json | str = {"message": message, "code": code} | ({"errors": errors} if errors else {})
        self.headers: dict[str, str] = {}


class ServerError(ApiError):
    def __init__(self, status: int = 502) -> None:
        super().__init__(status, 0, f"{status}: Server Error")


class RetryAfter(ApiError):
    """A 429 as Discord sends it; or, `banned`, as Cloudflare does: no `Via`, no JSON."""

    def __init__(self, seconds: float, *, everywhere: bool = False, banned: bool = False) -> None:
        super().__init__(429, 0, "You are being rate limited.")
        self.seconds = seconds
        scope = "global" if everywhere else "user"
        self.headers = {"Retry-After": str(int(seconds) + 1)}
        if banned:
            self.body = "<html>error code: 1015</html>"
            return
        self.headers |= {"Via": "1.1 google", "X-RateLimit-Scope": scope}
        self.headers |= {"X-RateLimit-Global": "true"} if everywhere else {}
        self.body = {"message": "You are being rate limited.", "retry_after": seconds, "global": everywhere}


def refusal(code: int, *, mistake: bool = False) -> ApiError:
    """A refusal by its number, in Discord's words."""
    status, words = REFUSALS[code]
    return ApiError(status, code, words, mistake=mistake)


def invalid(path: Iterable[str], code: str, words: str) -> ApiError:
    place = list(path)
    errors: Json = {"_errors": [{"code": code, "message": words}]}
    for part in reversed(place):
        errors = {part: errors}
    error = ApiError(400, 50035, "Invalid Form Body", errors=errors, mistake=True)
    error.args = (f"400 50035 Invalid Form Body: {'.'.join(place)}: {words}",)
    return error


class Body:
    """A JSON object under the checks; it knows where it stands, so that a refusal names the field."""

    def __init__(self, value: object, path: tuple[str, ...] = ()) -> None:
        self.path = path
        if not isinstance(value, dict):
            self.refuse("", "DICT_TYPE_CONVERT", "Only dictionaries may be used in a DictType")
        self.json = cast("Json", value)

    def refuse(self, name: str, code: str, words: str) -> NoReturn:
        raise invalid((*self.path, *((name,) if name else ())), code, words)

    def need(self, met: object, name: str, words: str, code: str = "BASE_TYPE_CHOICES") -> None:
        if not met:
            self.refuse(name, code, words)

    def only(self, names: str) -> None:
        """A field outside the list is refused: taken in silence it would let a test pass for the wrong reason."""
        for name in sorted(self.json.keys() - set(names.split())):
            self.refuse(name, "NOT_EMULATED", "not emulated")

    def text(self, name: str, low: int, high: int, default: str | None = None) -> str:
        value = self.json.get(name)
        if value is None and default is not None:
            return default
        self.need(value is not None, name, "This field is required", "BASE_TYPE_REQUIRED")
        self.need(isinstance(value, str), name, f'Could not interpret "{value}" as string.', "STRING_TYPE_CONVERT")
        text = cast("str", value)
        self.need(len(text) <= high, name, f"Must be {high} or fewer in length.", "BASE_TYPE_MAX_LENGTH")
        self.need(
            len(text.strip()) >= low, name, f"Must be between {low} and {high} in length.", "BASE_TYPE_BAD_LENGTH"
        )
        return text

    def whole(self, name: str, low: int, high: int, default: int | None = None) -> int:
        value = self.json.get(name, default)
        self.need(type(value) is int, name, f'Value "{value}" is not int.', "NUMBER_TYPE_COERCE")
        number = cast("int", value)
        self.need(low <= number <= high, name, f"int value should be from {low} to {high}.", "NUMBER_TYPE_MAX")
        return number

    def flag(self, name: str, default: bool = False) -> bool:
        value = self.json.get(name, default)
        self.need(isinstance(value, bool), name, "Must be either true or false.", "BOOLEAN_TYPE_CONVERT")
        return cast("bool", value)

    def items(self, name: str, low: int, high: int) -> list[object]:
        value = self.json.get(name, [])
        self.need(isinstance(value, list), name, "Only iterables may be used in a ListType", "LIST_TYPE_CONVERT")
        items = cast("list[object]", value)
        self.need(
            low <= len(items) <= high, name, f"Must be between {low} and {high} in length.", "BASE_TYPE_BAD_LENGTH"
        )
        return items

    def bodies(self, name: str, low: int, high: int) -> "list[Body]":
        return [Body(item, (*self.path, name, str(n))) for n, item in enumerate(self.items(name, low, high))]

    def unique(self, name: str, values: Sequence[object], code: str) -> None:
        self.need(len(set(values)) == len(values), name, "Must be unique; one is duplicated", code)


def strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, (list, dict)):
        inner = cast("list[object] | dict[str, object]", value)
        for item in inner if isinstance(inner, list) else [*inner, *inner.values()]:
            yield from strings(item)


def storable(value: object) -> bool:
    return not any(map(UNSTORABLE.search, strings(value)))


def quiet(params: Json) -> bool:
    """Whether nobody can be pinged by what a person wrote: allowed_mentions is there and allows none."""
    return params.get("allowed_mentions") in ({"parse": []}, {"parse": [], "replied_user": False})


def _custom_id(item: Body) -> str:
    return item.text("custom_id", 1, 100)


def _button(item: Body) -> str:
    item.only("type id style label emoji custom_id url disabled")
    style = item.whole("style", 1, 5)
    emoji = bool(item.json.get("emoji"))
    item.text("label", 0 if emoji else 1, 80, "" if emoji else None)
    item.flag("disabled")
    if style == 5:
        item.need("custom_id" not in item.json, "custom_id", "A custom id and url cannot both be specified")
        url = item.text("url", 1, 512)
        item.need(url.startswith(("https://", "http://", "discord://")), "url", "Scheme must be one of http, https")
        return ""
    item.need("url" not in item.json, "url", "A custom id and url cannot both be specified")
    return _custom_id(item)


def _select(item: Body, *, form: bool = False) -> str:
    item.only("type id custom_id options placeholder min_values max_values disabled required")
    options = item.bodies("options", 1, 25)
    for option in options:
        option.only("label value description emoji default")
        for name in ("label", "value"):
            option.text(name, 1, 100)
        option.text("description", 1, 100, "")
    item.unique("options", [option.json["value"] for option in options], "SELECT_COMPONENT_OPTION_VALUE_DUPLICATED")
    item.text("placeholder", 0, 150, "")
    low, high = item.whole("min_values", 0, 25, 1), item.whole("max_values", 1, 25, 1)
    item.need(low <= high <= len(options), "max_values", "Must lie between min_values and the number of options")
    chosen = sum(option.flag("default") for option in options)
    item.need(chosen <= high, "options", "More options are chosen by default than max_values allows")
    item.need(not form or low or not item.flag("required", True), "min_values", "Must be at least 1 if required")
    item.need(not (form and item.flag("disabled")), "disabled", "A form has no disabled components")
    return _custom_id(item)


def _input(item: Body, *, labelled: bool) -> str:
    item.only("type id custom_id style label min_length max_length required value placeholder")
    item.whole("style", 1, 2)
    if labelled:
        item.text("label", 1, 45)
    else:
        item.need(item.json.get("label") is None, "label", "The label stands in the Label component")
    low, high = item.whole("min_length", 0, 4000, 0), item.whole("max_length", 1, 4000, 4000)
    item.need(low <= high, "min_length", "Must not be above max_length")
    item.text("value", 0, high, "")
    item.text("placeholder", 0, 100, "")
    item.flag("required", True)
    return _custom_id(item)


def _rows(body: Body) -> None:
    found: list[str] = []
    for row in body.bodies("components", 0, 5):
        row.need(row.whole("type", 1, 25) == ROW, "type", 'Value of field "type" must be 1; others are not emulated')
        row.only("type id components")
        items = row.bodies("components", 1, 5)
        kinds = [item.whole("type", 1, 25) for item in items]
        row.need(set(kinds) <= {BUTTON, SELECT}, "components", "Components other than 2 and 3 are not emulated")
        alone = SELECT not in kinds or len(kinds) == 1
        row.need(
            alone, "components", "The specified component exceeds the maximum width", "COMPONENT_LAYOUT_WIDTH_EXCEEDED"
        )
        found += [_select(item) if kind == SELECT else _button(item) for item, kind in zip(items, kinds, strict=True)]
    named = list(filter(None, found))
    body.unique("components", named, "COMPONENT_CUSTOM_ID_DUPLICATED")


def numbered(components: list[Json]) -> list[Json]:
    """With an id in each component, in order, as Discord fills them in."""
    numbers = count(1)

    def walk(component: Json) -> Json:
        made: Json = {**component, "id": next(numbers)}
        if "components" in made:
            made["components"] = [walk(inner) for inner in made["components"]]
        if "component" in made:
            made["component"] = walk(made["component"])
        return made

    return [walk(component) for component in components]


def _embeds(body: Body) -> list[Json]:
    embeds = body.bodies("embeds", 0, 10)
    for embed in embeds:
        embed.only("type title description color flags")
        embed.text("title", 0, 256, "")
        embed.text("description", 0, 4096, "")
    return [embed.json for embed in embeds]


def message(body: Body, flags: int) -> Json:
    """The fields of a message that were given, as Discord keeps them; `flags` may be set and no others."""
    fields: Json = {}
    if "content" in body.json:
        fields["content"] = body.text("content", 0, 2000, "").strip()
    if "embeds" in body.json:
        fields["embeds"] = _embeds(body)
    if "components" in body.json:
        _rows(body)
        fields["components"] = numbered(body.json["components"])
    if "flags" in body.json:
        fields["flags"] = body.whole("flags", 0, 1 << 31, 0)
        body.need(not fields["flags"] & ~flags, "flags", f"Flags cannot be set here: {fields['flags'] & ~flags}")
    body.need(not body.flag("tts"), "tts", "not emulated")
    if body.json.get("attachments"):
        fields["attachments"] = _attachments(body)
    if "allowed_mentions" in body.json:
        Body(body.json["allowed_mentions"], (*body.path, "allowed_mentions")).only("parse users roles replied_user")
    return fields


def _attachments(body: Body) -> list[Json]:
    """Each is listed, and was uploaded, under the same number and name."""
    uploaded: Json = body.json.get(UPLOADED, {})
    found: list[Json] = []
    for item in body.bodies("attachments", 0, 10):
        item.only("id filename description")
        number = str(item.whole("id", 0, 9))
        item.need(number in uploaded, "id", "Was not uploaded")
        file = uploaded[number]
        item.need(item.text("filename", 1, 260) == file.name, "filename", "Was uploaded under another name")
        if len(file.content) > LARGEST:
            raise ApiError(413, 40005, "Request entity too large", mistake=True)
        at = f"https://cdn.discordapp.com/{file.name}"
        about = {"id": number, "filename": file.name, "size": len(file.content), "content_type": file.kind}
        about |= {"description": item.text("description", 0, 1024)} if "description" in item.json else {}
        found.append({**about, "url": at, "proxy_url": at})
    body.need(len(found) == len(uploaded), "attachments", "A file was uploaded and is not listed")
    return found


def filled(fields: Json) -> bool:
    return any(fields.get(name) for name in ("content", "embeds", "components", "attachments"))


def form(body: Body) -> Json:
    """A modal: text inputs in rows or labels, selects in labels, and plain text."""
    body.only("custom_id title components")
    body.text("title", 1, 45)
    found = [_custom_id(body)]
    for item in body.bodies("components", 1, 5):
        kind = item.whole("type", 1, 25)
        item.need(kind in (ROW, TEXT, LABEL), "type", "Components other than 1, 10 and 18 are not emulated")
        if kind == TEXT:
            item.only("type id content")
            item.text("content", 1, 4000)
        elif kind == ROW:
            item.only("type id components")
            [inner] = item.bodies("components", 1, 1)
            inner.need(inner.whole("type", 1, 25) == INPUT, "type", "A row of a form holds a text input")
            found.append(_input(inner, labelled=True))
        else:
            item.only("type id label description component")
            item.text("label", 1, 45)
            item.text("description", 0, 100, "")
            inner = Body(item.json.get("component"), (*item.path, "component"))
            inner_kind = inner.whole("type", 1, 25)
            inner.need(inner_kind in (SELECT, INPUT), "type", "Components other than 3 and 4 are not emulated")
            found.append(_select(inner, form=True) if inner_kind == SELECT else _input(inner, labelled=False))
    body.unique("components", found[1:], "COMPONENT_CUSTOM_ID_DUPLICATED")
    return {**body.json, "components": numbered(body.json["components"])}


def _localised(item: Body, name: str, high: int, *, lower: bool) -> None:
    given: Json = item.json.get(f"{name}_localizations") or {}
    for locale, words in given.items():
        place = f"{name}_localizations.{locale}"
        item.need(LOCALES.fullmatch(locale), place, "Unknown locale")
        item.need(isinstance(words, str) and 1 <= len(words) <= high, place, f"Must be 1 to {high} in length.")
        item.need(not lower or _named(words), place, "Command name is invalid", "APPLICATION_COMMAND_INVALID_NAME")


def _named(words: str) -> bool:
    return NAME.fullmatch(words) is not None and words == words.lower() and unicodedata.is_normalized("NFC", words)


def _heading(item: Body) -> int:
    """Name and description; the characters they take, the longest translation of each."""
    name = item.text("name", 1, 32)
    item.need(_named(name), "name", "Command name is invalid", "APPLICATION_COMMAND_INVALID_NAME")
    item.text("description", 1, 100)
    _localised(item, "name", 32, lower=True)
    _localised(item, "description", 100, lower=False)
    return sum(_longest(item.json, field) for field in ("name", "description"))


def _longest(given: Json, name: str) -> int:
    others: Json = given.get(f"{name}_localizations") or {}
    return max(map(len, [given[name], *others.values()]))


def choices(body: Body, kind: int) -> int:
    """Choices of an option, or answers of an autocomplete; the characters they take."""
    size, items = 0, body.bodies("choices", 0, 25)
    for item in items:
        item.only("name name_localizations value")
        item.text("name", 1, 100)
        _localised(item, "name", 100, lower=False)
        value = item.json.get("value")
        fits = isinstance(value, (VALUES[kind], int) if kind == 10 else VALUES[kind]) and not isinstance(value, bool)
        item.need(fits, "value", "Not of the option's type", "STRING_TYPE_CONVERT")
        if isinstance(value, str):
            item.text("value", 1, 100)
        size += _longest(item.json, "name") + len(str(value))
    names = [item.json["name"] for item in items]
    body.unique("choices", names, "APPLICATION_COMMAND_OPTIONS_CHOICE_NAME_EXISTS")
    return size


def _options(body: Body, allowed: tuple[int, ...]) -> int:
    size, options, optional = 0, body.bodies("options", 0, 25), False
    for option in options:
        size += _heading(option)
        kind = option.whole("type", 1, 11)
        option.need(kind in allowed, "type", "Not emulated, or sub-commands nested in a way they cannot be")
        if kind in SUBCOMMANDS:
            option.only("type name name_localizations description description_localizations options")
            size += _options(option, tuple(VALUES) if kind == 1 else (1,))
            continue
        option.only(
            "type name name_localizations description description_localizations required choices autocomplete "
            "min_value max_value min_length max_length"
        )
        required = option.flag("required")
        misplaced = required and optional
        option.need(not misplaced, "required", "Required options must be placed before non-required options")
        optional = optional or not required
        _bounds(option, kind)
        if option.json.get("choices"):
            option.need(not option.flag("autocomplete"), "autocomplete", "Cannot be set beside choices")
            size += choices(option, kind)
    kinds = {option.json["type"] in SUBCOMMANDS for option in options}
    body.need(len(kinds) <= 1, "options", "Sub-command and other options are mutually exclusive")
    body.unique("options", [option.json["name"] for option in options], "APPLICATION_COMMAND_OPTIONS_NAME_INVALID")
    return size


def _bounds(option: Body, kind: int) -> None:
    option.need(not option.flag("autocomplete") or kind in (3, 4, 10), "autocomplete", "Not for this type")
    option.need("choices" not in option.json or kind in (3, 4, 10), "choices", "Not for this type")
    if kind == 3:
        low, high = option.whole("min_length", 0, 6000, 0), option.whole("max_length", 1, 6000, 6000)
        option.need(low <= high, "min_length", "Must not be above max_length")
    for name in ("min_length", "max_length") if kind != 3 else ():
        option.need(name not in option.json, name, "Only for strings")
    for name in ("min_value", "max_value"):
        option.need(name not in option.json or kind in (4, 10), name, "Only for numbers")


def commands(value: object) -> list[Json]:
    """All commands of an app, as a bulk overwrite brings them."""
    body = Body({"commands": value})
    items = body.bodies("commands", 0, 100)
    for item in items:
        item.only(
            "type name name_localizations description description_localizations options nsfw dm_permission "
            "default_member_permissions contexts integration_types"
        )
        item.need(item.whole("type", 1, 4, 1) == 1, "type", "Commands of people and messages are not emulated")
        item.need(item.json.get("default_member_permissions") is None, "default_member_permissions", "not emulated")
        item.need(not item.flag("nsfw"), "nsfw", "not emulated")
        size = _heading(item) + _options(item, (*SUBCOMMANDS, *VALUES))
        item.need(size <= 8000, "", "Command exceeds maximum size (8000)", "APPLICATION_COMMAND_TOO_LARGE")
        for name, known in (("contexts", {0, 1, 2}), ("integration_types", {0, 1})):
            given = [] if item.json.get(name) is None else item.items(name, 1, len(known))
            item.need(set(given) <= known and len(set(given)) == len(given), name, f"Must be of {sorted(known)}, once")
    names = [item.json["name"] for item in items]
    body.unique("commands", names, "APPLICATION_COMMANDS_DUPLICATE_NAME")
    return [item.json for item in items]


def contexts(command: Json) -> set[int]:
    """Where a command can be used: 0 in a guild, 1 in direct messages with the app."""
    given = command.get("contexts")
    return set(given) if given is not None else {0} if command.get("dm_permission") is False else {0, 1}


def installs(command: Json) -> set[int]:
    """By whose installation: 0 a guild's, 1 a person's."""
    given = command.get("integration_types")
    return {0} if given is None else set(given)
