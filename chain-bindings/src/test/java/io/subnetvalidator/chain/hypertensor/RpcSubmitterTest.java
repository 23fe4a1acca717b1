package io.subnetvalidator.chain.hypertensor;

import static io.subnetvalidator.chain.rpc.ScriptedNode.await;
import static io.subnetvalidator.chain.rpc.ScriptedNode.failure;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.subnetvalidator.chain.crypto.AccountKey;
import io.subnetvalidator.chain.crypto.AccountText;
import io.subnetvalidator.chain.extrinsic.Extrinsic;
import io.subnetvalidator.chain.extrinsic.SignedExtrinsic;
import io.subnetvalidator.chain.rpc.ScriptedNode;
import io.subnetvalidator.chain.types.AccountId;
import io.subnetvalidator.chain.types.Balance;
import io.subnetvalidator.chain.types.BlockNumber;
import io.subnetvalidator.chain.types.Bytes;
import io.subnetvalidator.chain.types.Hash256;
import io.subnetvalidator.chain.types.Hex;
import io.subnetvalidator.chain.types.NodeId;
import io.subnetvalidator.chain.types.SubnetId;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RpcSubmitterTest {

    private static final String WATCH = "author_submitAndWatchExtrinsic";
    private static final String SUBMIT = "author_submitExtrinsic";
    private static final AccountKey KEY = AccountKey.parse("0x" + "11".repeat(32));

    private final Vertx vertx = Vertx.vertx();
    private final List<RpcChain> opened = new ArrayList<>();
    private ScriptedNode node;
    private ScriptedChain scripted;

    @BeforeEach
    void start() {
        byte[] metadata = GoldenData.metadata();
        node = ScriptedNode.start(vertx, ScriptedChain.GENESIS.toString());
        node.result("system_accountNextIndex", 4).subscription(WATCH).result("author_unwatchExtrinsic", true);
        scripted = new ScriptedChain(node, metadata);
        scripted.mine();
        scripted.mine();
    }

    @AfterEach
    void stop() {
        opened.forEach(chain -> await(chain.close()));
        if (node != null) {
            node.close();
        }
        await(vertx.close());
    }

    @Test
    void an_accepted_extrinsic_is_followed_to_its_block_and_to_finality() {
        RpcChain chain = open();
        Submission submission = await(submit(chain, 8));
        assertThat(sent(WATCH, 0)).isEqualTo(submission.bytes());
        assertThat(signed(submission).nonce()).isEqualTo(4);
        assertThat(signed(submission).isSignedFor(chain.runtime().signingIdentity(), scriptedAnchor(submission)))
                .isTrue();
        node.report(WATCH, "ready");

        step();
        Head block = step(submission, true);

        Receipt.Included receipt = (Receipt.Included) await(submission.included());
        assertThat(receipt.number()).isEqualTo(block.number());
        assertThat(receipt.block()).isEqualTo(block.hash());
        assertThat(receipt.index()).isEqualTo(1);
        assertThat(receipt.outcome()).isEqualTo(new Receipt.Outcome.Success());
        assertThat(submission.finalized().isComplete()).isFalse();
        step();
        step();
        assertThat(await(submission.finalized())).isEqualTo(receipt);
        node.awaitRequest("author_unwatchExtrinsic");
    }

    private Hash256 scriptedAnchor(Submission submission) {
        assertThat(submission.nonce()).isEqualTo(4);
        return scripted.best().hash();
    }

    @Test
    void a_call_that_fails_in_its_block_says_how() {
        RpcChain chain = open();
        Submission submission = await(submit(chain, 8));

        step(submission, false);

        assertThat(((Receipt.Included) await(submission.included())).outcome())
                .isEqualTo(new Receipt.Outcome.Failed("BadOrigin"));
    }

    @Test
    void used_up_and_taken_nonces_lead_to_the_next_one() {
        for (String rejection : List.of(
                "1010|Invalid Transaction|Transaction is outdated",
                "1010|{\"invalid\":{\"stale\":null}}|",
                "1014|Priority is too low: (4 vs 4)|The transaction has too low priority to replace another")) {
            String[] words = rejection.split("\\|", -1);
            List<ScriptedNode.Request> asked = new ArrayList<>();
            node.on(WATCH, request -> {
                asked.add(request);
                return List.of(
                        asked.size() == 1
                                ? ScriptedNode.errorText(request.id(), Integer.parseInt(words[0]), words[1], words[2])
                                : ScriptedNode.resultText(request.id(), "w" + asked.size()));
            });
            RpcChain chain = open();

            Submission submission = await(submit(chain, 8));

            assertThat(submission.nonce()).as(rejection).isEqualTo(5);
            assertThat(asked).hasSize(2);
            await(chain.close());
        }
    }

    @Test
    void a_nonce_that_stays_taken_is_given_up_after_three_attempts() {
        node.error(WATCH, 1014, "Priority is too low", "");
        RpcChain chain = open();

        assertKind(submit(chain, 8), ChainException.Kind.REJECTED);

        assertThat(node.count(WATCH)).isEqualTo(3);
        node.subscription(WATCH);
        assertThat(await(submit(chain, 8)).nonce()).isEqualTo(4);
    }

    @Test
    void an_extrinsic_that_the_node_knows_already_is_followed() {
        for (int code : List.of(1012, 1013)) {
            node.error(WATCH, code, "Transaction is known", "");
            RpcChain chain = open();
            Submission submission = await(submit(chain, 8));

            step(submission, true);

            assertThat(await(submission.included())).isInstanceOf(Receipt.Included.class);
            assertThat(node.count(SUBMIT)).isZero();
            await(chain.close());
        }
    }

    @Test
    void after_a_lost_connection_the_very_same_bytes_are_sent_again() {
        node.silent(WATCH).result(SUBMIT, "0x00");
        RpcChain chain = open();
        Future<Submission> pending = submit(chain, 16);
        node.awaitRequest(WATCH);
        node.cut();
        Submission submission = await(pending);

        awaitHeads(chain, 2);
        step();

        assertThat(Bytes.parse(node.awaitRequest(SUBMIT).params().get(0).asText()))
                .isEqualTo(submission.bytes());
        step(submission, true);
        assertThat(await(submission.included())).isInstanceOf(Receipt.Included.class);
        assertThat(node.count(WATCH)).isEqualTo(1);
        assertThat(node.count(SUBMIT)).isEqualTo(1);
    }

    @Test
    void a_watch_that_dies_does_not_lose_the_receipt() {
        node.error(SUBMIT, 1013, "Transaction is already imported", "");
        RpcChain chain = open();
        Submission submission = await(submit(chain, 16));

        node.cut();
        awaitHeads(chain, 2);
        step();
        node.awaitRequest(SUBMIT);
        step(submission, true);

        assertThat(await(submission.included())).isInstanceOf(Receipt.Included.class);
        step();
        step();
        assertThat(await(submission.finalized()))
                .isEqualTo(submission.included().result());
    }

    @Test
    void blocks_that_were_not_reported_are_searched_too() {
        RpcChain chain = open();
        Submission submission = await(submit(chain, 16));

        Head block = scripted.mine(
                List.of(Bytes.parse("0x0401"), submission.bytes()), List.of(scripted.success(0), scripted.success(1)));
        scripted.mine();
        scripted.mine();
        step();

        assertThat(((Receipt.Included) await(submission.included())).block()).isEqualTo(block.hash());
    }

    @Test
    void an_extrinsic_that_nobody_includes_expires_with_its_era() {
        RpcChain chain = open();
        Head anchor = scripted.best();
        Submission submission = await(submit(chain, 4));
        Receipt expired = new Receipt.Expired(submission.hash(), anchor.number().plus(3));

        step();
        step();
        assertThat(submission.included().isComplete()).isFalse();
        step();

        assertThat(await(submission.included())).isEqualTo(expired);
        step();
        step();
        assertThat(await(submission.finalized())).isEqualTo(expired);
        assertThat(await(submit(chain, 8)).nonce()).isEqualTo(4);
    }

    @Test
    void a_reorganisation_moves_the_final_receipt() {
        RpcChain chain = open();
        Submission submission = await(submit(chain, 16));
        Head first = step(submission, true);
        assertThat(((Receipt.Included) await(submission.included())).block()).isEqualTo(first.hash());

        scripted.fork(first.number().value(), List.of(), List.of());
        Head second = scripted.mine(List.of(submission.bytes()), List.of(scripted.badOrigin(0)));
        scripted.announceBest();
        scripted.announceFinalized(second.number().value());

        assertThat(await(submission.finalized()))
                .isEqualTo(new Receipt.Included(
                        submission.hash(), second.number(), second.hash(), 0, new Receipt.Outcome.Failed("BadOrigin")));
    }

    @Test
    void an_extrinsic_that_the_pool_finds_invalid_is_dropped() {
        RpcChain chain = open();
        Submission submission = await(submit(chain, 8));

        node.report(WATCH, "invalid");

        assertThat(await(submission.included()))
                .isEqualTo(
                        new Receipt.Dropped(submission.hash(), "the node found it invalid after it had accepted it"));
        for (int i = 0; i < 9; i++) {
            step();
        }
        assertThat(await(submission.finalized())).isInstanceOf(Receipt.Dropped.class);
    }

    @Test
    void an_extrinsic_that_is_invalid_because_a_block_has_it_is_included() {
        RpcChain chain = open();
        Submission submission = await(submit(chain, 8));

        scripted.mine(List.of(submission.bytes()), List.of(scripted.success(0)));
        node.report(WATCH, "invalid");

        assertThat(await(submission.included())).isInstanceOf(Receipt.Included.class);
    }

    @Test
    void submissions_made_together_get_one_nonce_each_in_their_order() {
        RpcChain chain = open();
        Head anchor = scripted.best();
        Submitter submitter = chain.submitter(signer(KEY));
        List<Future<Submission>> made = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            made.add(submitter.submit(call(chain, i), new Mortality.Mortal(anchor, 16), Balance.ZERO));
        }

        List<Submission> submissions = made.stream().map(ScriptedNode::await).toList();

        assertThat(submissions).extracting(Submission::nonce).containsExactly(4L, 5L, 6L, 7L, 8L);
        for (int i = 0; i < 5; i++) {
            assertThat(sent(WATCH, i)).isEqualTo(submissions.get(i).bytes());
            assertThat(signed(submissions.get(i)).call().toBytes())
                    .isEqualTo(call(chain, i).toBytes());
        }
    }

    @Test
    void a_rejected_submission_does_not_hold_up_the_next_one() {
        node.on(
                WATCH,
                request -> List.of(
                        node.count(WATCH) == 0
                                ? ScriptedNode.errorText(request.id(), 1002, "Verification Error: codec", "")
                                : ScriptedNode.resultText(request.id(), "w1")));
        RpcChain chain = open();
        Future<Submission> first = submit(chain, 8);
        Future<Submission> second = submit(chain, 8);

        assertKind(first, ChainException.Kind.REJECTED);
        assertThat(await(second).nonce()).isEqualTo(4);
    }

    @Test
    void an_account_that_cannot_pay_is_told_how_much_to_send() {
        node.error(WATCH, 1010, "Invalid Transaction", "Inability to pay some fees (e.g. account balance too low)")
                .result("payment_queryInfo", Map.of("partialFee", "108157099"));
        RpcChain chain = open();

        Throwable cause = failure(submit(chain, 8));

        assertThat(((ChainException) cause).kind()).isEqualTo(ChainException.Kind.NO_BALANCE);
        assertThat(cause)
                .hasMessageContaining(AccountText.format(KEY.account()))
                .hasMessageContaining("has 0 units")
                .hasMessageContaining("at least 108157599 units");
    }

    @Test
    void a_signer_that_refuses_or_holds_another_key_sends_nothing() {
        RpcChain chain = open();
        Head anchor = scripted.best();
        IllegalStateException refusal = new IllegalStateException("the journal says no");
        CallSigner refusing = signer(KEY.account(), Future.failedFuture(refusal));
        assertThat(failure(chain.submitter(refusing)
                        .submit(call(chain, 1), new Mortality.Mortal(anchor, 8), Balance.ZERO)))
                .isSameAs(refusal);

        AccountKey other = AccountKey.parse("0x" + "22".repeat(32));
        CallSigner wrong = signer(other.account(), Future.succeededFuture(KEY.sign(new byte[] {1})));
        assertThat(failure(
                        chain.submitter(wrong).submit(call(chain, 1), new Mortality.Mortal(anchor, 8), Balance.ZERO)))
                .hasMessageContaining("not one of account");

        assertThat(node.count(WATCH)).isZero();
        assertThatThrownBy(() -> chain.submitter(signer(KEY)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("another signer");
    }

    @Test
    void nothing_is_signed_for_an_unknown_runtime() {
        node.result(
                "state_getMetadata",
                Hex.encode(new MutatedMetadata(GoldenData.metadata())
                        .insertNodeArgument("attest")
                        .bytes()));
        RpcChain chain = open();

        assertThat(failure(chain.submitter(signer(KEY))
                        .submit(Bytes.parse("0x0000"), new Mortality.Mortal(scripted.best(), 8), Balance.ZERO)))
                .isInstanceOf(UnknownRuntimeException.class);
        assertThat(node.count(WATCH)).isZero();
        assertThat(node.count("system_accountNextIndex")).isZero();
    }

    @Test
    void periods_that_the_chain_does_not_know_are_refused() {
        Head anchor = scripted.best();
        for (int period : List.of(0, 3, 5, 512)) {
            assertThatThrownBy(() -> new Mortality.Mortal(anchor, period)).isInstanceOf(IllegalArgumentException.class);
        }
        assertThat(new Mortality.Mortal(anchor, 8).lastBlock())
                .isEqualTo(BlockNumber.of(anchor.number().value() + 7));
    }

    private Future<Submission> submit(RpcChain chain, int period) {
        return chain.submitter(signer(KEY))
                .submit(call(chain, 1), new Mortality.Mortal(scripted.best(), period), Balance.ZERO);
    }

    private static Bytes call(RpcChain chain, int data) {
        return chain.calls().attest(SubnetId.of(128001), NodeId.of(1), Optional.of(Bytes.of(new byte[] {(byte) data})));
    }

    private Head step() {
        return scripted.step(List.of(), List.of());
    }

    private Head step(Submission submission, boolean success) {
        return scripted.step(
                List.of(Bytes.parse("0x0401"), submission.bytes()),
                List.of(scripted.success(0), success ? scripted.success(1) : scripted.badOrigin(1)));
    }

    private Bytes sent(String method, int index) {
        return Bytes.parse(node.requests(method).get(index).params().get(0).asText());
    }

    private static SignedExtrinsic signed(Submission submission) {
        return (SignedExtrinsic) Extrinsic.decode(submission.bytes().toBytes());
    }

    /** Waits until the head subscriptions stand again after a cut. */
    private void awaitHeads(RpcChain chain, int connections) {
        // Pool, runtime and submitter each follow the best head.
        while (node.count("chain_subscribeNewHeads") < 3L * connections
                || node.count("chain_subscribeFinalizedHeads") < connections) {
            Future<Head> best = chain.best();
            await(best.map(head -> true).otherwise(false));
        }
    }

    private RpcChain open() {
        RpcChain chain = await(scripted.open(vertx));
        opened.add(chain);
        return chain;
    }

    private static final Map<AccountId, CallSigner> SIGNERS = Map.of(KEY.account(), new CallSigner() {
        @Override
        public AccountId account() {
            return KEY.account();
        }

        @Override
        public Future<byte[]> sign(SignRequest request) {
            return Future.succeededFuture(KEY.sign(request.message().toBytes()));
        }
    });

    private static CallSigner signer(AccountKey key) {
        return Optional.ofNullable(SIGNERS.get(key.account())).orElseThrow();
    }

    private static CallSigner signer(AccountId account, Future<byte[]> signature) {
        return new CallSigner() {
            @Override
            public AccountId account() {
                return account;
            }

            @Override
            public Future<byte[]> sign(SignRequest request) {
                return signature;
            }
        };
    }

    private static void assertKind(Future<?> future, ChainException.Kind kind) {
        assertThat(failure(future))
                .isInstanceOfSatisfying(
                        ChainException.class, cause -> assertThat(cause.kind()).isEqualTo(kind));
    }
}
