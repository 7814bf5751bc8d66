"""The shell: clock, store, scheduler, sending, configuration, command line."""
