package io.subnetvalidator.chain.types;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MultiaddrTest {

    private static final String PEER = "12D3KooWBVCUupuGRKcFH7M2ePenvnpRZJ3FWm9KrjcMwFVnojhv";

    @Test
    void the_address_that_the_chain_took_is_read_and_written() {
        String hex =
                "0x047f000001067922a5032600240801122018ce62b766a2e17d3a810d72646c95b5bdc136885c994f58739904cd3d07ee2d";

        Multiaddr address = Multiaddr.ofBytes(Hex.decode(hex));

        assertThat(address).hasToString("/ip4/127.0.0.1/tcp/31010/p2p/" + PEER);
        assertThat(address.host()).contains("127.0.0.1");
        assertThat(address.tcpPort()).hasValue(31010);
        assertThat(address.peerId()).contains(PeerId.parse(PEER));
        assertThat(Hex.encode(address.toBytes())).isEqualTo(hex);
        assertThat(address).isEqualTo(Multiaddr.tcp("127.0.0.1", 31010, PeerId.parse(PEER)));
    }

    @ParameterizedTest
    @CsvSource({
        "/ip4/1.2.3.4/tcp/0, 040102030406" + "0000",
        "/ip4/1.2.3.4/udp/65535, 040102030411ffff",
        "/ip6/2001:db8:0:0:0:0:0:1/tcp/443/wss, 2920010db800000000000000000000000106" + "01bbde03",
        "/dns4/node.example.org/tcp/80/ws, 36106e6f64652e6578616d706c652e6f7267060050dd03",
        "/dns6/a/tcp/1, 37016106" + "0001",
        "/dnsaddr/a.b, 3803612e62"
    })
    void every_protocol_of_the_chain_has_its_code(String text, String hex) {
        assertThat(Hex.encode(Multiaddr.parse(text).toBytes())).isEqualTo("0x" + hex);
        assertThat(Multiaddr.ofBytes(Hex.decode(hex))).hasToString(text);
    }

    @Test
    void addresses_in_short_and_mixed_form_become_canonical() {
        assertThat(Multiaddr.parse("/ip6/::1/tcp/007")).hasToString("/ip6/0:0:0:0:0:0:0:1/tcp/7");
        assertThat(Multiaddr.parse("/ip6/::ffff:1.2.3.4/tcp/7")).hasToString("/ip6/0:0:0:0:0:ffff:102:304/tcp/7");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "ip4/1.2.3.4",
                "/",
                "/ip4",
                "/ip4/1.2.3",
                "/ip4/1.2.3.256",
                "/ip4/localhost",
                "/ip6/1.2.3.4",
                "/ip6/localhost",
                "/tcp/65536",
                "/tcp/-1",
                "/tcp/",
                "/udp/x",
                "/dns4/",
                "/dns4/a b",
                "/dns/a",
                "/ip4/1.2.3.4/udp/1/quic-v1",
                "/p2p/notAPeer0",
                "/ip4/1.2.3.4/tcp/1/",
                "/ws/1"
            })
    void other_texts_are_refused(String text) {
        assertThatThrownBy(() -> Multiaddr.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "04",
                "04010203",
                "0600",
                "05",
                "9102",
                "8400010203",
                "ffffffff",
                "36ff61",
                "3600",
                "360161" + "36",
                "a50302" + "ffff",
                "a503"
            })
    void other_bytes_are_refused(String hex) {
        assertThatThrownBy(() -> Multiaddr.ofBytes(Hex.decode(hex))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void random_bytes_are_read_as_they_are_or_refused() {
        Random random = new Random(11);
        int read = 0;
        for (int round = 0; round < 20_000; round++) {
            byte[] bytes = new byte[random.nextInt(24)];
            random.nextBytes(bytes);
            if (bytes.length > 0) {
                bytes[0] = (byte) List.of(4, 6, 17, 41, 54, 55, 56, 0xDD, 0xA5)
                        .get(random.nextInt(9))
                        .intValue();
            }
            try {
                assertThat(Multiaddr.ofBytes(bytes).toBytes()).isEqualTo(bytes);
                read++;
            } catch (IllegalArgumentException refused) {
                assertThat(refused.getMessage()).isNotEmpty();
            }
        }
        assertThat(read).isPositive();
    }

    @Test
    void an_address_beyond_what_the_chain_stores_is_refused() {
        String part = "/dns4/" + "a".repeat(250);

        assertThatThrownBy(() -> Multiaddr.parse(part.repeat(5))).hasMessageContaining("at most 1024 bytes");
        assertThatThrownBy(() -> Multiaddr.ofBytes(new byte[1025])).hasMessageContaining("at most 1024 bytes");
    }
}
