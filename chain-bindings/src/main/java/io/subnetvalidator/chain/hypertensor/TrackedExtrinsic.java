package io.subnetvalidator.chain.hypertensor;

import com.fasterxml.jackson.databind.JsonNode;
import io.subnetvalidator.chain.rpc.RpcException;
import io.subnetvalidator.chain.rpc.RpcSubscription;
import io.subnetvalidator.chain.rpc.Watch;
import io.subnetvalidator.chain.types.BlockNumber;
import io.subnetvalidator.chain.types.Bytes;
import io.subnetvalidator.chain.types.Hash256;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows one extrinsic from the pool to a finalized block. The blocks decide: every best and every finalized block after
 * the anchor is searched for its bytes, so that nothing is missed when the node's own watch dies. The watch tells of drops
 * early. Lives on one event loop.
 */
final class TrackedExtrinsic implements Watch {

    private static final Logger LOG = LoggerFactory.getLogger(TrackedExtrinsic.class);

    /** Blocks after which an immortal extrinsic that nobody includes is given up. */
    private static final long PATIENCE = 256;

    private final RpcChain chain;
    private final SubstrateRpc rpc;
    private final Hash256 hash;
    private final Bytes bytes;
    private final Optional<BlockNumber> expiry;
    private final Promise<Receipt> included = Promise.promise();
    private final Promise<Receipt> finalized = Promise.promise();
    private final Set<Hash256> searched = new HashSet<>();
    private final Deque<Head> finalizedHeads = new ArrayDeque<>();

    private long anchor;
    private boolean anchored;
    private @Nullable RpcSubscription watch;
    private @Nullable Head latest;
    private @Nullable String dropReason;
    private boolean searching;
    private boolean searchingFinalized;
    private boolean resubmit;

    TrackedExtrinsic(RpcChain chain, SubstrateRpc rpc, Hash256 hash, Bytes bytes, Mortality mortality) {
        this.chain = chain;
        this.rpc = rpc;
        this.hash = hash;
        this.bytes = bytes;
        if (mortality instanceof Mortality.Mortal mortal) {
            this.anchor = mortal.anchor().number().value();
            this.anchored = true;
            this.expiry = Optional.of(mortal.lastBlock());
        } else {
            this.expiry = Optional.empty();
        }
    }

    Future<Receipt> included() {
        return included.future();
    }

    Future<Receipt> finalized() {
        return finalized.future();
    }

    boolean isDone() {
        return finalized.future().isComplete() && included.future().isComplete();
    }

    /** A node accepted it and reports on it. */
    void watched(RpcSubscription subscription) {
        watch = subscription;
    }

    /** It is unknown whether a node has it: send it again with the next block. */
    void unsure() {
        resubmit = true;
    }

    @Override
    public void onEvent(JsonNode event) {
        String status = event.isTextual()
                ? event.asText()
                : event.fieldNames().hasNext() ? event.fieldNames().next() : "";
        switch (status) {
            case "invalid" -> dropped("the node found it invalid after it had accepted it");
            case "usurped" -> dropped("the node replaced it by another one with the same nonce");
            case "dropped" -> resubmit = true;
            default -> LOG.debug("extrinsic {}: {}", hash, status);
        }
    }

    @Override
    public void onLost(RpcException cause) {
        resubmit = true;
    }

    /** A new best head. */
    void best(Head head) {
        latest = head;
        if (!anchored) {
            anchored = true;
            anchor = head.number().value() - 1;
        }
        if (included.future().isComplete() || searching) {
            return;
        }
        searching = true;
        if (resubmit
                && expiry.filter(last -> head.number().compareTo(last) >= 0).isEmpty()) {
            resubmit();
        }
        search(head.hash()).onComplete(done -> {
            searching = false;
            Head newest = latest;
            if (done.succeeded() && !included.future().isComplete()) {
                missed(head.number());
            }
            if (newest != null && !newest.equals(head)) {
                best(newest);
            }
        });
    }

    /** The next finalized block. */
    void finalizedHead(Head head) {
        if (!anchored || head.number().value() <= anchor || finalized.future().isComplete()) {
            return;
        }
        finalizedHeads.add(head);
        if (!searchingFinalized) {
            searchingFinalized = true;
            searchFinalized();
        }
    }

    /** Searches a block and its ancestors down to the anchor. */
    private Future<Void> search(Hash256 block) {
        if (searched.contains(block)) {
            return Future.succeededFuture();
        }
        return look(block).compose(parent -> {
            searched.add(block);
            return parent.isEmpty() ? Future.succeededFuture() : search(parent.get());
        });
    }

