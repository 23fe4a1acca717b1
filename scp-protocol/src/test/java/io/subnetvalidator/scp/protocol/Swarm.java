package io.subnetvalidator.scp.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.subnetvalidator.accounting.NodeObservation;
import io.subnetvalidator.chain.types.AccountId;
import io.subnetvalidator.chain.types.Balance;
import io.subnetvalidator.chain.types.Blake2b;
import io.subnetvalidator.chain.types.BlockSpan;
import io.subnetvalidator.chain.types.Epoch;
import io.subnetvalidator.chain.types.EpochClock;
import io.subnetvalidator.chain.types.Hash256;
import io.subnetvalidator.chain.types.NodeClass;
import io.subnetvalidator.chain.types.NodeId;
import io.subnetvalidator.chain.types.PeerKey;
import io.subnetvalidator.chain.types.SubnetId;
import io.subnetvalidator.incentives.ScorePolicy;
import io.subnetvalidator.incentives.ScoreRule;
import io.subnetvalidator.scp.journal.SigningRecord;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.LongStream;

/**
 * Several epoch machines in one thread under a seed: a chain of blocks, a message bus that may lose messages, one driver that
 * carries out effects. After every effect the invariants are checked.
 */
final class Swarm {

    static final SubnetContext CONTEXT = new SubnetContext(Blake2b.hash256(new byte[] {7}), SubnetId.of(128_001));
    static final Hash256 MODEL = Blake2b.hash256(new byte[] {8});
    static final int BLOCKS = 8;
    static final long LENGTH = 20;
    static final Epoch FIRST = Epoch.of(5);

    final ScorePolicy policy = ScorePolicy.DEFAULT;
    final FakeChain chain;
    final Map<NodeId, Actor> actors = new TreeMap<>();
    final Map<Hash256, Event.ProofJudged> truth = new HashMap<>();
    final long seed;

    double loss;

    private final Random random;
    private final Roster members;
    private final List<Runnable> bus = new ArrayList<>();

    private Swarm(int validators, int others, ForeignPolicy foreign, long seed) {
        this.seed = seed;
        this.random = new Random(seed);
        EpochClock clock = new EpochClock(LENGTH, 3);
        this.chain = new FakeChain(clock, clock.firstBlock(FIRST).value(), seed);
        List<RosterNode> nodes = new ArrayList<>();
        for (int i = 1; i <= validators + others; i++) {
            PeerKey key = key(i);
            NodeClass nodeClass = i <= validators ? NodeClass.VALIDATOR : NodeClass.INCLUDED;
            nodes.add(new RosterNode(
                    NodeId.of(i), key.peerId(), nodeClass, AccountId.of(new byte[20]), Balance.ofTokens(100)));
            if (i <= validators) {
                join(NodeId.of(i), key, clock, foreign);
            }
        }
        this.members = Roster.of(FIRST, nodes);
    }

    static Swarm of(int validators, long seed) {
        return new Swarm(validators, 2, new ForeignPolicy.Never(), seed);
    }

    static Swarm of(int validators, ForeignPolicy foreign, long seed) {
        return new Swarm(validators, 2, foreign, seed);
    }

    private void join(NodeId id, PeerKey key, EpochClock clock, ForeignPolicy foreign) {
        ProtocolSettings settings = ProtocolSettings.of(CONTEXT, id, clock, policy.digest(), MODEL, BLOCKS, foreign);
        EpochMachine machine = new EpochMachine(
                settings, input -> ScoreRule.compute(policy, input).entries());
        actors.put(id, new Actor(id, key, machine));
    }

    Actor actor(long id) {
        return actor(NodeId.of(id));
    }

    Actor actor(NodeId id) {
        return Objects.requireNonNull(actors.get(id), () -> "no validator " + id);
    }

    Roster roster(Epoch epoch) {
        return Roster.of(epoch, members.nodes());
    }

    List<Actor> honest() {
        return actors.values().stream().filter(actor -> actor.honest).toList();
    }

    /** Runs to the last block of an epoch. */
    void runThrough(Epoch last) {
        while (chain.number().compareTo(chain.clock.lastBlock(last)) < 0) {
            block();
        }
    }

    void runTo(Epoch epoch, long offset) {
        while (chain.number().compareTo(chain.clock.firstBlock(epoch).plus(offset)) < 0) {
            block();
        }
    }

