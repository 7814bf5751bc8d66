"""The terminal: a third platform in one small folder, the try-out and the proof of neutrality."""
