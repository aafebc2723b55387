package io.polygate.door.graphql;

import java.math.BigDecimal;

/// A number of a JSON text as it was written there: `1e2` is not `1E+2` for who compares bytes.
final class WrittenNumber extends Number {

    private static final long serialVersionUID = 1L;

    private final String text;

    WrittenNumber(String text) {
        this.text = text;
    }

    private BigDecimal value() {
        return new BigDecimal(text);
    }

    @Override
    public int intValue() {
        return value().intValue();
    }

    @Override
    public long longValue() {
        return value().longValue();
    }

    @Override
    public float floatValue() {
        return value().floatValue();
    }

    @Override
    public double doubleValue() {
        return value().doubleValue();
    }

    @Override
    public String toString() {
        return text;
    }
}
