package io.polygate.benchmark;

import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/// Everything that one run found.
///
/// @param startMillis per proxy, the times from exec to the first answered call
/// @param peakMib per proxy, the highest resident memory of the run
record Results(
        String date,
        Map<String, String> versions,
        String pinning,
        List<Round> rounds,
        Map<String, List<Double>> startMillis,
        Map<String, Double> peakMib) {
    boolean failed() {
        return rounds.stream().anyMatch(Round::failed);
    }

    Stream<Round> of(Case benchmark, String proxy) {
        return rounds.stream()
                .filter(round ->
                        round.benchmark().equals(benchmark) && round.proxy().equals(proxy));
    }

    Spread spread(Case benchmark, String proxy, ToDoubleFunction<Round> value) {
        return Spread.of(of(benchmark, proxy).map(value::applyAsDouble));
    }

    /// CPU per call as a multiple of nginx's in the same round.
    Spread timesNginx(Case benchmark, String proxy) {
        return Spread.of(of(benchmark, proxy).flatMap(ours -> of(benchmark, Proxy.NGINX)
                .filter(nginx -> nginx.number() == ours.number() && nginx.cpuMicros() > 0)
                .map(nginx -> ours.cpuMicros() / nginx.cpuMicros())));
    }

    /// The gateway's CPU per call as a multiple of that at another door in the same round.
    Spread timesDoor(Case benchmark, Door door) {
        return Spread.of(of(benchmark, Proxy.POLYGATE).flatMap(ours -> rounds.stream()
                .filter(other ->
                        other.benchmark().compared() && other.benchmark().door() == door)
                .filter(other -> other.number() == ours.number() && other.cpuMicros() > 0)
                .map(other -> ours.cpuMicros() / other.cpuMicros())));
    }

    /// A duration beyond the direct way's in the same round.
    Spread overDirect(Case benchmark, String proxy, ToDoubleFunction<Round> value) {
        return Spread.of(of(benchmark, proxy).flatMap(through -> of(benchmark, Proxy.DIRECT)
                .filter(direct -> direct.number() == through.number())
                .map(direct -> value.applyAsDouble(through) - value.applyAsDouble(direct))));
    }

    List<Case> cases() {
        return rounds.stream().map(Round::benchmark).distinct().toList();
    }

    List<String> proxies() {
        return Proxy.NAMES.stream()
                .filter(name -> rounds.stream().anyMatch(round -> round.proxy().equals(name)))
                .toList();
    }
}
