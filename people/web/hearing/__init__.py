"""Pages about what people and other systems are told: the inbox, tokens and webhooks."""
