package io.polygate.door.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What a caller's `Accept` says of a stream's form.
final class StreamFormTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "|LINES",
                "*/*|LINES",
                "application/json|LINES",
                "text/html|LINES",
                "text/event-stream|EVENTS",
                "Text/Event-Stream; charset=utf-8|EVENTS",
                "application/json, text/event-stream|EVENTS",
                "text/event-stream, application/json;q=0.5|EVENTS",
                "application/x-ndjson;q=0.1, text/event-stream|EVENTS",
                "application/x-ndjson, text/event-stream;q=0.1|LINES",
                "application/json, text/event-stream; q=0.9|LINES",
                "text/event-stream;q=0, */*|LINES",
                "text/event-stream;q=0|LINES",
                "text/event-stream;q=much|LINES",
                ";|LINES",
                ";, text/event-stream|EVENTS"
            })
    void theFormIsWhatTheCallerLikesBest(String accept, StreamForm form) {
        assertThat(StreamForm.of(accept)).isEqualTo(form);
    }
}
