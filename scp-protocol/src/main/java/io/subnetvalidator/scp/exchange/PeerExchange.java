package io.subnetvalidator.scp.exchange;

import io.subnetvalidator.chain.scale.ScaleException;
import io.subnetvalidator.chain.types.Bytes;
import io.subnetvalidator.chain.types.Epoch;
import io.subnetvalidator.chain.types.Hash256;
import io.subnetvalidator.chain.types.NodeId;
import io.subnetvalidator.scp.exchange.WireFormat.Push;
import io.subnetvalidator.scp.exchange.WireFormat.Status;
import io.subnetvalidator.scp.p2p.PeerAddress;
import io.subnetvalidator.scp.p2p.PeerNetwork;
import io.subnetvalidator.scp.protocol.EquivocationEvidence;
import io.subnetvalidator.scp.protocol.Event;
import io.subnetvalidator.scp.protocol.FaultProofNotice;
import io.subnetvalidator.scp.protocol.ProposalManifest;
import io.subnetvalidator.scp.protocol.Roster;
import io.subnetvalidator.scp.protocol.SignedBatch;
import io.subnetvalidator.scp.protocol.SubnetContext;
import io.subnetvalidator.scp.protocol.Wanted;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The exchange over a {@link PeerNetwork}: serves {@code /hypertensor/scp/push/1.0.0} and {@code /hypertensor/scp/fetch/1.0.0},
 * pushes own messages to every validator of their epoch, fetches what the epoch machine wants.
 *
 * <p>Only nodes of a current roster are listened to, each within its budget of the epoch. What arrives and holds becomes an
 * {@link Event}; the consumer is called on the network's threads and must hand over to the machine's owner.
 */
public final class PeerExchange {

    private final PeerNetwork network;
    private final PeerDirectory directory;
    private final ExchangeSettings settings;
    private final BatchStore batches;
    private final ProofStore proofs;
    private final Function<Bytes, Optional<Hash256>> proofDigest;
    private final Consumer<Event> events;
    private final RosterShelf rosters = new RosterShelf();
    private final PeerBudgets budgets;
    private final Outbox outbox;
    private final ManifestShelf manifests = new ManifestShelf();
    private final Inbox inbox;

    /**
     * @param proofDigest digest of a fault proof's bytes; empty when they are none
     * @param events takes what arrived
     */
    public PeerExchange(
            PeerNetwork network,
            PeerDirectory directory,
            ExchangeSettings settings,
            BatchStore batches,
            ProofStore proofs,
            Function<Bytes, Optional<Hash256>> proofDigest,
            Consumer<Event> events) {
        this.network = network;
        this.directory = directory;
        this.settings = settings;
        this.batches = batches;
        this.proofs = proofs;
        this.proofDigest = proofDigest;
        this.events = events;
        this.budgets = new PeerBudgets(settings.messagesPerPeer(), settings.bytesPerPeer());
        this.outbox = new Outbox(settings.attempts());
        this.inbox = new Inbox(settings, rosters, budgets, batches, proofs, manifests, events);
    }

    /** Starts to serve both protocols. */
    public void start() {
        network.serve(
                WireFormat.PUSH,
                settings.maxPushBytes(),
                (from, bytes) -> Future.succeededFuture(WireFormat.encode(inbox.received(from, bytes))));
        network.serve(
                WireFormat.FETCH,
                WireFormat.MAX_FETCH_REQUEST,
                (from, bytes) -> Future.succeededFuture(WireFormat.encodeFound(inbox.served(from, bytes))));
    }

    /** Uses a roster from now on; a newer epoch starts new budgets and ends the retention of older ones. */
    public void use(Roster roster) {
        if (rosters.put(roster)) {
            budgets.startEpoch();
            Epoch oldest = rosters.oldest();
            batches.forgetBefore(oldest);
            proofs.forgetBefore(oldest);
            outbox.forgetBefore(oldest);
            manifests.forgetBefore(oldest);
        }
    }

    /**
     * Keeps and pushes an own batch.
     *
     * @return the number of validators that have it after the first attempt; {@link #pushAgain} reaches the others
     */
    public Future<Integer> publish(SignedBatch batch) {
        batches.keep(batch);
        return push(batch.epoch(), new Push.Batch(batch));
    }

    /** Pushes an own notice; the proof must be in the proof store, or nobody can fetch it. */
    public Future<Integer> publish(FaultProofNotice.Signed notice) {
        return push(notice.notice().epoch(), new Push.Notice(notice));
    }

    public Future<Integer> publish(EquivocationEvidence evidence) {
        batches.keep(evidence.first());
        batches.keep(evidence.second());
        return push(evidence.epoch(), new Push.Evidence(evidence));
    }

    /** Keeps a manifest, own or checked against its proposal, and serves it. */
    public void offer(ProposalManifest manifest) {
        manifests.put(manifest);
    }

    /** Pushes again what has not arrived; called once per block. */
    public Future<Integer> pushAgain() {
        return pushAll(outbox.again());
    }

    /** Messages that have not reached their receiver and are not given up. */
    public int undelivered() {
        return outbox.size();
    }

