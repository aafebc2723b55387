package io.polygate.config;

import io.netty.util.NetUtil;
import io.polygate.edge.TrustedProxies;
import io.polygate.model.Secret;
import java.math.BigDecimal;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The kinds of value that a key can have, save sizes and durations ([Units]).
final class Kinds {

    private static final Pattern ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
    private static final Pattern ORIGIN = Pattern.compile("[a-z][a-z0-9+.-]*://[^/\\s]+|null");
    private static final Pattern HOST_AND_PORT = Pattern.compile("[^\\s/]+:\\d{1,5}");
    private static final Pattern URL_PATH = Pattern.compile("(/[A-Za-z0-9._~!$&'()*+,;=:@%-]+)+");
    private static final Pattern DECIMAL = Pattern.compile("\\d{1,9}(\\.\\d{1,9})?");
    private static final int MAX_NAME = 256;

    private Kinds() {}

    static Kind<String> text() {
        return Kind.of("a text", text -> text.isBlank() ? null : text, text -> text);
    }

    /// A name that may stand in a path, a header and a metric.
    static Kind<String> id() {
        return Kind.of(
                "1 to 64 letters, digits, dots, dashes or underscores",
                text -> ID.matcher(text).matches() ? text : null,
                text -> text);
    }

    /// A model's name as a caller writes it: no spaces or control characters.
    static Kind<String> modelName() {
        return Kind.of(
                "1 to " + MAX_NAME + " characters without spaces",
                text -> !text.isEmpty()
                                && text.length() <= MAX_NAME
                                && text.chars().noneMatch(c -> Character.isWhitespace(c) || Character.isISOControl(c))
                        ? text
                        : null,
                text -> text);
    }

    static Kind<Secret> secret() {
        return Kind.<Secret>of(
                        "printable characters without spaces",
                        text -> !text.isEmpty() && text.chars().allMatch(c -> c > ' ' && c < 0x7f)
                                ? new Secret(text)
                                : null,
                        Secret::value)
                .masked(_ -> Secret.MASK);
    }

    static Kind<Secret> secretOrNone() {
        var secret = secret();
        return Kind.<Secret>of(
                        secret.expected(),
                        text -> text.isEmpty()
                                ? new Secret("")
                                : secret.parser().parse(text),
                        Secret::value)
                .masked(text -> text.isEmpty() ? "" : Secret.MASK);
    }

    static Kind<Boolean> flag() {
        return Kind.of("true or false", Kinds::parseFlag, String::valueOf);
    }

