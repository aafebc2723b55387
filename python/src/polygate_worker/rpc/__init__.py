"""The gRPC port: `worker.v1.ModelWorker`, health and reflection."""
