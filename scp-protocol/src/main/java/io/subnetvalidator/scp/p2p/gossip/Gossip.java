package io.subnetvalidator.scp.p2p.gossip;

import io.subnetvalidator.chain.types.PeerId;
import io.subnetvalidator.chain.types.PeerKey;
import io.subnetvalidator.scp.p2p.Admission;
import io.subnetvalidator.scp.p2p.ChannelHandler;
import io.subnetvalidator.scp.p2p.ChannelProtocol;
import io.subnetvalidator.scp.p2p.Channels;
import io.subnetvalidator.scp.p2p.Libp2pNetwork;
import io.subnetvalidator.scp.p2p.PeerNetworkListener.Direction;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gossip over the connections of a peer network: every connected peer that speaks a version of gossipsub takes part. Opens no
 * connections itself. Its methods may be called from any thread; validators and handlers run on the network's event loop.
 *
 * <p>A message is delivered once as long as its id is remembered ({@link GossipLimits#seenTtl}); a peer that replays it later makes
 * it be delivered again, so handlers must bear that.
 */
public final class Gossip implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Gossip.class);

    private record Subscription(GossipValidator validator, Consumer<SignedMessage> handler) {}

    private final Vertx vertx;
    private final PeerKey key;
    private final GossipLimits limits;
    private final GossipListener listener;
    private final GossipRouter router;
    private final Channels channels;
    private final Map<Topic, Subscription> subscriptions = new HashMap<>();
    private long sequence;
    private long timer;
    private boolean closed;

    /**
     * @param key the network's own
     * @param admission the network's own; asked again about the sender of every RPC and the author of every message
     */
    public Gossip(
            Vertx vertx,
            Libp2pNetwork network,
            PeerKey key,
            Admission admission,
            GossipSettings settings,
            GossipListener listener,
            InstantSource clock,
            SecureRandom random) {
        this.vertx = vertx;
        this.key = key;
        this.limits = settings.limits();
        this.listener = listener;
        this.router = new GossipRouter(network.self(), settings, admission, random, clock, listener);
        this.sequence = firstSequence(clock.instant());
        this.channels = network.channels(
                new ChannelProtocol(GossipVersion.protocols(), limits.rpcBytes(), limits.queuedBytes()),
                new NetworkHandler());
        channels.execute(() -> timer = vertx.setPeriodic(
                settings.mesh().heartbeat().toMillis(), ignored -> apply(new GossipEvent.Heartbeat())));
    }

    /** Numbers go on where a former process with the same key cannot have been. */
    private static long firstSequence(Instant start) {
        return Math.addExact(Math.multiplyExact(start.getEpochSecond(), 1_000_000_000L), start.getNano());
    }

    /**
     * Joins a topic, or changes who hears it.
     *
     * @param validator decides about every message of others
     * @param handler gets the accepted messages of others
     * @return fails when too many topics are joined
     */
    public Future<Void> subscribe(Topic topic, GossipValidator validator, Consumer<SignedMessage> handler) {
        return onLoop(() -> {
            apply(new GossipEvent.Joined(topic));
            subscriptions.put(topic, new Subscription(validator, handler));
            return Future.succeededFuture();
        });
    }

    public Future<Void> unsubscribe(Topic topic) {
        return onLoop(() -> {
            leave(topic);
            return Future.succeededFuture();
        });
    }

    /**
     * Signs a message and sends it to the topic's subscribers, whether or not we are one. It is not delivered to ourselves. Peers
     * that come within the next heartbeats can ask for it.
     *
     * @return the message's id once it is on its way; fails when the data is longer than a message may be
     */
    public Future<MessageId> publish(Topic topic, byte[] data) {
        if (data.length > limits.dataBytes()) {
            return Future.failedFuture(new IllegalArgumentException(
                    "a message of " + data.length + " bytes is above the limit of " + limits.dataBytes()));
        }
        return onLoop(() -> {
            SignedMessage message = SignedMessage.sign(key, topic, data, sequence++);
            apply(new GossipEvent.Published(message));
            return Future.succeededFuture(message.id());
        });
    }

    /** The counts now. */
    public Future<GossipState> state() {
        return onLoop(() -> Future.succeededFuture(router.state()));
    }

    /** The peers that the messages of a joined topic are forwarded to. */
    public Future<List<PeerId>> mesh(Topic topic) {
        return onLoop(() -> Future.succeededFuture(router.mesh(topic)));
    }

    /** How a connected peer is judged (formula at {@link ScoreSettings}); 0 for a peer that is not connected. */
    public Future<Double> score(PeerId peer) {
        return onLoop(() -> Future.succeededFuture(router.score(peer)));
    }

    /** Leaves every topic and takes no further part; the network stays as it is. */
    @Override
    public void close() {
        channels.execute(() -> {
            if (!closed) {
                List.copyOf(subscriptions.keySet()).forEach(this::leave);
                closed = true;
                vertx.cancelTimer(timer);
            }
        });
    }

    private void leave(Topic topic) {
        apply(new GossipEvent.Left(topic));
        subscriptions.remove(topic);
    }

    private void apply(GossipEvent event) {
        if (!closed) {
            router.handle(event).forEach(this::perform);
        }
    }

    private void perform(GossipEffect effect) {
        if (effect instanceof GossipEffect.Send send) {
            if (!channels.send(send.peer(), router.encode(send))) {
                listener.unsent(send.peer());
            }
        } else if (effect instanceof GossipEffect.Validate validate) {
            validate(validate.message());
        } else if (effect instanceof GossipEffect.Deliver deliver) {
            deliver(deliver.message());
        }
    }

    private void validate(SignedMessage message) {
        Subscription subscription = subscriptions.get(message.topic());
        Future<Verdict> verdict;
        try {
            verdict = subscription == null
                    ? Future.succeededFuture(Verdict.IGNORE)
                    : subscription.validator.validate(message);
        } catch (RuntimeException e) {
            verdict = Future.failedFuture(e);
        }
        verdict.onFailure(e -> LOG.warn("no verdict about {}, so it is ignored", message, e))
                .otherwise(Verdict.IGNORE)
                .onSuccess(decided -> channels.execute(() -> apply(new GossipEvent.Decided(message.id(), decided))));
    }

    private void deliver(SignedMessage message) {
        Subscription subscription = subscriptions.get(message.topic());
        if (subscription == null) {
            return;
        }
        try {
            subscription.handler.accept(message);
        } catch (RuntimeException e) {
            LOG.error("the handler of {} failed on {}", message.topic(), message, e);
        }
    }

    private <T> Future<T> onLoop(Supplier<Future<T>> action) {
        Promise<T> result = Promise.promise();
        channels.execute(() -> {
            Future<T> outcome;
            try {
                outcome = action.get();
            } catch (RuntimeException e) {
                outcome = Future.failedFuture(e);
            }
            outcome.onComplete(result);
        });
        return result.future();
    }

    private final class NetworkHandler implements ChannelHandler {

        @Override
        public void opened(PeerId peer, String protocol, Direction direction) {
            apply(new GossipEvent.PeerOpened(peer, version(protocol), direction == Direction.OUTBOUND));
        }

        @Override
        public void closed(PeerId peer) {
            apply(new GossipEvent.PeerClosed(peer));
        }

        @Override
        public void disconnected(PeerId peer) {
            apply(new GossipEvent.PeerGone(peer));
        }

        @Override
        public void received(PeerId peer, String protocol, byte[] message) {
            apply(new GossipEvent.Received(peer, version(protocol), message));
        }

        private static GossipVersion version(String protocol) {
            return GossipVersion.of(protocol)
                    .orElseThrow(() -> new IllegalStateException("a channel of an unknown version " + protocol));
        }
    }
}
