"""What draws charts, for a phone: it shows 1080 pixels six centimetres wide, so no letter is under 33 of them.

No more than a few ticks are named. Nothing is told by a colour alone, and the ground is opaque, so that it reads in a
light chat and in a dark one. Nothing of ours imports this: it runs in a process of its own (see __main__).
"""
