"""The messages by which Steady learns to notice danger, and what makes of them what it uses."""
