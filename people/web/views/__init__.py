"""Views of people's pages: they gather, ask a presenter, and print."""
