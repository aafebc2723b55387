"""Generated from proto/worker/v1 by python/generate."""
