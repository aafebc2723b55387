package io.polygate.provider.dialect;

import io.polygate.model.Operation;
import io.polygate.model.StoredResponseRequest;
import io.polygate.provider.UpstreamCall;
import io.vertx.core.http.HttpMethod;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// What a dialect's backends have of their own besides the format: where a path goes and how a credential is sent.
///
/// The base URL is what the vendor's own SDK takes, so each dialect appends its own paths to it.
enum Backend {
    OPENAI("openai", "authorization", "Bearer ") {
        @Override
        @Nullable
        String path(UpstreamCall call) {
            return switch (call.operation()) {
                case CHAT -> "/chat/completions";
                case COMPLETION -> "/completions";
                case EMBEDDING -> "/embeddings";
                case RERANK -> "/rerank";
                case REALTIME -> realtime(call);
                default -> OpenAiPaths.of(call);
            };
        }
    },
    RESPONSES("responses", "authorization", "Bearer ") {
        @Override
        @Nullable
        String path(UpstreamCall call) {
            return switch (call.operation()) {
                case CHAT -> "/responses";
                case COUNT_TOKENS -> "/responses/input_tokens";
                case STORED_RESPONSE -> stored(call);
                case REALTIME -> realtime(call);
                default -> OpenAiPaths.of(call);
            };
        }
    },
    ANTHROPIC("anthropic", "x-api-key", "") {
        @Override
        @Nullable
        String path(UpstreamCall call) {
            var query = call.query().isEmpty() ? "" : "?" + call.query();
            return switch (call.operation()) {
                case CHAT -> "/v1/messages" + query;
                case COUNT_TOKENS -> "/v1/messages/count_tokens" + query;
                case FILES -> OpenAiPaths.of(call);
                default -> null;
            };
        }

        @Override
        Shape shape(UpstreamCall call) {
            boolean cloud = call.variant() != null && call.operation() != Operation.FILES;
            return cloud && takes(call) ? new CloudClaude(call) : Shape.PLAIN;
        }
    },
    GEMINI("gemini", "x-goog-api-key", "") {
        @Override
        @Nullable
        String path(UpstreamCall call) {
            var query = call.query().isEmpty() ? "" : "?" + call.query();
            var method = call.variant();
            if (call.operation() == Operation.FILES) {
                return OpenAiPaths.of(call);
            }
            return method == null ? null : "/models/" + encoded(call.model()) + ":" + method + query;
        }
    },
    OLLAMA("ollama", "authorization", "Bearer ") {
        @Override
        @Nullable
        String path(UpstreamCall call) {
            return switch (call.operation()) {
                case CHAT -> "/api/chat";
                case EMBEDDING -> "/api/embed";
                default -> null;
            };
        }

        @Override
        boolean pathed(UpstreamCall call) {
            return true;
        }
    },
    DASHSCOPE("dashscope", "authorization", "Bearer ") {
        @Override
        @Nullable
        String path(UpstreamCall call) {
            return switch (call.operation()) {
                case CHAT -> "/services/aigc/text-generation/generation";
                case EMBEDDING -> "/services/embeddings/text-embedding/text-embedding";
                case RERANK -> "/services/rerank/text-rerank/text-rerank";
                case FILES -> OpenAiPaths.of(call);
                default -> null;
            };
        }

        @Override
        boolean pathed(UpstreamCall call) {
            return call.operation() != Operation.FILES;
        }
    },
    COHERE("cohere", "authorization", "Bearer ") {
        @Override
        @Nullable
        String path(UpstreamCall call) {
            return switch (call.operation()) {
                case CHAT -> "/v2/chat";
                case EMBEDDING -> "/v2/embed";
                case RERANK -> "/v2/rerank";
                default -> null;
            };
        }

        @Override
        boolean speaks(String other) {
            return super.speaks(other) || other.equals("cohere-v1");
        }

        @Override
        boolean pathed(UpstreamCall call) {
            return true;
        }
    },
    MISTRAL("mistral", "authorization", "Bearer ") {
        @Override
        @Nullable
        String path(UpstreamCall call) {
            return switch (call.operation()) {
                case CHAT -> "/chat/completions";
                case EMBEDDING -> "/embeddings";
                default -> OpenAiPaths.of(call);
            };
        }
    };

