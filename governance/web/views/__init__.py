"""Views of governance: the actor and the clock in, a selector or a use-case, a presenter, a page out."""
