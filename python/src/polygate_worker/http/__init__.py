"""The OpenAI-compatible HTTP port: decode, call the service, speak its events."""
