package io.polygate.provider;

import static org.assertj.core.api.Assertions.assertThat;

import io.polygate.provider.PresetModel.Price;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class TariffTest {

    private static Price price(String region, int from, @Nullable String input, String output) {
        return new Price(
                region,
                "USD",
                from,
                input == null ? null : new BigDecimal(input),
                null,
                null,
                new BigDecimal(output),
                Map.of(),
                LocalDate.EPOCH,
                "here");
    }

    private static PresetModel model(Price... prices) {
        return new PresetModel("model", 0, 0, Set.of(), List.of(prices));
    }

    @Test
    void isThePriceThatHoldsForAPromptOfThatSize() {
        var tariff = Tariff.of(model(price("", 200_000, "4", "8"), price("", 0, "1", "2")), "");
        assertThat(tariff.of(0)).isEqualTo(3);
        assertThat(tariff.of(199_999)).isEqualTo(3);
        assertThat(tariff.of(200_000)).isEqualTo(12);
    }

    @Test
    void isThatOfTheRegion() {
        var model = model(price("cn", 0, "1", "1"), price("intl", 0, "5", "5"));
        assertThat(Tariff.of(model, "intl").of(10)).isEqualTo(10);
        assertThat(Tariff.of(model, "eu").of(10)).isInfinite();
    }

    @Test
    void agreesWithThePresetWhateverTheOrder() {
        var model = model(price("", 0, "1", "1"), price("", 100, "3", "3"), price("cn", 100, "2", "2"));
        for (int tokens : new int[] {0, 99, 100, 101}) {
            var price = model.price("cn", tokens);
            assertThat(price).isNotNull();
            assertThat(Tariff.of(model, "cn").of(tokens))
                    .isEqualTo(price.input().doubleValue() + price.output().doubleValue());
        }
    }

    @Test
    void isInfiniteWhereSomethingIsUnknown() {
        assertThat(Tariff.of(null, "").of(10)).isInfinite();
        assertThat(Tariff.of(model(price("", 0, null, "1")), "").of(10)).isInfinite();
    }
}
