package io.subnetvalidator.chain.hypertensor;

import io.subnetvalidator.chain.crypto.AccountSignatures;
import io.subnetvalidator.chain.crypto.AccountText;
import io.subnetvalidator.chain.extrinsic.Era;
import io.subnetvalidator.chain.extrinsic.SignedExtrinsic;
import io.subnetvalidator.chain.extrinsic.SigningPayload;
import io.subnetvalidator.chain.metadata.Value;
import io.subnetvalidator.chain.rpc.RpcException;
import io.subnetvalidator.chain.rpc.RpcTopic;
import io.subnetvalidator.chain.types.AccountId;
import io.subnetvalidator.chain.types.Balance;
import io.subnetvalidator.chain.types.Bytes;
import io.vertx.core.Future;
import java.math.BigInteger;
import java.util.List;
import java.util.NavigableSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Signs and submits for one account, one extrinsic after the other, and keeps its nonces apart. */
final class RpcSubmitter implements Submitter {

    private static final Logger LOG = LoggerFactory.getLogger(RpcSubmitter.class);

    private static final int ATTEMPTS = 3;
    private static final int MAX_IN_FLIGHT = 64;

    /** Fee to expect when the node does not tell: a little more than any consensus call costs (chain reference, 1.5). */
    private static final BigInteger USUAL_FEE = BigInteger.valueOf(1_000_000_000);

    private final RpcChain chain;
    private final SubstrateRpc rpc;
    private final CallSigner signer;
    // A signer may complete on a thread of its own.
    private final NavigableSet<Long> noncesInFlight = new ConcurrentSkipListSet<>();
    private final List<TrackedExtrinsic> tracked = new CopyOnWriteArrayList<>();

    private Future<?> tail = Future.succeededFuture();
    private boolean following;

    RpcSubmitter(RpcChain chain, SubstrateRpc rpc, CallSigner signer) {
        this.chain = chain;
        this.rpc = rpc;
        this.signer = signer;
    }

    CallSigner signer() {
        return signer;
    }

    @Override
    public AccountId account() {
        return signer.account();
    }

    @Override
    public synchronized Future<Submission> submit(Bytes call, Mortality mortality, Balance tip) {
        if (!following) {
            following = true;
            chain.onBest(head -> each(extrinsic -> extrinsic.best(head)));
            chain.onFinalized(head -> each(extrinsic -> extrinsic.finalizedHead(head)));
        }
        Future<Submission> submission = tail.transform(before -> attempt(call, mortality, tip, 1, 0));
        tail = submission;
        return submission;
    }

    private void each(Consumer<TrackedExtrinsic> action) {
        tracked.forEach(action);
        tracked.removeIf(TrackedExtrinsic::isDone);
    }

    private Future<Submission> attempt(Bytes call, Mortality mortality, Balance tip, int attempt, long lowestNonce) {
        RuntimeView runtime = chain.runtime();
        if (runtime.shape().dialect() == Dialect.UNKNOWN) {
            return Future.failedFuture(runtime.shape().refusal());
        }
        return rpc.accountNextIndex(account()).compose(index -> {
            if (tracked.size() >= MAX_IN_FLIGHT) {
                return Future.failedFuture(new ChainException(
                        ChainException.Kind.REJECTED,
                        account() + " has " + tracked.size() + " extrinsics on their way; no more are sent"));
            }
            long afterOwn = noncesInFlight.isEmpty() ? 0 : noncesInFlight.last() + 1;
            long nonce = Math.max(Math.max(index, lowestNonce), afterOwn);
            SigningPayload payload = payload(runtime, call, mortality, tip, nonce);
            return signer.sign(new SignRequest(call, nonce, mortality, Bytes.of(payload.message())))
                    .compose(signature -> send(call, mortality, tip, attempt, extrinsic(payload, signature)));
        });
    }

    private static SigningPayload payload(
            RuntimeView runtime, Bytes call, Mortality mortality, Balance tip, long nonce) {
        if (mortality instanceof Mortality.Mortal mortal) {
            Era era = Era.mortal(mortal.period(), mortal.anchor().number());
            return SigningPayload.mortal(
                    call.toBytes(), era, mortal.anchor().hash(), nonce, tip, runtime.signingIdentity());
        }
        return SigningPayload.immortal(call.toBytes(), nonce, tip, runtime.signingIdentity());
    }

