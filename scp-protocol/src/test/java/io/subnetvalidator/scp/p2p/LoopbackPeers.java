package io.subnetvalidator.scp.p2p;

import static org.assertj.core.api.Assertions.assertThat;

import io.subnetvalidator.chain.types.PeerKey;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;

/** Networks on loopback for tests, all closed at the end. */
public final class LoopbackPeers implements AutoCloseable {

    public static final Duration DEADLINE = Duration.ofSeconds(20);
    static final PeerNetworkLimits LIMITS = PeerNetworkLimits.defaults()
            .withTimes(
                    Duration.ofSeconds(10),
                    Duration.ofSeconds(30),
                    Duration.ofSeconds(20),
                    Duration.ofMinutes(5),
                    Duration.ofMillis(500),
                    Duration.ofMillis(50));

    final Vertx vertx = Vertx.vertx();
    public final SecureRandom random = new SecureRandom();
    private final List<Libp2pNetwork> networks = new ArrayList<>();

    public Libp2pNetwork network() {
        return network(PeerKey.generate(random), peer -> true, LIMITS, PeerNetworkListener.NONE);
    }

    public Libp2pNetwork network(Admission admission) {
        return network(PeerKey.generate(random), admission, LIMITS, PeerNetworkListener.NONE);
    }

    Libp2pNetwork network(PeerNetworkLimits limits) {
        return network(PeerKey.generate(random), peer -> true, limits, PeerNetworkListener.NONE);
    }

    Libp2pNetwork network(PeerKey key, Admission admission, PeerNetworkLimits limits, PeerNetworkListener listener) {
        Libp2pNetwork network = new Libp2pNetwork(vertx, key, admission, limits, listener, random);
        networks.add(network);
        return network;
    }

    static PeerAddress listen(Libp2pNetwork network) {
        return await(network.listen("127.0.0.1", 0));
    }

    public static <T> T await(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new CompletionException(e.getCause());
        } catch (InterruptedException | TimeoutException e) {
            throw new AssertionError("nothing happened within 30 seconds", e);
        }
    }

    static PeerException failureOf(Future<?> future) {
        try {
            await(future);
        } catch (CompletionException e) {
            assertThat(e.getCause()).isInstanceOf(PeerException.class);
            return (PeerException) Objects.requireNonNull(e.getCause());
        }
        throw new AssertionError("succeeded where a failure was due");
    }

    static PeerException.Reason reasonOf(Future<?> future) {
        return failureOf(future).reason();
    }

    /** Looks at the counts until they are as wanted. */
    public PeerNetworkState awaitState(Libp2pNetwork network, Predicate<PeerNetworkState> wanted) {
        PeerNetworkState last = await(network.state());
        for (int i = 0; i < 3000 && !wanted.test(last); i++) {
            await(vertx.timer(10, TimeUnit.MILLISECONDS));
            last = await(network.state());
        }
        assertThat(last).matches(wanted);
        return last;
    }

    @Override
    public void close() {
        networks.forEach(network -> await(network.close()));
        await(vertx.close());
    }
}
