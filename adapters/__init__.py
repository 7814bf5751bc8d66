"""Everything that knows a platform: translate in, translate out, decide nothing."""
