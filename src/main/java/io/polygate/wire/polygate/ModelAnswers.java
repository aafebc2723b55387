package io.polygate.wire.polygate;

import io.polygate.proto.v1.ListModelsResponse;
import io.polygate.proto.v1.Model;
import io.polygate.wire.json.Json;
import io.vertx.core.buffer.Buffer;
import java.util.List;

/// The gateway's own list of models as messages.
public final class ModelAnswers {

    private ModelAnswers() {}

    /// @param models `[{"name", "provider"}]`
    private static Buffer list(Buffer models) {
        var list = ListModelsResponse.newBuilder();
        items(models).forEach(item -> list.addModels(model(item)));
        return Buffer.buffer(list.build().toByteArray());
    }

    private static Buffer one(Buffer models) {
        var items = items(models);
        var model = items.isEmpty() ? Model.getDefaultInstance() : model(items.getFirst());
        return Buffer.buffer(model.toByteArray());
    }

    private static List<Json> items(Buffer models) {
        return Json.parse(models).items();
    }

    private static Model model(Json item) {
        var name = item.string("name");
        var provider = item.string("provider");
        return Model.newBuilder()
                .setName(name == null ? "" : name)
                .setProvider(provider == null ? "" : provider)
                .build();
    }

    /// What becomes of the pipeline's answer to a method.
    public static Buffer translate(OwnMethod method, Buffer answer) {
        return switch (method) {
            case LIST_MODELS -> list(answer);
            case GET_MODEL -> one(answer);
            case COMPLETE, STREAM, CONVERSE, EMBED -> answer;
        };
    }
}
