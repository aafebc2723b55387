package io.polygate.wire;

import io.polygate.model.EmbeddingRequest;
import io.polygate.model.EmbeddingRequest.Input;
import io.polygate.model.ErrorKind;
import io.polygate.model.GatewayError;
import java.util.ArrayList;
import java.util.List;

/// The inputs of an embedding request as texts, for vendors that take nothing else.
public final class EmbeddingTexts {

    private EmbeddingTexts() {}

    /// @throws io.polygate.model.GatewayException for token numbers, which mean something to one model alone
    public static List<String> of(EmbeddingRequest request, Warnings warnings) {
        var texts = new ArrayList<String>();
        for (var input : request.inputs()) {
            switch (input) {
                case Input.Text text -> texts.add(text.text());
                case Input.Tokens _ -> {
                    var path = "input[" + texts.size() + "]";
                    throw GatewayError.field(
                                    ErrorKind.INVALID_FIELD,
                                    path,
                                    path + ": token numbers (expected: text, which is all that this model takes)")
                            .asException();
                }
                case Input.Parts parts -> {
                    texts.add(PartTexts.text(parts.parts()));
                    if (!parts.parts().stream().allMatch(PartTexts::isText)) {
                        warnings.unsupported("input.media");
                    }
                }
            }
        }
        return texts;
    }
}