    static @Nullable Boolean parseFlag(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "true", "on", "yes" -> true;
            case "false", "off", "no" -> false;
            default -> null;
        };
    }

    static Kind<Integer> whole(int min, int max) {
        return Kind.of(
                "a whole number from " + min + " to " + max,
                text -> {
                    try {
                        var number = Integer.parseInt(text);
                        return number >= min && number <= max ? number : null;
                    } catch (NumberFormatException e) {
                        return null;
                    }
                },
                String::valueOf);
    }

    static Kind<BigDecimal> decimal() {
        return Kind.of(
                "a number, not negative",
                text -> DECIMAL.matcher(text).matches() ? new BigDecimal(text) : null,
                BigDecimal::toPlainString);
    }

    static Kind<LocalDate> date() {
        return Kind.of(
                "a date as 2026-01-31",
                text -> {
                    try {
                        return LocalDate.parse(text);
                    } catch (DateTimeParseException e) {
                        return null;
                    }
                },
                LocalDate::toString);
    }

    static Kind<Integer> port() {
        return whole(0, 65_535);
    }

    /// A path; `~/` begins at the home of who runs the gateway, as a shell has it.
    static Kind<Path> path() {
        return Kind.of(
                "a path",
                text -> {
                    try {
                        return text.isBlank() ? null : atHome(text);
                    } catch (InvalidPathException e) {
                        return null;
                    }
                },
                Path::toString);
    }

    private static Path atHome(String text) {
        return text.startsWith("~/") ? Path.of(System.getProperty("user.home"), text.substring(2)) : Path.of(text);
    }

    /// An `http` or `https` address that a path can be appended to: no query, no slash at its end.
    private static final Set<String> SCHEMES = Set.of("http", "https", "grpc", "grpcs");

    static Kind<URI> address() {
        return Kind.of("an address as https://host/path, without a query", Kinds::parseAddress, URI::toString)
                .masked(Masks::address);
    }

    private static @Nullable URI parseAddress(String text) {
        try {
            var address = new URI(text.replaceFirst("/+$", ""));
            var scheme = address.getScheme();
            var web = scheme != null && SCHEMES.contains(scheme.toLowerCase(Locale.ROOT));
            var bare = address.getRawQuery() == null && address.getRawFragment() == null;
            return web && bare && address.getHost() != null && address.getPort() <= 65_535 ? address : null;
        } catch (URISyntaxException e) {
            return null;
        }
    }

    /// What a browser sends as `Origin`, or `*`.
    static Kind<String> origin() {
        return Kind.of(
                "* or an origin as https://app.example.com",
                text -> text.equals("*") || ORIGIN.matcher(text).matches() ? text : null,
                text -> text);
    }

    static Kind<String> hostAndPort() {
        return Kind.of("host:port", text -> HOST_AND_PORT.matcher(text).matches() ? text : null, text -> text);
    }

    /// Addresses that belong together.
    static Kind<String> network() {
        return Kind.of(
                "an IP address or a network as 10.0.0.0/8",
                text -> TrustedProxies.isNetwork(text) ? text : null,
                text -> text);
    }

    /// An IP address and a port: nothing that would have to be looked up.
    static Kind<String> ipAndPort() {
        return Kind.of(
                "an IP address with a port, as 127.0.0.1:53",
                text -> {
                    int colon = text.lastIndexOf(':');
                    boolean both = HOST_AND_PORT.matcher(text).matches()
                            && Integer.parseInt(text.substring(colon + 1)) <= 65_535
                            && NetUtil.createByteArrayFromIpAddressString(text.substring(0, colon)) != null;
                    return both ? text : null;
                },
                text -> text);
    }

    /// One of a closed set, in lower case with dashes.
    static <E extends Enum<E>> Kind<E> choice(Class<E> type) {
        var constants = type.getEnumConstants();
        var names = Arrays.stream(constants).map(Kinds::nameOf).collect(Collectors.joining(", "));
        return Kind.of(
                "one of " + names,
                text -> Arrays.stream(constants)
                        .filter(constant -> nameOf(constant).equals(text))
                        .findFirst()
                        .orElse(null),
                Kinds::nameOf);
    }

    /// One of a closed set, in lower case with underscores.
    static <E extends Enum<E>> Kind<E> name(Class<E> type) {
        var constants = List.of(type.getEnumConstants());
        var names = constants.stream()
                .map(Kinds::nameOf)
                .map(name -> name.replace('-', '_'))
                .toList();
        return Kind.of(
                "one of " + String.join(", ", names),
                text -> names.contains(text) ? constants.get(names.indexOf(text)) : null,
                constant -> names.get(constant.ordinal()));
    }

    /// What stands at the beginning of a URL's path: empty, or with a slash before each part.
    static Kind<String> urlPath() {
        return Kind.of(
                "a path as /v1",
                text -> {
                    var path = text.replaceFirst("/+$", "");
                    return path.isEmpty() || URL_PATH.matcher(path).matches() ? path : null;
                },
                path -> path.isEmpty() ? "/" : path);
    }

    /// One of a few words.
    static Kind<String> word(List<String> words) {
        return Kind.of("one of " + String.join(", ", words), text -> words.contains(text) ? text : null, text -> text);
    }

    private static String nameOf(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