    void block() {
        chain.produce(members);
        Event.HeadSeen head = chain.head();
        for (Actor actor : shuffled(List.copyOf(actors.values()))) {
            feed(actor, head);
        }
        drain();
    }

    void drain() {
        while (!bus.isEmpty()) {
            bus.remove(random.nextInt(bus.size())).run();
        }
    }

    /** Hands an event to a validator and carries out what it asks for. */
    void feed(Actor actor, Event event) {
        if (!actor.online.test(chain.number().value())) {
            return;
        }
        for (Effect effect : actor.machine.on(event)) {
            for (Effect real : actor.distort.apply(effect, this)) {
                carryOut(actor, real);
            }
        }
    }

    /** Everybody else gets the event, unless it is lost. */
    void broadcast(Actor from, Event event) {
        for (Actor to : actors.values()) {
            if (to != from && random.nextDouble() >= loss) {
                bus.add(() -> feed(to, event));
            }
        }
    }

    void deliver(Actor to, Event event) {
        bus.add(() -> feed(to, event));
    }

    /** A validator finds a node faulty; the proof exists from now on. */
    Hash256 convict(Actor author, NodeId accused, boolean valid) {
        Hash256 digest = Blake2b.hash256(ByteBuffer.allocate(16)
                .putLong(accused.value())
                .putLong(truth.size())
                .array());
        Event.ProofJudged judged = new Event.ProofJudged(digest, chain.epoch(), accused, valid);
        truth.put(digest, judged);
        author.proofs.add(digest);
        feed(author, judged);
        return digest;
    }

    void carryOut(Actor actor, Effect effect) {
        if (effect instanceof Effect.ReadRoster read) {
            deliver(actor, new Event.RosterRead(roster(read.epoch())));
        } else if (effect instanceof Effect.CloseObservations close) {
            List<NodeObservation> rows = actor.rows.apply(close.epoch(), honestRows(actor.id, close.epoch()));
            deliver(actor, new Event.ObservationsClosed(close.epoch(), rows));
        } else if (effect instanceof Effect.PublishBatch publish) {
            sign(actor, Duty.BATCH, publish.batch().epoch(), publish.batch().digest());
            publish(actor, SignedBatch.sign(publish.batch(), actor.key));
        } else if (effect instanceof Effect.PublishNotice publish) {
            broadcast(actor, new Event.NoticeArrived(publish.notice()));
        } else if (effect instanceof Effect.PublishEvidence publish) {
            broadcast(actor, new Event.EvidenceArrived(publish.evidence()));
        } else if (effect instanceof Effect.OfferManifest offer) {
            actor.manifests.put(offer.manifest().key(), offer.manifest());
        } else if (effect instanceof Effect.Fetch fetch) {
            bus.add(() -> fetch(actor, fetch));
        } else if (effect instanceof Effect.VerifyProof verify) {
            actor.proofs.add(verify.digest());
            deliver(actor, Objects.requireNonNull(truth.get(verify.digest())));
        } else if (effect instanceof Effect.Propose propose) {
            sign(
                    actor,
                    Duty.PROPOSAL,
                    propose.statement().epoch(),
                    propose.statement().digest());
            actor.proposed.add(propose);
            chain.submitProposal(
                    actor.id,
                    propose.statement(),
                    Optional.of(propose.attestData().toBytes()));
        } else if (effect instanceof Effect.Attest attest) {
            sign(
                    actor,
                    Duty.ATTESTATION,
                    attest.statement().epoch(),
                    attest.statement().digest());
            Invariants.attestationIsRecomputed(this, actor, attest.statement());
            actor.attested.put(attest.statement().epoch(), attest.statement());
            chain.submitAttestation(
                    actor.id, Optional.of(attest.statement().data().toBytes()));
        } else if (effect instanceof Effect.Dissent dissent) {
            actor.dissents.add(dissent);
        } else if (effect instanceof Effect.Note note) {
            actor.notes.add(note);
        }
    }

    void publish(Actor actor, SignedBatch batch) {
        actor.batches.put(batch.digest(), batch);
        deliver(actor, new Event.BatchArrived(batch));
        for (Actor to : actors.values()) {
            if (to != actor && random.nextDouble() >= loss) {
                bus.add(() -> receive(to, batch));
            }
        }
    }

