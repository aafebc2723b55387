package io.polygate.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

final class OptionsTest {
    @Test
    void measuresEverythingWhenNothingIsAskedFor() {
        var options = Options.parse();
        assertThat(options.cases()).isEqualTo(Case.ALL);
        assertThat(options.proxies()).isEqualTo(Proxy.NAMES);
        assertThat(options.starts()).isEqualTo(5);
    }

    @Test
    void measuresOnlyTheNamedCases() {
        var options = Options.parse("--quick", "--cases", "call-64,start", "--seconds", "2");
        assertThat(options.cases()).extracting(Case::name).containsExactly("call-64");
        assertThat(options.starts()).isEqualTo(3);
        assertThat(options.seconds()).isEqualTo(2);
        assertThat(Options.parse("--cases", "call-64").starts()).isZero();
    }

    @Test
    void refusesWhatItDoesNotKnow() {
        assertThatThrownBy(() -> Options.parse("--fast")).hasMessageStartingWith("--fast (expected:");
        assertThatThrownBy(() -> Options.parse("--cases", "nothing")).hasMessageStartingWith("--cases nothing");
        assertThatThrownBy(() -> Options.parse("--proxies", "apache")).hasMessageContaining("apache");
        assertThatThrownBy(() -> Options.parse("--rounds", "0")).hasMessage("--rounds 0 (expected: 1 to 9999)");
        assertThatThrownBy(() -> Options.parse("--rounds")).hasMessageStartingWith("--rounds (expected: a value");
    }
}
