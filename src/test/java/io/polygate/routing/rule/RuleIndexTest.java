package io.polygate.routing.rule;

import static org.assertj.core.api.Assertions.assertThat;

import io.polygate.provider.PresetModel;
import io.polygate.provider.Tariff;
import io.polygate.routing.rule.ModelConfig.Target;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RuleIndexTest {

    private static final Rule.Known KNOWN = new Rule.Known(new TargetLoads(), new KnownModels() {
        @Override
        public @Nullable PresetModel find(String provider, String model) {
            return null;
        }

        @Override
        public Tariff tariff(String provider, String model) {
            return Tariff.UNKNOWN;
        }
    });

    private static RuleIndex index(String... names) {
        return new RuleIndex(Stream.of(names).map(RuleIndexTest::rule).toList(), KNOWN);
    }

    private static ModelConfig rule(String name) {
        return new ModelConfig(name, List.of(), List.of(new Target("p", "x", 1, 1)));
    }

    @ParameterizedTest
    @CsvSource({
        "gpt-4o-mini, gpt-4o-*",
        "gpt-4.1, gpt-*",
        "gpt-4o-eu, gpt-4o-*",
        "gpt-4o-x-eu, gpt-4o-*-eu",
        "claude-eu, *-eu",
        "my-gpt-model, *gpt*",
        "a-b-c-d, a-*-c-d",
        "a-b-x-d, a-*-d"
    })
    void theLongestBeginningCountsThenTheLongestEnd(String name, String expected) {
        var index = index("*", "*gpt*", "*-eu", "gpt-*", "gpt-4o-*", "gpt-4o-*-eu", "a-*-d", "a-*-c-d");
        var found = index.matching(name);
        assertThat(found).isNotNull();
        assertThat(found.name()).isEqualTo(expected);
    }

    @Test
    void aBeginningAndAnEndDoNotShareCharacters() {
        assertThat(index("ab*ba").matching("aba")).isNull();
        assertThat(index("ab*ba").matching("abba")).isNotNull();
    }

    @Test
    void ofTwoThatAreAlikeTheFirstCounts() {
        var index = index("a*x*z", "a*y*z");
        assertThat(index.matching("a-x-y-z")).isNotNull().extracting(Rule::name).isEqualTo("a*x*z");
        assertThat(index.matching("a-y-z")).isNotNull().extracting(Rule::name).isEqualTo("a*y*z");
    }

    @Test
    void aStarAloneIsAskedForByItself() {
        var index = index("*");
        assertThat(index.matching("anything")).isNull();
        assertThat(index.any("anything")).isNotNull();
    }
}
