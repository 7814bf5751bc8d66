"""The model behind a small port: a message in, what it makes of it out. coach/safety judges; nothing here decides."""