    /** Looks into one block; gives the parent where the search goes on. */
    private Future<Optional<Hash256>> look(Hash256 hashOfBlock) {
        return rpc.block(hashOfBlock).compose(found -> {
            if (found.isEmpty()) {
                return Future.failedFuture(new ChainException(
                        ChainException.Kind.UNKNOWN_BLOCK, "block " + hashOfBlock + " is not known"));
            }
            Head head = found.get().head();
            int index = found.get().extrinsics().indexOf(bytes);
            if (index < 0) {
                boolean last = head.number().value() <= anchor + 1;
                return Future.succeededFuture(last ? Optional.empty() : Optional.of(head.parent()));
            }
            return receipt(head, index).map(receipt -> {
                included.tryComplete(receipt);
                return Optional.empty();
            });
        });
    }

    private void searchFinalized() {
        Head head = finalizedHeads.peek();
        if (head == null || finalized.future().isComplete()) {
            searchingFinalized = false;
            return;
        }
        rpc.block(head.hash())
                .compose(found -> {
                    int index = found.map(block -> block.extrinsics().indexOf(bytes))
                            .orElse(-1);
                    return index < 0
                            ? Future.succeededFuture(Optional.<Receipt>empty())
                            : receipt(head, index).map(Optional::of);
                })
                .onFailure(cause -> {
                    LOG.debug("finalized block {} cannot be searched now: {}", head, cause.getMessage());
                    searchingFinalized = false;
                })
                .onSuccess(receipt -> {
                    finalizedHeads.poll();
                    receipt.ifPresent(this::end);
                    if (receipt.isEmpty() && expired(head.number())) {
                        settle();
                    }
                    searchFinalized();
                });
    }

    /** All blocks that could hold it are final: an earlier one than those seen here may do, when it was sent before. */
    private void settle() {
        if (included.future().result() instanceof Receipt.Included seen) {
            rpc.blockHash(seen.number())
                    .onSuccess(hashThere ->
                            end(hashThere.filter(seen.block()::equals).isPresent() ? seen : lost()))
                    .onFailure(cause -> end(lost()));
        } else {
            end(lost());
        }
    }

    private boolean expired(BlockNumber number) {
        return expiry.filter(last -> number.compareTo(last) >= 0).isPresent();
    }

    private Future<Receipt> receipt(Head head, int index) {
        return chain.events(head.hash())
                .map(events -> new Receipt.Included(hash, head.number(), head.hash(), index, outcome(events, index)));
    }

    private static Receipt.Outcome outcome(List<EventRecord> events, int index) {
        for (EventRecord event : events) {
            if (event.phase().equals(new EventPhase.ApplyExtrinsic(index))) {
                if (event.event() instanceof ChainEvent.ExtrinsicFailed failed) {
                    return new Receipt.Outcome.Failed(failed.error());
                }
                if (event.event() instanceof ChainEvent.ExtrinsicSuccess) {
                    return new Receipt.Outcome.Success();
                }
            }
        }
        throw new ChainException(
                ChainException.Kind.UNREADABLE_STATE, "the block has no outcome for its extrinsic " + index);
    }

    /** The best chain up to this block does not hold it. */
    private void missed(BlockNumber number) {
        if (expired(number)) {
            included.tryComplete(lost());
        } else if (expiry.isEmpty() && number.value() - anchor > PATIENCE) {
            end(new Receipt.Dropped(hash, "not included within " + PATIENCE + " blocks"));
        }
    }

    private Receipt lost() {
        String reason = dropReason;
        return reason != null ? new Receipt.Dropped(hash, reason) : new Receipt.Expired(hash, expiry.orElseThrow());
    }

    /** No node keeps it any more; unless a block holds it already, that is the end. */
    private void dropped(String reason) {
        dropReason = reason;
        chain.best()
                .compose(head -> {
                    if (!anchored) {
                        best(head);
                    }
                    return search(head.hash());
                })
                .onComplete(done -> {
                    if (done.succeeded() && !included.future().isComplete()) {
                        Receipt receipt = new Receipt.Dropped(hash, reason);
                        included.tryComplete(receipt);
                        if (expiry.isEmpty()) {
                            end(receipt);
                        }
                    }
                });
    }

    private void resubmit() {
        resubmit = false;
        rpc.rpc().request("author_submitExtrinsic", bytes.toString()).onFailure(cause -> {
            Rejection rejection = cause instanceof RpcException failure ? Rejection.of(failure) : Rejection.UNCERTAIN;
            switch (rejection) {
                case KNOWN -> LOG.debug("extrinsic {} is known to the node", hash);
                case UNCERTAIN -> resubmit = true;
                case NONCE_TAKEN, NO_BALANCE, FINAL -> dropped(String.valueOf(cause.getMessage()));
            }
        });
    }

    private void end(Receipt receipt) {
        included.tryComplete(receipt);
        finalized.tryComplete(receipt);
        if (watch != null) {
            watch.cancel();
            watch = null;
        }
    }
}
