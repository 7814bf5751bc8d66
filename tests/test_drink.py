"""Whether a word about a day tells of the writer's own drinking or drugs."""

import pytest

from coach.drink import own

OWN = """
drunk
drunk again
i'm drunk
Too much wine
wine and more wine
had some beers
drank half a bottle of vodka
been drinking since noon
drinking alone
I drank too much last night
we got drunk
a few cocktails too many
stoned
got high
i'm so high right now
high as a kite? i am high as a kite
I was high last night
smoked weed
a joint before bed
he got me drunk
she and I got drunk
did some coke
doing coke again
popped pills
took some pills
got wasted
had a drink or three
out for drinks, cried
whiskey helps
couldn't sleep, so gin
my head hurts. tequila.
dad and I drank wine
she left so I drank
he called, I was drunk
I miss her and I'm drunk
I\u2019m fine, just drunk
drunk texted him
a bottle of prosecco
I got her voicemail and got drunk
he wasn't there but i drank anyway
"""
NOT = """
my anxiety is so high
hopes too high
on a high
high school reunion
my stress is high
high alert all day
the kids were high on sugar
drank water
drank lots of water
drinking tea with mum
I drank a cup of tea
had hot drinks with mum
drinking coffee
drinking hot chocolate
he was drunk
she was drinking again
my ex got drunk and called
mum's drinking again
his drinking scared me
her heavy drinking scared me
a drunk driver hit my car
drunk texts from him
no wine tonight
didn't drink
I haven't drunk for a week
not drinking
sober for ten days
two weeks without alcohol
stopped drinking
I wanted a drink so badly
winery tour
wine gums
a diet coke with lunch
took my pills on time
wasted the whole day
I wasted my time on him
ginger beer
people were drinking in the park
my friend brought wine
it was about his weed
enough water, I drank enough water
Coke zero and crisps
non-alcoholic beer
he said I should stop
hungover
so hung over
fine
"""


@pytest.mark.parametrize("text", OWN.strip().splitlines())
def test_tells_of_the_writers_own(text: str) -> None:
    assert own(text)


@pytest.mark.parametrize("text", NOT.strip().splitlines())
def test_does_not(text: str) -> None:
    assert not own(text)


def test_a_long_text_costs_little() -> None:
    assert not own("no " + "wine he " * 2500)
    assert not own("drinking " + "so much " * 2500 + "tea")