    private SignedExtrinsic extrinsic(SigningPayload payload, byte[] signature) {
        boolean own = AccountSignatures.recover(payload.message(), signature)
                .filter(account()::equals)
                .isPresent();
        if (!own) {
            throw new ChainException(
                    ChainException.Kind.REJECTED,
                    "the signature is not one of account " + AccountText.format(account())
                            + ": the signer holds another key or signed other bytes");
        }
        return new SignedExtrinsic(
                account(), Value.bytes(signature), payload.era(), payload.nonce(), payload.tip(), payload.call());
    }

    private Future<Submission> send(
            Bytes call, Mortality mortality, Balance tip, int attempt, SignedExtrinsic extrinsic) {
        Bytes bytes = Bytes.of(extrinsic.encode());
        TrackedExtrinsic following = new TrackedExtrinsic(chain, rpc, extrinsic.hash(), bytes, mortality);
        // Before it is sent, so that no block can come between.
        track(following, extrinsic.nonce());
        return rpc.rpc()
                .watch(RpcTopic.submitAndWatch(bytes.toString()), following)
                .map(watch -> {
                    following.watched(watch);
                    return submission(following, extrinsic, bytes);
                })
                .recover(cause -> {
                    Rejection rejection =
                            cause instanceof RpcException failure ? Rejection.of(failure) : Rejection.FINAL;
                    LOG.info("extrinsic {} of {}: {}", extrinsic.hash(), account(), cause.getMessage());
                    return switch (rejection) {
                        case KNOWN -> Future.succeededFuture(submission(following, extrinsic, bytes));
                        case UNCERTAIN -> {
                            following.unsure();
                            yield Future.succeededFuture(submission(following, extrinsic, bytes));
                        }
                        case NONCE_TAKEN -> {
                            forget(following, extrinsic.nonce());
                            yield attempt < ATTEMPTS
                                    ? attempt(call, mortality, tip, attempt + 1, extrinsic.nonce() + 1)
                                    : Future.failedFuture(rejected(cause, extrinsic.nonce()));
                        }
                        case NO_BALANCE -> {
                            forget(following, extrinsic.nonce());
                            yield noBalance(bytes, cause);
                        }
                        case FINAL -> {
                            forget(following, extrinsic.nonce());
                            yield Future.failedFuture(rejected(cause, extrinsic.nonce()));
                        }
                    };
                });
    }

    private void track(TrackedExtrinsic extrinsic, long nonce) {
        tracked.add(extrinsic);
        noncesInFlight.add(nonce);
        extrinsic.included().onSuccess(receipt -> noncesInFlight.remove(nonce));
    }

    private void forget(TrackedExtrinsic extrinsic, long nonce) {
        tracked.remove(extrinsic);
        noncesInFlight.remove(nonce);
    }

    private static Submission submission(TrackedExtrinsic following, SignedExtrinsic extrinsic, Bytes bytes) {
        return new Submission(extrinsic.hash(), bytes, extrinsic.nonce(), following.included(), following.finalized());
    }

    private ChainException rejected(Throwable cause, long nonce) {
        return new ChainException(
                ChainException.Kind.REJECTED,
                "the extrinsic of " + AccountText.format(account()) + " with nonce " + nonce + " was rejected: "
                        + cause.getMessage(),
                cause);
    }

    /** Says how much is missing, as well as the node can tell. */
    private Future<Submission> noBalance(Bytes extrinsic, Throwable cause) {
        Future<BigInteger> fee = rpc.rpc()
                .request("payment_queryInfo", extrinsic.toString())
                .map(answer -> fee(answer.path("partialFee").asText("")))
                .otherwise(USUAL_FEE);
        Future<BigInteger> balance = chain.best()
                .compose(head -> chain.balance(account(), head.hash()))
                .map(Balance::units);
        return Future.all(fee, balance).transform(read -> {
            BigInteger needed = fee.result() == null ? USUAL_FEE : fee.result();
            BigInteger keep = chain.identity().existentialDeposit().units();
            BigInteger has = read.succeeded() ? balance.result() : BigInteger.ZERO;
            BigInteger missing = needed.add(keep).subtract(has).max(BigInteger.ONE);
            return Future.failedFuture(new ChainException(
                    ChainException.Kind.NO_BALANCE,
                    "account " + AccountText.format(account()) + " cannot pay the fee of a call: it has " + has
                            + " units (1 TENSOR is 1e18) and needs " + needed + " for the fee beside the " + keep
                            + " that keep it alive; send it at least " + missing
                            + " units, a hundred times that to last. Successful consensus calls give the fee back",
                    cause));
        });
    }

    private static BigInteger fee(String text) {
        return text.matches("\\d{1,39}") ? new BigInteger(text) : USUAL_FEE;
    }
}
