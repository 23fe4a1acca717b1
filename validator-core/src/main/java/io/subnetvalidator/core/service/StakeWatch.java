package io.subnetvalidator.core.service;

import io.subnetvalidator.chain.hypertensor.Head;
import io.subnetvalidator.chain.hypertensor.HypertensorChain;
import io.subnetvalidator.chain.hypertensor.PeerStanding;
import io.subnetvalidator.chain.hypertensor.ProofOfStake;
import io.subnetvalidator.chain.hypertensor.Subscription;
import io.subnetvalidator.chain.types.EpochClock;
import io.subnetvalidator.chain.types.Hash256;
import io.subnetvalidator.chain.types.PeerId;
import io.subnetvalidator.chain.types.SubnetId;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.StringJoiner;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the {@link StakeGate} at the newest best head: asks every witness what it says of that block and lets in whom a quorum of
 * them lets in. While one head is read newer ones wait, and of those only the newest is read. Confined to one event loop context.
 */
public final class StakeWatch {

    private static final Logger LOG = LoggerFactory.getLogger(StakeWatch.class);

    /** A witness that is a little behind learns of the block meanwhile. */
    private static final long RETRY_MS = 300;

    private static final int TRIES = 4;

    private final Vertx vertx;
    private final Context context;
    private final Function<Consumer<Head>, Subscription> heads;
    private final List<StakeSource> witnesses;
    private final int quorum;
    private final StakeGate gate;
    private final Promise<Void> first = Promise.promise();
    private @Nullable Subscription subscription;
    private @Nullable Head waiting;
    private boolean reading;
    private Set<PeerId> disputed = Set.of();
    private boolean withoutQuorum;

    /**
     * @param heads subscribes to best heads
     * @param witnesses at least one
     * @param quorum how many of them have to let a peer in, at most their number
     */
    StakeWatch(
            Vertx vertx,
            Function<Consumer<Head>, Subscription> heads,
            List<StakeSource> witnesses,
            int quorum,
            StakeGate gate) {
        if (quorum < 1 || quorum > witnesses.size()) {
            throw new IllegalArgumentException("a quorum of " + quorum + " out of " + witnesses.size() + " witnesses");
        }
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        this.heads = heads;
        this.witnesses = List.copyOf(witnesses);
        this.quorum = quorum;
        this.gate = gate;
    }

    /**
     * Watches over these endpoints.
     *
     * @param chain to follow; also the witness when it is the only endpoint
     * @param endpoints of the same chain; with several, each gets a connection of its own
     */
    public static StakeWatch of(
            Vertx vertx,
            HypertensorChain chain,
            SubnetId subnet,
            EpochClock clock,
            List<String> endpoints,
            RandomGenerator random,
            ProofOfStake rule,
            int quorum,
            StakeGate gate) {
        if (endpoints.size() == 1) {
            return new StakeWatch(
                    vertx,
                    chain::onBest,
                    List.of(new ChainStakeSource(endpoints.get(0), chain, subnet, clock, rule)),
                    1,
                    gate);
        }
        Optional<Hash256> genesis = Optional.of(chain.identity().genesis());
        List<StakeSource> witnesses = endpoints.stream()
                .<StakeSource>map(endpoint -> new EndpointStakeSource(
                        endpoint,
                        () -> ChainLink.open(vertx, List.of(endpoint), genesis, random, System::nanoTime),
                        subnet,
                        clock,
                        rule))
                .toList();
        return new StakeWatch(vertx, chain::onBest, witnesses, quorum, gate);
    }

    /** Completes when the gate knows the peers of a first head. */
    public Future<Void> start() {
        subscription = heads.apply(head -> context.runOnContext(ignored -> take(head)));
        return first.future();
    }

    public Future<Void> stop() {
        if (subscription != null) {
            subscription.cancel();
        }
        return Future.join(witnesses.stream().map(StakeSource::close).toList()).mapEmpty();
    }

    private void take(Head head) {
        waiting = head;
        if (!reading) {
            readNext();
        }
    }

    private void readNext() {
        Head head = waiting;
        if (head == null) {
            return;
        }
        waiting = null;
        reading = true;
        List<Future<Map<PeerId, PeerStanding>>> answers =
                witnesses.stream().map(witness -> ask(witness, head, TRIES)).toList();
        Future.join(answers)
                .onComplete(done -> context.runOnContext(ignored -> {
                    judge(head, answers);
                    reading = false;
                    readNext();
                }));
    }

    private Future<Map<PeerId, PeerStanding>> ask(StakeSource witness, Head head, int tries) {
        return witness.standings(head)
                .recover(failure -> tries > 1 && witnesses.size() > 1
                        ? vertx.timer(RETRY_MS, TimeUnit.MILLISECONDS).compose(later -> ask(witness, head, tries - 1))
                        : Future.failedFuture(failure));
    }

    private void judge(Head head, List<Future<Map<PeerId, PeerStanding>>> answers) {
        List<Map<PeerId, PeerStanding>> given = new ArrayList<>();
        StringJoiner silent = new StringJoiner("; ");
        for (int i = 0; i < answers.size(); i++) {
            Future<Map<PeerId, PeerStanding>> answer = answers.get(i);
            if (answer.succeeded()) {
                given.add(answer.result());
            } else {
                silent.add(witnesses.get(i).name() + ": " + answer.cause().getMessage());
            }
        }
        if (given.size() < quorum) {
            sayWithoutQuorum(head, given.size(), silent.toString());
            return;
        }
        if (withoutQuorum) {
            withoutQuorum = false;
            LOG.info("the stake of peers is known again at block {}", head.number());
        }
        StakeAgreement agreed = StakeAgreement.of(given, quorum);
        sayDisputed(head, agreed.disputed());
        gate.confirm(agreed.standings());
        first.tryComplete();
    }

    private void sayWithoutQuorum(Head head, int answered, String silent) {
        if (!withoutQuorum) {
            withoutQuorum = true;
            LOG.warn(
                    "{} of {} chain endpoints answered at block {} and {} are needed; when this lasts, no peer is admitted"
                            + " any more ({})",
                    answered,
                    witnesses.size(),
                    head.number(),
                    quorum,
                    silent);
        }
    }

    private void sayDisputed(Head head, Set<PeerId> now) {
        if (!now.equals(disputed)) {
            disputed = now;
            if (!now.isEmpty()) {
                LOG.error(
                        "chain endpoints contradict each other about the stake of {} at block {}; one of them lies or is"
                                + " broken: compare them by hand and remove it from chain.endpoints",
                        now,
                        head.number());
            }
        }
    }
}