    void receive(Actor to, SignedBatch batch) {
        if (to.online.test(chain.number().value())) {
            to.batches.put(batch.digest(), batch);
            feed(to, new Event.BatchArrived(batch));
        }
    }

    private void fetch(Actor asker, Effect.Fetch fetch) {
        for (NodeId candidate : fetch.from()) {
            Actor holder = actors.get(candidate);
            boolean answers =
                    holder != null && holder.online.test(chain.number().value()) && random.nextDouble() >= loss;
            Optional<Event> found = holder != null && answers ? find(holder, fetch.wanted()) : Optional.empty();
            if (found.isPresent()) {
                if (found.get() instanceof Event.BatchArrived arrived) {
                    asker.batches.put(arrived.batch().digest(), arrived.batch());
                }
                feed(asker, found.get());
                return;
            }
        }
        feed(asker, new Event.FetchFailed(fetch.wanted()));
    }

    private static Optional<Event> find(Actor holder, Wanted wanted) {
        if (wanted instanceof Wanted.BatchOf of) {
            return holder.batches.values().stream()
                    .filter(batch -> batch.epoch().equals(of.epoch())
                            && batch.validator().equals(of.validator()))
                    .findFirst()
                    .map(Event.BatchArrived::new);
        }
        if (wanted instanceof Wanted.BatchNamed named) {
            return Optional.ofNullable(holder.batches.get(named.digest())).map(Event.BatchArrived::new);
        }
        if (wanted instanceof Wanted.Proof proof) {
            return holder.proofs.contains(proof.digest())
                    ? Optional.of(new Event.ProofFetched(proof.digest()))
                    : Optional.empty();
        }
        return Optional.ofNullable(holder.manifests.get(((Wanted.Manifest) wanted).key()))
                .map(Event.ManifestArrived::new);
    }

    /** The rule book of the signing journal decides for honest validators; liars sign what they like. */
    private void sign(Actor actor, Duty duty, Epoch epoch, Hash256 digest) {
        SigningRecord.Decision decision = actor.signed.maySign(duty, epoch, digest);
        if (actor.honest) {
            assertThat(decision)
                    .as("double signature of node %s, %s (%s)", actor.id, duty, replay())
                    .isNotInstanceOf(SigningRecord.Decision.Refused.class);
        }
        if (decision instanceof SigningRecord.Decision.Fresh fresh) {
            actor.signed = fresh.next();
        }
    }

    /** Every node answers well, with small differences between observers; nodes are not equally fast. */
    List<NodeObservation> honestRows(NodeId observer, Epoch epoch) {
        List<NodeObservation> rows = new ArrayList<>();
        for (RosterNode node : members.nodes()) {
            long j = node.id().value();
            if (node.id().equals(observer)) {
                rows.add(NodeObservation.none(node.id()));
                continue;
            }
            long missed = (observer.value() + j + epoch.value()) % 2;
            List<Hash256> faults = truth.values().stream()
                    .filter(proof -> proof.valid()
                            && proof.accused().equals(node.id())
                            && actor(observer).proofs.contains(proof.digest()))
                    .map(Event.ProofJudged::digest)
                    .sorted()
                    .toList();
            rows.add(new NodeObservation(
                    node.id(),
                    20,
                    20 - missed,
                    20 - missed,
                    faults,
                    40 + j,
                    90 + j,
                    640,
                    1000 + 50 * j,
                    Optional.of(new BlockSpan((int) (j % 2) * 4, 4)),
                    MODEL));
        }
        return rows;
    }

    String replay() {
        return "replay with -Dscp.seed=" + seed;
    }

    private List<Actor> shuffled(List<Actor> list) {
        List<Actor> copy = new ArrayList<>(list);
        Collections.shuffle(copy, random);
        return copy;
    }

    private static PeerKey key(int i) {
        return PeerKey.ofSeed(Blake2b.hash256(new byte[] {(byte) i, 99}).toBytes());
    }

    /** Seeds to run: the one given by {@code -Dscp.seed}, or the first {@code count}. */
    static LongStream seeds(int count) {
        Long given = Long.getLong("scp.seed");
        return given == null ? LongStream.rangeClosed(1, count) : LongStream.of(given);
    }
}
