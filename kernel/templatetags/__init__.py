"""Template tags that format; they decide nothing and query nothing."""
