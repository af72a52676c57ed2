"""The service desk through the REST API."""