    /**
     * Fetches from the nodes in this order until one delivers what was asked; the result arrives as an event, failure as
     * {@link Event.FetchFailed}.
     *
     * @return succeeds when that event was handed over
     */
    public Future<Void> fetch(Wanted wanted, List<NodeId> from) {
        Optional<Event> held = held(wanted);
        if (held.isPresent()) {
            events.accept(held.get());
            return Future.succeededFuture();
        }
        return fetchFrom(wanted, from, 0);
    }

    private Future<Void> fetchFrom(Wanted wanted, List<NodeId> from, int index) {
        if (index >= from.size()) {
            events.accept(new Event.FetchFailed(wanted));
            return Future.succeededFuture();
        }
        Optional<PeerAddress> address = rosters.peerOf(from.get(index)).flatMap(directory::addressOf);
        if (address.isEmpty()) {
            return fetchFrom(wanted, from, index + 1);
        }
        byte[] request = WireFormat.encode(context(), wanted);
        return network.request(
                        address.get(), WireFormat.FETCH, request, settings.maxResponseBytes(), settings.deadline())
                .map(response -> delivered(wanted, response))
                .otherwise(Optional.empty())
                .compose(event -> {
                    if (event.isEmpty()) {
                        return fetchFrom(wanted, from, index + 1);
                    }
                    events.accept(event.get());
                    return Future.succeededFuture();
                });
    }

    private Optional<Event> held(Wanted wanted) {
        if (wanted instanceof Wanted.Proof proof && proofs.named(proof.digest()).isPresent()) {
            return Optional.of(new Event.ProofFetched(proof.digest()));
        }
        if (wanted instanceof Wanted.BatchNamed named) {
            return batches.named(named.digest()).map(Event.BatchArrived::new);
        }
        return Optional.empty();
    }

    /** What a peer delivered, when it is what was asked and holds. */
    private Optional<Event> delivered(Wanted wanted, byte[] response) {
        try {
            return WireFormat.decodeFound(response).flatMap(bytes -> accepted(wanted, bytes));
        } catch (ScaleException malformed) {
            return Optional.empty();
        }
    }

    private Optional<Event> accepted(Wanted wanted, byte[] bytes) {
        if (wanted instanceof Wanted.Proof proof) {
            Bytes content = Bytes.of(bytes);
            if (bytes.length > settings.maxProofBytes()
                    || !proofDigest.apply(content).equals(Optional.of(proof.digest()))) {
                return Optional.empty();
            }
            proofs.keep(rosters.newest().orElse(Epoch.of(0)), proof.digest(), content);
            return proofs.named(proof.digest()).map(kept -> new Event.ProofFetched(proof.digest()));
        }
        if (wanted instanceof Wanted.Manifest named) {
            ProposalManifest manifest = ProposalManifest.fromBytes(bytes);
            if (!manifest.key().equals(named.key())) {
                return Optional.empty();
            }
            offer(manifest);
            return Optional.of(new Event.ManifestArrived(manifest));
        }
        SignedBatch batch = SignedBatch.fromBytes(bytes);
        boolean asked = wanted instanceof Wanted.BatchOf of
                ? batch.epoch().equals(of.epoch()) && batch.validator().equals(of.validator())
                : wanted instanceof Wanted.BatchNamed named && batch.digest().equals(named.digest());
        if (!asked || !holds(batch)) {
            return Optional.empty();
        }
        batches.keep(batch);
        return Optional.of(new Event.BatchArrived(batch));
    }

    private boolean holds(SignedBatch batch) {
        return rosters.of(batch.epoch())
                .filter(roster -> settings.admission().refusal(batch, roster).isEmpty())
                .isPresent();
    }

    private Future<Integer> push(Epoch epoch, Push push) {
        List<NodeId> receivers = rosters.of(epoch).map(Roster::validators).orElse(List.of()).stream()
                .filter(node -> !node.equals(settings.self()))
                .toList();
        return pushAll(outbox.add(epoch, Bytes.of(WireFormat.encode(push)), receivers));
    }

    private Future<Integer> pushAll(List<Outbox.Item> items) {
        List<Future<Boolean>> pushes = items.stream().map(this::pushOne).toList();
        return Future.join(pushes)
                .map(done -> (int) pushes.stream().filter(push -> push.result()).count());
    }

    /** Never fails: an unreachable peer is false, and is tried again later. */
    private Future<Boolean> pushOne(Outbox.Item item) {
        Optional<PeerAddress> address = rosters.peerOf(item.key().to()).flatMap(directory::addressOf);
        if (address.isEmpty()) {
            return Future.succeededFuture(false);
        }
        return network.request(address.get(), WireFormat.PUSH, item.bytes().toBytes(), 1, settings.deadline())
                .map(response -> arrived(item, response))
                .otherwise(false);
    }

    private boolean arrived(Outbox.Item item, byte[] response) {
        Optional<Status> status = WireFormat.decodeStatus(response);
        if (status.isPresent() && status.get() != Status.LATER) {
            outbox.done(item.key());
        }
        return status.filter(s -> s == Status.ACCEPTED || s == Status.KNOWN).isPresent();
    }

    private SubnetContext context() {
        return settings.admission().context();
    }
}
