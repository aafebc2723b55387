# The Python worker. Build from the repository's root:
#   docker build -f docker/worker.Dockerfile -t polygate-worker .
# For a GPU build on an image that brings vLLM and install the worker beside it:
#   docker build -f docker/worker.Dockerfile --build-arg BASE=vllm/vllm-openai:latest --build-arg EXTRAS= -t polygate-worker:vllm .
ARG BASE=python:3.12-slim
FROM ${BASE}
ARG EXTRAS=[llamacpp,onnx]
RUN apt-get update && apt-get install -y --no-install-recommends libgomp1 && rm -rf /var/lib/apt/lists/*
COPY python /src
RUN python3 -m pip install --no-cache-dir "/src${EXTRAS}" && rm -rf /src
RUN useradd --system --create-home --uid 10001 worker
USER worker
ENV POLYGATE_WORKER_SERVER_HOST=0.0.0.0 POLYGATE_WORKER_LOG_FORMAT=json
EXPOSE 5000 5001
ENTRYPOINT ["polygate-worker"]
CMD ["--config", "/etc/polygate/worker.yaml"]
