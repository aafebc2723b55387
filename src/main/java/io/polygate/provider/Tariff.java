package io.polygate.provider;

import io.polygate.provider.PresetModel.Price;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/// What a million tokens read and a million written cost together, by the size of the prompt: made once, as it is asked
/// for every candidate of a choice. Immutable.
public final class Tariff {

    public static final Tariff UNKNOWN = new Tariff(new int[0], new double[0]);

    private final int[] from;
    private final double[] sums;

    private Tariff(int[] from, double[] sums) {
        this.from = from;
        this.sums = sums;
    }

    /// That of a vendor's model in a region, as [PresetModel#price] finds prices.
    public static Tariff of(@Nullable PresetModel model, String region) {
        if (model == null) {
            return UNKNOWN;
        }
        var prices = model.prices().stream()
                .filter(price -> price.region().isEmpty() || price.region().equals(region))
                .sorted(Comparator.comparingInt(Price::fromInput))
                .toList();
        return new Tariff(
                prices.stream().mapToInt(Price::fromInput).toArray(),
                prices.stream().mapToDouble(Tariff::sum).toArray());
    }

    private static double sum(Price price) {
        return number(price.input()) + number(price.output());
    }

    private static double number(@Nullable BigDecimal price) {
        return price == null ? Double.POSITIVE_INFINITY : price.doubleValue();
    }

    /// Infinite where it is unknown.
    public double of(int promptTokens) {
        for (int i = from.length - 1; i >= 0; i--) {
            if (from[i] <= promptTokens) {
                return sums[i];
            }
        }
        return Double.POSITIVE_INFINITY;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Tariff tariff && Arrays.equals(tariff.from, from) && Arrays.equals(tariff.sums, sums);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(from) + Arrays.hashCode(sums);
    }
}
