"""Measurements, side by side with the best of others. Not installed, and no tests: a stopwatch proves nothing."""