    private final String dialect;
    private final String credentialHeader;
    private final String credentialPrefix;

    Backend(String dialect, String credentialHeader, String credentialPrefix) {
        this.dialect = dialect;
        this.credentialHeader = credentialHeader;
        this.credentialPrefix = credentialPrefix;
    }

    /// A model's name as a path; its slashes are part of the name and stay.
    private static String encoded(String model) {
        return URLEncoder.encode(model, StandardCharsets.UTF_8)
                .replace("%2F", "/")
                .replace("+", "%20");
    }

    private static String realtime(UpstreamCall call) {
        var more = call.query().isEmpty() ? "" : "&" + call.query();
        return "/realtime?model=" + URLEncoder.encode(call.model(), StandardCharsets.UTF_8) + more;
    }

    private static @Nullable String stored(UpstreamCall call) {
        var wanted = StoredResponseRequest.parse(call.variant());
        if (wanted == null) {
            return null;
        }
        var query = call.query().isEmpty() ? "" : "?" + call.query();
        var id = URLEncoder.encode(wanted.id(), StandardCharsets.UTF_8);
        return switch (wanted.action()) {
            case GET, DELETE -> "/responses/" + id + query;
            case CANCEL -> "/responses/" + id + "/cancel";
            case ITEMS -> "/responses/" + id + "/input_items" + query;
        };
    }

    /// Whether a dialect is this one, or another version of it.
    boolean speaks(String other) {
        return other.equals(dialect);
    }

    /// Whether a call is sent as it came. What isn't chat has OpenAI's format in the dialects that are like it.
    boolean takes(UpstreamCall call) {
        return speaks(call.dialect())
                || (this == RESPONSES || this == MISTRAL)
                        && call.operation().opaque()
                        && call.dialect().equals(OPENAI.dialect);
    }

    /// The method that an operation is sent with.
    static HttpMethod method(UpstreamCall call) {
        if (call.operation() == Operation.FILES) {
            return OpenAiPaths.method(call);
        }
        var wanted = call.operation() == Operation.STORED_RESPONSE ? StoredResponseRequest.parse(call.variant()) : null;
        if (wanted == null) {
            return HttpMethod.POST;
        }
        return switch (wanted.action()) {
            case GET, ITEMS -> HttpMethod.GET;
            case DELETE -> HttpMethod.DELETE;
            case CANCEL -> HttpMethod.POST;
        };
    }

    /// The backend of a dialect's name, or null when the dialect is served by another provider.
    static @Nullable Backend of(String dialect) {
        for (var backend : values()) {
            if (backend.dialect.equals(dialect)) {
                return backend;
            }
        }
        return null;
    }

    String dialect() {
        return dialect;
    }

    String credentialHeader() {
        return credentialHeader;
    }

    String credentialPrefix() {
        return credentialPrefix;
    }

    /// Whether callers of the dialect say which path they mean, as the variant of the call.
    boolean pathed(UpstreamCall call) {
        return false;
    }

    /// The format of a call and its answer.
    String spoken(UpstreamCall call) {
        return pathed(call) && takes(call) ? call.dialect() : dialect;
    }

    /// Where a call goes below the base URL, or null when there is no such operation.
    @Nullable
    String at(UpstreamCall call) {
        return call.variant() != null && pathed(call) && takes(call) ? call.variant() : path(call);
    }

    /// How a call differs from what its vendor takes at these paths.
    Shape shape(UpstreamCall call) {
        return Shape.PLAIN;
    }

    /// Where a call of the same dialect goes below the base URL, or null when there is no such operation.
    abstract @Nullable String path(UpstreamCall call);
}
