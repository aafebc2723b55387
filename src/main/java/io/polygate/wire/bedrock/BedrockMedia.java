package io.polygate.wire.bedrock;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.polygate.model.Content;
import io.polygate.model.Content.MediaKind;
import io.polygate.model.Source;
import io.polygate.wire.DataUrl;
import io.polygate.wire.Warnings;
import io.polygate.wire.json.JsonWriter;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The blocks `image`, `document`, `video` and `audio`. Addresses are taken of S3 alone.
final class BedrockMedia {

    private static final Map<String, String> FORMATS = Map.ofEntries(
            Map.entry("jpg", "jpeg"),
            Map.entry("svg+xml", "svg"),
            Map.entry("plain", "txt"),
            Map.entry("markdown", "md"),
            Map.entry("msword", "doc"),
            Map.entry("vnd.openxmlformats-officedocument.wordprocessingml.document", "docx"),
            Map.entry("vnd.ms-excel", "xls"),
            Map.entry("vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx"),
            Map.entry("quicktime", "mov"),
            Map.entry("x-matroska", "mkv"),
            Map.entry("x-flv", "flv"),
            Map.entry("x-ms-wmv", "wmv"),
            Map.entry("3gpp", "three_gp"),
            Map.entry("x-wav", "wav"));

    private final Warnings warnings;
    private final JsonWriter json;
    private int documents;

    BedrockMedia(Warnings warnings, JsonWriter json) {
        this.warnings = warnings;
        this.json = json;
    }

    void write(Content.Media media) {
        var kind = media.kind().name().toLowerCase(Locale.ROOT);
        switch (media.source()) {
            case Source.Base64(var type, var data) -> begin(media, format(type)).field("bytes", data);
            case Source.PlainText(var text)
            when media.kind() == MediaKind.DOCUMENT ->
                begin(media, "txt").field("bytes", Base64.getEncoder().encodeToString(text.getBytes(UTF_8)));
            case Source.Url(var url, var type)
            when url.startsWith("s3://") -> {
                var named = type == null ? DataUrl.mediaType(url) : type;
                begin(media, named == null ? usual(media.kind()) : format(named))
                        .name("s3Location")
                        .object()
                        .field("uri", url)
                        .endObject();
            }
            default -> {
                warnings.add("content." + kind, "taken only as data or from S3");
                return;
            }
        }
        json.endObject().endObject().endObject();
    }

    private JsonWriter begin(Content.Media media, String format) {
        json.object()
                .name(media.kind().name().toLowerCase(Locale.ROOT))
                .object()
                .field("format", format);
        if (media.kind() == MediaKind.DOCUMENT) {
            json.field("name", name(media.name()));
        }
        return json.name("source").object();
    }

    private static String usual(MediaKind kind) {
        return switch (kind) {
            case IMAGE -> "png";
            case DOCUMENT -> "pdf";
            case VIDEO -> "mp4";
            case AUDIO -> "mp3";
        };
    }

    private static String format(String mediaType) {
        var subtype = mediaType.substring(mediaType.indexOf('/') + 1).toLowerCase(Locale.ROOT);
        var plain = subtype.split("[;\\s]", 2)[0];
        return FORMATS.getOrDefault(plain, plain);
    }

    /// Letters, digits, single spaces, hyphens, parentheses and brackets, and no name twice.
    private String name(@Nullable String name) {
        documents++;
        var plain = name == null
                ? ""
                : name.replaceAll("[^A-Za-z0-9()\\[\\]-]+", " ")
                        .replaceAll("\\s+", " ")
                        .strip();
        var shown = plain.isEmpty() ? "document" : plain.substring(0, Math.min(180, plain.length()));
        return documents == 1 && !plain.isEmpty() ? shown : shown + " " + documents;
    }
}
