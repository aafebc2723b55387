package io.polygate.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class UnitsTest {

    @ParameterizedTest
    @CsvSource({
        "32MiB, 33554432, 32MiB",
        "16KiB, 16384, 16KiB",
        "1GiB, 1073741824, 1GiB",
        "2048, 2048, 2KiB",
        "1500B, 1500, 1500B",
        "2MB, 2000000, 2000000B",
        "1048577, 1048577, 1048577B"
    })
    void readsAndWritesSizes(String text, long bytes, String written) {
        var size = Units.size(0, 4 * Units.GIB);
        assertThat(size.parser().parse(text)).isEqualTo(bytes);
        assertThat(size.writer().write(bytes)).isEqualTo(written);
        assertThat(size.parser().parse(written)).isEqualTo(bytes);
    }

    @ParameterizedTest
    @CsvSource({
        "250ms, 250, 250ms",
        "10s, 10000, 10s",
        "5m, 300000, 5m",
        "1h, 3600000, 1h",
        "60s, 60000, 60s",
        "90s, 90000, 90s",
        "1d, 86400000, 24h",
        "1500ms, 1500, 1500ms",
        "0, 0, 0s"
    })
    void readsAndWritesTimes(String text, long millis, String written) {
        var time = Units.time(Duration.ZERO, Duration.ofDays(1));
        assertThat(time.parser().parse(text)).isEqualTo(Duration.ofMillis(millis));
        assertThat(time.writer().write(Duration.ofMillis(millis))).isEqualTo(written);
    }

    @ParameterizedTest
    @CsvSource({"20%, 0.2, 20%", "0%, 0, 0%", "100%, 1, 100%", "12.5%, 0.125, 12.5%"})
    void readsAndWritesShares(String text, double share, String written) {
        assertThat(Units.percent().parser().parse(text)).isEqualTo(share);
        assertThat(Units.percent().writer().write(share)).isEqualTo(written);
    }

    @ParameterizedTest
    @CsvSource({"10", "10 apples", "-1s", "1m30s", "99999999999d", "s", "1.5s"})
    void refusesWhatIsNoTime(String text) {
        assertThat(Units.time(Duration.ZERO, Duration.ofDays(1)).parser().parse(text))
                .isNull();
    }
}
