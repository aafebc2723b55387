package io.polygate.provider.account;

import io.polygate.model.ErrorKind;
import io.polygate.model.GatewayError;
import io.polygate.model.GatewayException;
import java.time.Duration;
import java.util.Map;

/// What the answers of token servers have in common.
final class Grants {

    private static final long DEFAULT_LIFE = 3_600;

    private Grants() {}

    /// The token of an answer of OAuth's form: `access_token`, `expires_in`.
    static Held<Token> read(String account, TokenEndpoint.Answer answer) {
        var token = answer.json().string("access_token");
        if (!answer.ok() || token == null || token.isEmpty()) {
            throw refused(account, answer);
        }
        return Held.of(new Token(new io.polygate.model.Secret(token), Map.of()), lifetime(answer));
    }

    /// `expires_in`, which some write as text.
    static Duration lifetime(TokenEndpoint.Answer answer) {
        var number = answer.json().number("expires_in");
        if (number != null) {
            return Duration.ofSeconds(Math.max(0, number));
        }
        var text = answer.json().string("expires_in");
        try {
            return Duration.ofSeconds(text == null ? DEFAULT_LIFE : Math.max(0, Long.parseLong(text)));
        } catch (NumberFormatException e) {
            return Duration.ofSeconds(DEFAULT_LIFE);
        }
    }

    /// A refusal is the account's fault; anything else may pass.
    static GatewayException refused(String account, TokenEndpoint.Answer answer) {
        if (answer.refused()) {
            return unusable(account + " was refused a token: " + answer.code());
        }
        var message = account + " got no token: " + answer.code();
        return GatewayError.of(ErrorKind.UPSTREAM_UNREACHABLE, message).asException();
    }

    static GatewayException unusable(String message) {
        return GatewayError.of(ErrorKind.UPSTREAM_AUTH, message).asException();
    }
}
