package io.subnetvalidator.core.metrics;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.subnetvalidator.chain.hypertensor.PeerStanding;
import io.subnetvalidator.chain.types.PeerId;
import io.subnetvalidator.scp.p2p.PeerException;
import io.subnetvalidator.scp.p2p.PeerNetworkListener;
import io.subnetvalidator.scp.p2p.PeerNetworkState;
import java.util.Collection;
import java.util.Collections;
import java.util.Locale;
import java.util.Optional;

/** What happens in the peer networks of this process, each labelled with its own peer id, and what the chain says of peers. */
public final class PeerMetrics {

    private static final String NETWORK = "network";

    private final Gauge standings;
    private final Gauge connections;
    private final Gauge streams;
    private final Gauge buffered;
    private final Counter disconnected;
    private final Counter refused;
    private final Counter requests;
    private final Counter answers;

    PeerMetrics(PrometheusRegistry registry, String prefix) {
        standings = Gauge.builder()
                .name(prefix + "peers_known")
                .help("Peers that the chain names for this subnet, by what that makes of them.")
                .labelNames("standing")
                .register(registry);
        connections = Gauge.builder()
                .name(prefix + "peer_connections")
                .help("Open connections by state.")
                .labelNames(NETWORK, "state")
                .register(registry);
        streams = Gauge.builder()
                .name(prefix + "peer_streams")
                .help("Open streams over all connections.")
                .labelNames(NETWORK)
                .register(registry);
        buffered = Gauge.builder()
                .name(prefix + "peer_buffered_bytes")
                .help("Bytes of messages that are held for peers or not yet handed over.")
                .labelNames(NETWORK)
                .register(registry);
        disconnected = Counter.builder()
                .name(prefix + "peer_disconnects_total")
                .help("Connections that ended, by reason.")
                .labelNames(NETWORK, "reason")
                .register(registry);
        refused = Counter.builder()
                .name(prefix + "peer_connections_refused_total")
                .help("Connections that were not accepted because a limit was reached.")
                .labelNames(NETWORK)
                .register(registry);
        requests = Counter.builder()
                .name(prefix + "peer_requests_total")
                .help("Requests to peers, by outcome.")
                .labelNames(NETWORK, "outcome")
                .register(registry);
        answers = Counter.builder()
                .name(prefix + "peer_requests_served_total")
                .help("Requests of peers, by whether they were answered.")
                .labelNames(NETWORK, "outcome")
                .register(registry);
    }

    /** Counts peers by their standing; those that are gone count zero. */
    public void standings(Collection<PeerStanding> now) {
        for (PeerStanding standing : PeerStanding.values()) {
            if (standing != PeerStanding.UNREGISTERED) {
                standings.labelValues(label(standing)).set(Collections.frequency(now, standing));
            }
        }
    }

    /** The listener of the network with this identity. */
    public PeerNetworkListener network(PeerId self) {
        return new Listener(self.text());
    }

    private static String label(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    private final class Listener implements PeerNetworkListener {

        private final String self;

        private Listener(String self) {
            this.self = self;
        }

        @Override
        public void observed(PeerNetworkState state) {
            connections.labelValues(self, "handshaking").set(state.handshaking());
            connections.labelValues(self, "inbound").set(state.inbound());
            connections.labelValues(self, "outbound").set(state.outbound());
            connections.labelValues(self, "draining").set(state.draining());
            streams.labelValues(self).set(state.streams());
            buffered.labelValues(self).set((double) state.bufferedBytes());
        }

        @Override
        public void disconnected(Direction direction, Optional<PeerId> peer, PeerException why) {
            disconnected.labelValues(self, label(why.reason())).inc();
        }

        @Override
        public void refused(String address) {
            refused.labelValues(self).inc();
        }

        @Override
        public void served(PeerId peer, String protocol, boolean answered) {
            answers.labelValues(self, answered ? "answered" : "failed").inc();
        }

        @Override
        public void requested(PeerId peer, String protocol, Optional<PeerException.Reason> failure) {
            requests.labelValues(self, failure.map(PeerMetrics::label).orElse("answered"))
                    .inc();
        }
    }
}
