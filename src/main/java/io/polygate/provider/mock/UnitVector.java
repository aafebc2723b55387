package io.polygate.provider.mock;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Locale;

/// A vector of length 1 for a text, by signed feature hashing of its words (Weinberger et al., 2009): texts that share
/// words lie near each other, so that a search over mock embeddings finds something sensible.
final class UnitVector {

    private static final int FEATURES_PER_WORD = 8;

    private UnitVector() {}

    static float[] of(String text, int dimensions) {
        var sums = new double[dimensions];
        for (var piece : Pieces.of(text)) {
            long hash = Hash.of(piece.strip().toLowerCase(Locale.ROOT));
            for (int i = 0; i < FEATURES_PER_WORD; i++) {
                hash = Hash.mix(hash + 0x9e3779b97f4a7c15L);
                sums[(int) Long.remainderUnsigned(hash >>> 1, dimensions)] += (hash & 1) == 0 ? 1 : -1;
            }
        }
        return normalised(sums);
    }

    private static float[] normalised(double[] sums) {
        double square = 0;
        for (double sum : sums) {
            square += sum * sum;
        }
        if (square == 0) {
            sums[0] = square = 1;
        }
        double length = Math.sqrt(square);
        var vector = new float[sums.length];
        for (int i = 0; i < vector.length; i++) {
            vector[i] = (float) (sums[i] / length);
        }
        return vector;
    }

    static byte[] bytes(float[] vector) {
        var bytes = ByteBuffer.allocate(vector.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (float number : vector) {
            bytes.putFloat(number);
        }
        return bytes.array();
    }
}
