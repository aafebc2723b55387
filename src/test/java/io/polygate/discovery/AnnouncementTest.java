package io.polygate.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// What endpoints say of themselves.
final class AnnouncementTest {

    private static Endpoint at(String id, String host, int port) {
        var place = new Announcement.Place(id, host, port, 1, null);
        return new Announcement(Map.of()).at(place, Found.OPENAI);
    }

    @Test
    void twoWithOneIdAreToldApartByTheirAddress() {
        var all = List.of(at("w", "10.0.0.1", 80), at("w", "10.0.0.2", 80), at("v", "10.0.0.3", 80));
        assertThat(Announcement.distinct(all))
                .extracting(Endpoint::id)
                .containsExactly("w@10.0.0.1:80", "w@10.0.0.2:80", "v");
    }

    @Test
    void anAddressOfIpv6IsBracketed() {
        assertThat(at("w", "fd00::1", 8000).url()).hasToString("http://[fd00::1]:8000/v1");
    }

    @Test
    void whatHasNoAddressIsNoEndpoint() {
        assertThat(at("w", "10.0.0.1", 0)).isNull();
        assertThat(at("w", "", 80)).isNull();
        assertThat(at("w", "a/b", 80)).isNull();
        assertThat(at("w", "a@b", 80)).isNull();
    }
}
