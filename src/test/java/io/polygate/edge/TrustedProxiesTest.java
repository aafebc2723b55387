package io.polygate.edge;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class TrustedProxiesTest {

    private final TrustedProxies proxies = new TrustedProxies(List.of("10.0.0.0/8", "2001:db8::/32", "192.0.2.7"));

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "203.0.113.9 | 198.51.100.1             | 203.0.113.9",
                "10.1.2.3    | 198.51.100.1             | 198.51.100.1",
                "10.1.2.3    | 1.1.1.1, 198.51.100.1    | 198.51.100.1",
                "10.1.2.3    | 198.51.100.1, 10.9.9.9   | 198.51.100.1",
                "10.1.2.3    | 10.8.8.8, 10.9.9.9       | 10.8.8.8",
                "10.1.2.3    | nonsense, 10.9.9.9       | 10.9.9.9",
                "10.1.2.3    | nonsense                 | 10.1.2.3",
                "192.0.2.7   | 2001:db8::1, 198.51.100.1| 198.51.100.1",
                "2001:db8::5 | 198.51.100.1             | 198.51.100.1",
                "10.1.2.3    |                          | 10.1.2.3"
            })
    void believesTrustedProxiesAlone(String connected, String forwarded, String caller) {
        assertThat(proxies.caller(connected, forwarded)).isEqualTo(caller);
    }

    @Test
    void believesNobodyByDefault() {
        assertThat(TrustedProxies.NONE.caller("10.1.2.3", "198.51.100.1")).isEqualTo("10.1.2.3");
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.0.0.0/33", "10.0.0/8", "host", "10.0.0.0/", "::1/129", "10.0.0.0/x"})
    void whatIsNoNetworkIsRefused(String text) {
        assertThat(TrustedProxies.isNetwork(text)).isFalse();
    }
}
