package io.polygate.model;

/// What a call used, in tokens, in buckets that don't overlap: each token is counted in exactly one of them.
///
/// `input` is what was read anew as text, `output` what was written as text besides reasoning. Vendors' sums are
/// [#inputTotal()] and [#outputTotal()]. `serverToolCalls` counts calls, not tokens.
public record Usage(
        long input,
        long cacheRead,
        long cacheWrite5m,
        long cacheWrite1h,
        long inputAudio,
        long inputImage,
        long output,
        long reasoning,
        long outputAudio,
        long outputImage,
        long serverToolCalls,
        Extras extras) {

    public static final Usage ZERO = new Usage(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, Extras.NONE);

    public static Usage of(long input, long output) {
        return new Usage(input, 0, 0, 0, 0, 0, output, 0, 0, 0, 0, Extras.NONE);
    }

    public long cacheWrite() {
        return cacheWrite5m + cacheWrite1h;
    }

    public long inputTotal() {
        return input + cacheRead + cacheWrite5m + cacheWrite1h + inputAudio + inputImage;
    }

    public long outputTotal() {
        return output + reasoning + outputAudio + outputImage;
    }

    public long total() {
        return inputTotal() + outputTotal();
    }

    /// What both used; the extras are those of this one.
    public Usage plus(Usage more) {
        return new Usage(
                input + more.input,
                cacheRead + more.cacheRead,
                cacheWrite5m + more.cacheWrite5m,
                cacheWrite1h + more.cacheWrite1h,
                inputAudio + more.inputAudio,
                inputImage + more.inputImage,
                output + more.output,
                reasoning + more.reasoning,
                outputAudio + more.outputAudio,
                outputImage + more.outputImage,
                serverToolCalls + more.serverToolCalls,
                extras);
    }

    public Usage withExtras(Extras newExtras) {
        return new Usage(
                input,
                cacheRead,
                cacheWrite5m,
                cacheWrite1h,
                inputAudio,
                inputImage,
                output,
                reasoning,
                outputAudio,
                outputImage,
                serverToolCalls,
                newExtras);
    }
}
