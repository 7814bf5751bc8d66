"""The coach: given a person, a session, an event and the time, what happens next. Pure: no I/O, no clock, no chance."""
