"""What comes before everything else: noticing danger and answering it."""
