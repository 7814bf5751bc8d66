"""The measured speed: Steady beside its peers, in one run. `make bench`, or `python -m bench PART`."""
